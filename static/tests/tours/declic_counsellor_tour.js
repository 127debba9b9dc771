import { registry } from "@web/core/registry";

/** Presses of the user since the tour began. */
let clicks = 0;

/** The counsellor: from the worklist to an orientation that is sent. */
registry.category("web_tour.tours").add("declic_counsellor_tour", {
    url: "/odoo/declic-worklist",
    steps: () => [
        {
            content: "the worklist says why the household is on it",
            trigger: ".o_data_row:contains(TOUR-TEST)",
            run: () => {
                clicks = 0;
                window.addEventListener("click", () => (clicks += 1), true);
            },
        },
        {
            trigger: ".o_data_row:contains(TOUR-TEST) td[name=name]",
            run: "click",
        },
        {
            content: "the form shows the arrears on one screen",
            trigger: ".o_form_view .alert-warning",
        },
        {
            trigger: "button.o_declic_orient",
            run: "click",
        },
        {
            content: "why and what was tried are known already",
            trigger: "div[name=reason_ids] input[type=checkbox]:checked",
        },
        { trigger: "div[name=measure_ids] .o_data_row" },
        {
            content: "two associations are alike: the choice is the counsellor's",
            trigger: "div[name=association_id] input",
            run: "edit Passerelle",
        },
        {
            trigger: ".ui-autocomplete a:contains(Passerelle)",
            run: "click",
        },
        {
            trigger: "button[name=action_send]",
            run: "click",
        },
        {
            content: "it is sent and can no longer be changed",
            trigger: ".o_field_widget[name=date_answer_due]",
            run: () => {
                if (!clicks || clicks > 6) {
                    throw new Error(`${clicks} clicks instead of 6`);
                }
            },
        },
    ],
});
