import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { counted } from "./counted";

/** A visit without an answer, from the case: open, how, result. */
registry.category("web_tour.tours").add("declic_log_contact_tour", {
    steps: () => [
        { trigger: ".o_declic_journal" },
        ...counted(3, [
            { trigger: ".o_declic_log", run: "click" },
            {
                trigger: ".modal div[name=medium] .o_selection_badge:first",
                run: "click",
            },
            {
                trigger: ".modal footer button.o_declic_no_answer",
                run: "click",
            },
            { trigger: "body:not(:has(.modal))" },
            {
                content: "it is in the stream",
                trigger: ".o_declic_journal_line[data-kind=contact]:eq(1)",
            },
        ]),
    ],
});

/** The chips of the journal, and a line that opens what it tells of. */
registry.category("web_tour.tours").add("declic_journal_tour", {
    steps: () => [
        { trigger: ".o_declic_journal_line[data-kind=note]" },
        { trigger: ".o_declic_journal [data-kind=contact].btn", run: "click" },
        { trigger: ".o_declic_journal:not(:has(.o_declic_journal_line[data-kind=note]))" },
        { trigger: ".o_declic_journal_line[data-kind=contact]", run: "click" },
        { trigger: ".o_form_view div[name=result]" },
    ],
});

/** The landlord's column, inside the case. */
registry.category("web_tour.tours").add("declic_column_tour", {
    steps: () => [
        { trigger: ".o_notebook .nav-link[name=plan]", run: "click" },
        {
            trigger: "div[name=assessment_line_ids] .o_data_row td[name=landlord_level_id]",
            run: "click",
        },
        {
            trigger: "div[name=assessment_line_ids] div[name=landlord_level_id] input",
            run: "click",
        },
        { trigger: ".ui-autocomplete a:contains(1 ·)", run: "click" },
        ...stepUtils.saveForm(),
        { trigger: ".o_form_saved, .o_form_view" },
    ],
});

/** The plan that waits is approved from the case. */
registry.category("web_tour.tours").add("declic_case_approve_tour", {
    steps: () => [
        { trigger: ".o_declic_journal" },
        ...counted(4, [
            { trigger: ".o_declic_next", run: "click" },
            { trigger: "button[name=action_approve]", run: "click" },
            { trigger: "button[name=action_new_version]" },
        ]),
    ],
});

/** A month's point: from the case to the validated point. */
registry.category("web_tour.tours").add("declic_case_point_tour", {
    steps: () => [
        { trigger: ".o_declic_journal" },
        ...counted(4, [
            { trigger: ".o_declic_next", run: "click" },
            { trigger: "div[name=landlord_present] input", run: "click" },
            { trigger: "button[name=action_validate]", run: "click" },
            { trigger: "body:not(:has(button[name=action_validate]))" },
        ]),
    ],
});
