import { registry } from "@web/core/registry";

/** The landlord's counsellor reads the plan on one screen and approves it. */
registry.category("web_tour.tours").add("declic_approve_tour", {
    steps: () => [
        {
            content: "the four axes are there, no form to open",
            trigger: ".o_form_view .o_declic_axis:contains(J'ouvre mon courrier)",
        },
        {
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "approved: a next version is the only way to change it",
            trigger: "button[name=action_new_version]",
        },
        {
            trigger: "body:not(:has(button[name=action_approve]))",
        },
    ],
});
