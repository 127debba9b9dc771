import { registry } from "@web/core/registry";

/** Presses of the user since the tour began. */
let clicks = 0;

const OPEN = ".o_data_row .o_declic_validate";

/** Three points of an association in one list: presence once, then one press each. */
registry.category("web_tour.tours").add("declic_point_session_tour", {
    steps: () => [
        {
            content: "the points of the association are in one list",
            trigger: ".o_form_view:has(.o_data_row:nth-child(3) .o_declic_validate)",
            run: () => {
                clicks = 0;
                window.addEventListener("click", () => (clicks += 1), true);
            },
        },
        { trigger: "button.o_declic_present", run: "click" },
        {
            content: "the landlord is there, at each of them",
            trigger: ".o_data_row:nth-child(3) td[name=landlord_present] input:checked",
        },
        { trigger: OPEN, run: "click" },
        { trigger: ".o_field_widget[name=open_count]:contains(2)" },
        { trigger: OPEN, run: "click" },
        { trigger: ".o_field_widget[name=open_count]:contains(1)" },
        { trigger: OPEN, run: "click" },
        {
            content: "three points in four clicks",
            trigger: `.o_form_view:not(:has(${OPEN}))`,
            run: () => {
                if (clicks !== 4) {
                    throw new Error(`${clicks} clicks instead of 4`);
                }
            },
        },
        { trigger: "button.o_declic_end", run: "click" },
        { trigger: "button[name=action_print]:visible" },
    ],
});
