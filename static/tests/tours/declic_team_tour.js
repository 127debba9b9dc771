import { registry } from "@web/core/registry";

/** The coordinator hands a household over. */
registry.category("web_tour.tours").add("declic_team_tour", {
    steps: () => [
        {
            trigger: "a[href='/my/declic/team']",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "the load of each", trigger: ".o_declic_card:contains(test_worker)" },
        { trigger: "#declic_team_case", run: "selectByIndex 1" },
        {
            trigger: "#declic_team_to",
            run: () => {
                const select = document.querySelector("#declic_team_to");
                const isColleague = (option) => option.text.startsWith("test_colleague");
                select.value = [...select.options].find(isColleague).value;
            },
        },
        { trigger: "button[name='hand_over']", run: "click", expectUnloadPage: true },
        { trigger: ".o_declic .alert-success" },
    ],
});

/** The psychologist's month. */
registry.category("web_tour.tours").add("declic_session_tour", {
    steps: () => [
        { trigger: "#declic_session_count", run: "edit 7" },
        { trigger: "#declic_hours", run: "edit 9,5" },
        { trigger: "button[name='save_month']", run: "click", expectUnloadPage: true },
        { trigger: ".o_declic .alert-success" },
    ],
});

/** A point is sent, then asked for again. */
registry.category("web_tour.tours").add("declic_correction_tour", {
    steps: () => [
        { trigger: "label[for='contact_in_touch']", run: "click" },
        { trigger: "label[for='voice_agrees']", run: "click" },
        { trigger: "#declic_facts", run: "edit Vu à la porte." },
        { trigger: "button[name='send']", run: "click", expectUnloadPage: true },
        { trigger: ".o_declic_send", run: "click", expectUnloadPage: true },
        { content: "read-only", trigger: "fieldset:disabled #declic_facts" },
        { trigger: ".o_declic_ask_correction", run: "click", expectUnloadPage: true },
        { trigger: "#declic_correction_reason", run: "selectByIndex 1" },
        { trigger: "button[name='ask_correction']", run: "click", expectUnloadPage: true },
        { trigger: ".o_declic .alert-success" },
    ],
});
