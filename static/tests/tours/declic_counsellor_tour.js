import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** The counsellor: from the worklist to an orientation that is sent. */
registry.category("web_tour.tours").add("declic_counsellor_tour", {
    url: "/odoo/declic-worklist",
    steps: () => [
        {
            content: "the worklist says why the household is on it",
            trigger: ".o_data_row:contains(TOUR-TEST)",
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
            trigger: "div[name=programme_id] input",
            run: "edit Programme de test",
        },
        {
            trigger: ".ui-autocomplete a:contains(Programme de test)",
            run: "click",
        },
        {
            trigger: "div[name=association_id] input",
            run: "edit Passerelle",
        },
        {
            trigger: ".ui-autocomplete a:contains(Passerelle)",
            run: "click",
        },
        {
            trigger: "div[name=reason_ids] input[type=checkbox]:first",
            run: "click",
        },
        {
            content: "a measure already tried, and what came of it",
            trigger: "div[name=measure_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "div[name=measure_ids] div[name=measure_id] input",
            run: "edit Mesure du test",
        },
        {
            trigger: ".ui-autocomplete a:contains(Mesure du test)",
            run: "click",
        },
        ...stepUtils.saveForm(),
        {
            trigger: "button[name=action_send]",
            run: "click",
        },
        {
            content: "it is sent and can no longer be changed",
            trigger: ".o_field_widget[name=date_answer_due]",
        },
    ],
});
