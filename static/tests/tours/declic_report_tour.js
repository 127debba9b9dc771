import { registry } from "@web/core/registry";

/** After the login the caretaker stands on the form, in French, on a phone. */
registry.category("web_tour.tours").add("declic_report_tour", {
    url: "/odoo",
    steps: () => [
        {
            trigger: ".o_form_view .o_field_widget[name=lease] input",
            run: "edit awa gardien-test",
        },
        {
            trigger: ".o_radio_item:contains('Courrier') input",
            run: "click",
        },
        { trigger: "button.o_declic_report", run: "click" },
        {
            content: "the door and no name",
            trigger: ".o_form_view:not(:contains('GARDIEN')) .o_data_row:contains('Porte 3')",
        },
        { trigger: "button.o_declic_this_one", run: "click" },
        { trigger: ".alert-success" },
        { trigger: "button.o_declic_another", run: "click" },
        {
            trigger: ".o_field_widget[name=lease] input",
            run: "edit porte 4 zoe",
        },
        { trigger: ".o_radio_item:contains('voisinage') input", run: "click" },
        { trigger: "button.o_declic_report", run: "click" },
        { trigger: ".o_data_row:contains('Porte 4') button.o_declic_this_one", run: "click" },
        { trigger: ".alert-success" },
    ],
});
