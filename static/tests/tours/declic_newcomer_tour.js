import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Presses and words of the newcomer in one tour. */
const count = { clicks: 0, fields: 0 };

function start(trigger) {
    return {
        trigger,
        run: () => {
            count.clicks = count.fields = 0;
            window.addEventListener("click", () => (count.clicks += 1), true);
            window.addEventListener("change", () => (count.fields += 1), true);
        },
    };
}

/** The last step: neither more clicks nor more words than that. */
function end(trigger, clicks, fields) {
    return {
        trigger,
        // What the last press does may take a busy machine some time.
        timeout: 60000,
        run: () => {
            if (!count.clicks || count.clicks > clicks || count.fields > fields) {
                throw new Error(
                    `${count.clicks} clicks, ${count.fields} fields` +
                        ` instead of ${clicks} and ${fields}`
                );
            }
        },
    };
}

const app = [
    { trigger: ".o_navbar_apps_menu button", run: "click" },
    {
        trigger: ".o-dropdown--menu [data-menu-xmlid='declic.declic_menu_root']",
        run: "click",
    },
];

/** The card of a step; `done` when it must be done. */
function card(position, done) {
    const state = done === undefined ? "" : `:has(.fa-${done ? "check-circle" : "circle-o"})`;
    return `.o_declic_steps .o_kanban_record:nth-child(${position})${state}`;
}

const back = { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" };

/** From the installed module to the detection, by its administrator and pilot. */
tours.add("declic_newcomer_setup_tour", {
    steps: () => [
        start(".o_navbar"),
        ...app,
        {
            content: "the app opens on the first steps, nothing of which is done",
            trigger: `${card(1, false)} a[name=action_declic_open]`,
            run: "click",
        },
        {
            content: "the programme has its dates, its places, its duration",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Déclic 2027",
        },
        { trigger: ".o_notebook a[name=partners]", run: "click" },
        {
            trigger: "div[name=partner_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "div[name=association_id] input",
            run: "edit Association du Quai",
        },
        {
            trigger: ".ui-autocomplete .o_m2o_dropdown_option_create a",
            run: "click",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible" },
        back,
        {
            content: "programme and associations are done by themselves",
            trigger: `${card(2, true)}:contains(Association du Quai)`,
        },
        {
            trigger: `${card(3, false)} a[name=action_declic_open]`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Anne Essai",
        },
        {
            trigger: ".modal .o_field_widget[name=email] input",
            run: "edit anne@quai.example",
        },
        {
            trigger: ".modal .o_field_widget[name=role] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Coordinateur)",
            run: "click",
        },
        {
            trigger: ".modal div[name=association_id] input",
            run: "edit Quai",
        },
        {
            trigger: ".ui-autocomplete a:contains(Association du Quai)",
            run: "click",
        },
        { trigger: ".modal button[name=action_invite]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: card(3, true) },
        {
            content: "what the accounting knows is said before anything is done",
            trigger: `${card(6, false)}:contains(160 contacts doivent un loyer, 0 ont) a[name=action_declic_open]`,
            run: "click",
        },
        {
            content: "the accounts of all tenants are read",
            trigger: ".modal button[name=action_create]",
            run: "click",
            timeout: 60000,
        },
        {
            content: "two thousand households take some seconds",
            trigger: ".o_list_view .o_data_row",
            timeout: 60000,
        },
        ...app,
        {
            trigger: `${card(7, false)} a[name=action_declic_open]`,
            run: "click",
        },
        end(".o_breadcrumb:contains(étection)", 23, 5),
    ],
});

/** From the worklist to an orientation that is sent. */
tours.add("declic_newcomer_orient_tour", {
    steps: () => [
        start(".o_navbar"),
        ...app,
        { trigger: `${card(7, true)}:contains(160 ménages doivent)` },
        {
            trigger: "[data-menu-xmlid='declic.declic_menu_worklist']",
            run: "click",
        },
        {
            content: "nobody logged a contact: silence is not known, the debt is",
            trigger: ".o_declic_tabs [data-tab=ours]",
            run: "click",
        },
        { trigger: ".o_declic_tabs [data-tab=ours].btn-primary" },
        { trigger: ".o_data_row td[name=name]", run: "click" },
        { trigger: "button.o_declic_orient", run: "click" },
        {
            content: "the form says what it lacks",
            trigger: ".alert-warning:contains(motif)",
        },
        {
            trigger: "div[name=reason_ids] input[type=checkbox]",
            run: "click",
        },
        {
            trigger: "div[name=measure_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "div[name=measure_ids] .o_selected_row .o_field_many2one input",
            run: "click",
        },
        { trigger: ".ui-autocomplete a:contains(Appels téléphoniques)", run: "click" },
        {
            content: "the form lacks nothing any more",
            trigger: "body:not(:has(.alert-warning:contains(mesure)))",
        },
        { trigger: "button[name=action_send]", run: "click" },
        end(".o_field_widget[name=date_answer_due]", 11, 1),
    ],
});

/** The association's worker takes the household. */
tours.add("declic_newcomer_accept_tour", {
    steps: () => [
        // Each of these two clicks opens a page.
        { trigger: ".o_declic_todo", run: "click", expectUnloadPage: true },
        {
            content: "who is alone in the association is chosen",
            trigger: "#declic_worker option:selected:contains(Anne Essai), #declic_worker",
        },
        { trigger: "button[name='accept']", run: "click", expectUnloadPage: true },
        { trigger: ".o_declic .alert-success" },
    ],
});
