import { registry } from "@web/core/registry";

/** Presses of the user since the tour began. */
let clicks = 0;

const ROW = ".o_data_row:contains(RANG-TEST 00)";

/** Ten households on the screen; a try is logged in two clicks, on the list. */
registry.category("web_tour.tours").add("declic_worklist_tour", {
    url: "/odoo/declic-worklist",
    steps: () => [
        {
            content: "two lines a row: ten households are seen at 1366 x 768",
            trigger: `${ROW} .o_declic_year`,
            run: () => {
                const seen = [...document.querySelectorAll(".o_data_row")].filter(
                    (row) => row.getBoundingClientRect().bottom <= window.innerHeight
                );
                if (seen.length < 10) {
                    const [row] = document.querySelectorAll(".o_data_row");
                    throw new Error(
                        `${seen.length} rows of ${row.offsetHeight} px are seen`
                    );
                }
                const chips = document.querySelectorAll(
                    ".o_data_row:first-child .o_declic_reason"
                );
                if (!chips.length || chips.length > 3) {
                    throw new Error(`${chips.length} reasons in a row`);
                }
                window.addEventListener("click", () => (clicks += 1), true);
            },
        },
        { trigger: `${ROW} .o_declic_log_letter`, run: "click" },
        { trigger: ".modal button.o_declic_sent", run: "click" },
        {
            content: "the list is still there and says so",
            trigger: `body:not(:has(.modal)) ${ROW} .o_declic_last_try:contains(Courrier)`,
            run: () => {
                if (clicks !== 2) {
                    throw new Error(`${clicks} clicks instead of 2`);
                }
            },
        },
        {
            content: "the next step is the button",
            trigger: `${ROW} .o_declic_next_step`,
            run: "click",
        },
        { trigger: ".modal button.o_declic_no_answer, .o_form_view" },
        { trigger: ".breadcrumb-item.o_back_button a, .modal button[special=cancel]", run: "click" },
        { trigger: ".o_declic_tabs [data-tab=watched]", run: "click" },
        {
            trigger: ".o_declic_tabs [data-tab=watched].btn-primary",
        },
        {
            content: "one part at a time",
            trigger: ".o_declic_tabs [data-tab=proposed].btn-light",
        },
        { trigger: `body:not(:has(${ROW})) .o_declic_tabs` },
    ],
});
