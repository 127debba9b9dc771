import { registry } from "@web/core/registry";

const row = (name) => `.o_data_row:contains(${name})`;
const choose = (field, name) => [
    { trigger: `.modal div[name=${field}] input`, run: `edit ${name}` },
    { trigger: `.ui-autocomplete a:contains(${name})`, run: "click" },
];

/** Two of three households are set aside together, from the worklist. */
registry.category("web_tour.tours").add("declic_dismiss_tour", {
    steps: () => [
        { trigger: `${row("UN-TEST")} .o_list_record_selector input`, run: "click" },
        { trigger: `${row("DEUX-TEST")} .o_list_record_selector input`, run: "click" },
        { trigger: ".o_control_panel_actions button[name]", run: "click" },
        { trigger: ".modal div[name=household_ids] .badge:eq(1)" },
        ...choose("reason_id", "Motif du test"),
        // A month is proposed: shown as text until one clicks on it.
        { trigger: ".modal div[name=date_until] button", run: "click" },
        { trigger: ".modal div[name=date_until] input", run: "edit 31/01/2099" },
        { trigger: ".modal button[name=action_dismiss]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

/** The second of two professionals leaves the circle, from the case. */
registry.category("web_tour.tours").add("declic_leave_tour", {
    steps: () => [
        { trigger: ".o_notebook .nav-link[name=file]", run: "click" },
        {
            trigger: `div[name=circle_ids] ${row("Deuxième")} .o_list_button button`,
            run: "click",
        },
        ...choose("reason_id", "Motif du test"),
        { trigger: ".modal button[name=action_end]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
