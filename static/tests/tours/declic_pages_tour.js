import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const page = (name) => ({ trigger: `.o_notebook .nav-link[name=${name}]`, run: "click" });

/** The pages of a household, each read when it opens: with its rows, before and after a
 * change, on the next household and on the way back from another screen. */
registry.category("web_tour.tours").add("declic_pages_tour", {
    steps: () => [
        { trigger: ".o_data_row:contains(PAGE-TEST Un) td[name=name]", run: "click" },
        { trigger: ".o_form_view .o_notebook" },
        page("money"),
        { trigger: "div[name=ledger_month_ids] .o_data_row" },
        page("file"),
        { trigger: "div[name=dwelling] input", run: "edit B-12" },
        page("money"),
        { trigger: "div[name=ledger_month_ids] .o_data_row" },
        page("file"),
        ...stepUtils.saveForm(),
        {
            content: "as it was written",
            trigger: "div[name=dwelling] input:value(B-12)",
        },
        { trigger: ".o_pager_next", run: "click" },
        { trigger: ".o_form_view h1:contains(PAGE-TEST Deux)" },
        { trigger: "div[name=lease_number] input:value(PAGE-2)" },
        page("support"),
        { trigger: "div[name=case_ids] .o_data_row" },
        { trigger: "button[name=action_open_case]", run: "click" },
        { trigger: ".o_form_view .o_declic_journal" },
        { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:last", run: "click" },
        {
            content: "the page that was left is read again",
            trigger: "div[name=case_ids] .o_data_row",
        },
    ],
});
