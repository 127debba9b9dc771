import { registry } from "@web/core/registry";
import { counted } from "./counted";

const row = (name) => `.o_data_row:contains(${name})`;
const tours = registry.category("web_tour.tours");

/** One household is set aside for a month: icon, reason, confirm. */
tours.add("declic_aside_tour", {
    steps: () => [
        { trigger: row("CLICS-TEST") },
        ...counted(4, [
            {
                trigger: `${row("CLICS-TEST")} button .fa-eye-slash`,
                run: "click",
            },
            { trigger: ".modal div[name=reason_id] input", run: "click" },
            { trigger: ".ui-autocomplete a:contains(Motif du test)", run: "click" },
            { trigger: ".modal button[name=action_dismiss]", run: "click" },
            { trigger: `body:not(:has(.modal)):not(:has(${row("CLICS-TEST")}))` },
        ]),
    ],
});

/** What became of an appointment, from the list. */
tours.add("declic_result_tour", {
    steps: () => [
        { trigger: ".o_data_row" },
        ...counted(3, [
            { trigger: ".o_data_row button .fa-check", run: "click" },
            {
                trigger: ".modal div[name=result] .o_selection_badge:first",
                run: "click",
            },
            { trigger: ".modal button[name=action_record]", run: "click" },
            { trigger: "body:not(:has(.modal)) .o_list_view" },
        ]),
    ],
});

/** A serious concern, from the number of the day to the acknowledgement. */
tours.add("declic_acknowledge_tour", {
    steps: () => [
        { trigger: ".o_declic_day" },
        ...counted(3, [
            {
                trigger: ".o_kanban_record:contains(/Concerns not settled|Inquiétudes graves non closes/)",
                run: "click",
            },
            { trigger: ".o_data_row td[name=date]", run: "click" },
            { trigger: "button[name=action_acknowledge]", run: "click" },
            { trigger: "body:not(:has(button[name=action_acknowledge]))" },
        ]),
    ],
});

/** Arrears are signalled to the payer of the benefit: the next step, then save. */
tours.add("declic_signal_tour", {
    steps: () => [
        { trigger: row("CLICS-TEST") },
        ...counted(2, [
            { trigger: `${row("CLICS-TEST")} .o_declic_next_step`, run: "click" },
            { trigger: "div[name=step_ids] .o_data_row" },
            { trigger: ".o_form_button_save", run: "click" },
            { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_dirty))" },
            { trigger: "body:not(:has(.o_form_button_save:visible))" },
        ]),
    ],
});

/** A repayment plan by recovery, from the worklist: icon, amount, make, start. */
tours.add("declic_make_plan_tour", {
    steps: () => [
        { trigger: row("CLICS-TEST") },
        ...counted(4, [
            {
                trigger: `${row("CLICS-TEST")} button .fa-calculator`,
                run: "click",
            },
            { trigger: ".modal div[name=installment_amount] input", run: "edit 90" },
            { trigger: ".modal button[name=action_make]", run: "click" },
            { trigger: "button[name=action_activate]", run: "click" },
            { trigger: "button[name=action_activate]:not(:visible), body:not(:has(button[name=action_activate]))" },
        ]),
    ],
});

/** All the households of the list to a colleague. */
tours.add("declic_give_tour", {
    steps: () => [
        { trigger: row("CLICS-TEST") },
        ...counted(5, [
            { trigger: "thead .o_list_record_selector input", run: "click" },
            {
                trigger: ".o_control_panel_actions button:contains(/Give to somebody|Confier à quelqu/)",
                run: "click",
            },
            { trigger: ".modal div[name=user_id] input", run: "click" },
            { trigger: ".ui-autocomplete a:contains(Successeur)", run: "click" },
            { trigger: ".modal button.o_declic_give", run: "click" },
            { trigger: ".modal td[name=result] .text-bg-success" },
        ]),
    ],
});
