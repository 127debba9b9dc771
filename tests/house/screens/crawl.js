/**
 * Runs in the web client of one role: Odoo's own click-everywhere (menus, views,
 * filters), then what it leaves out: groups, the first record with its tabs and smart
 * buttons, “New”, the cog menu. Everything shown is heard, every error kept.
 */
/* global odoo */
async function declicCrawl(app) {
    const found = {errors: [], texts: {}, menus: [], bot: [], counts: {}};
    window.declicFound = found;
    let step = "start";
    const count = (what) => (found.counts[what] = (found.counts[what] || 0) + 1);

    // What is shown

    const LABELS = ["title", "placeholder", "aria-label", "data-tooltip"];
    // Odoo's own screens are Odoo's to translate.
    let ours = true;
    function hear(text) {
        const plain = (text || "").replace(/\s+/g, " ").trim();
        if (ours && plain && !(plain in found.texts)) {
            found.texts[plain] = step;
        }
    }
    function look(node) {
        if (node.nodeType === Node.TEXT_NODE) {
            if (!node.parentElement?.closest("script, style")) {
                hear(node.data);
            }
            return;
        }
        if (node.nodeType !== Node.ELEMENT_NODE) {
            return;
        }
        for (const label of LABELS) {
            hear(node.getAttribute(label));
        }
        node.childNodes.forEach(look);
    }
    look(document.body);
    new MutationObserver((changes) => {
        for (const change of changes) {
            if (change.type === "childList") {
                change.addedNodes.forEach(look);
            } else if (change.type === "attributes") {
                hear(change.target.getAttribute(change.attributeName));
            } else {
                look(change.target);
            }
        }
    }).observe(document.body, {
        attributeFilter: LABELS,
        characterData: true,
        childList: true,
        subtree: true,
    });

    // What goes wrong

    const fail = (what) =>
        found.errors.push([step, String(what).replace(/\s+/g, " ").slice(0, 300)]);
    console.error = (...words) => fail(words.join(" "));
    const {rpcBus} = odoo.loader.modules.get("@web/core/network/rpc");
    const {App} = odoo.loader.modules.get("@odoo/owl");
    const pending = new Set();
    rpcBus.addEventListener("RPC:REQUEST", ({detail}) => pending.add(detail.data.id));
    rpcBus.addEventListener("RPC:RESPONSE", ({detail}) => {
        pending.delete(detail.data.id);
        if (detail.error) {
            const asked = detail.data.params;
            const told = detail.error.data?.message || detail.error.message;
            fail(`${asked.model || ""} ${asked.method || detail.url || ""}: ${told}`);
        }
    });

    // What is done

    const env = odoo.__WOWL_DEBUG__.root.env;
    let updates = 0;
    env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", () => updates++);
    const all = (selector) => [...document.querySelectorAll(selector)];
    const one = (selector) => document.querySelector(selector);
    const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const busy = () =>
        pending.size || [...App.apps].some((each) => each.scheduler.tasks.size);
    async function settle() {
        const limit = performance.now() + 15000;
        for (let calm = 0; calm < 2; ) {
            await later(15);
            calm = busy() ? 0 : calm + 1;
            if (performance.now() > limit) {
                fail("still loading after 15 seconds");
                return;
            }
        }
    }
    async function press(element, what) {
        count(what);
        for (const type of ["mousedown", "mouseup", "click"]) {
            element.dispatchEvent(
                new MouseEvent(type, {bubbles: true, cancelable: true, view: window})
            );
        }
        await settle();
    }
    async function closeDialogs() {
        const close = one(".o_dialog .btn-close");
        if (close) {
            await press(close, "dialogs closed");
        }
        env.services.dialog.closeAll();
        await settle();
    }
    async function tabs() {
        for (const tab of all(".o_form_view .o_notebook_headers .nav-link")) {
            if (tab.isConnected && !tab.classList.contains("active")) {
                await press(tab, "tabs");
            }
        }
    }
    async function back() {
        const crumbs = all(".o_breadcrumb .breadcrumb-item a, .o_breadcrumb .o_back_button");
        if (crumbs.length) {
            await press(crumbs[crumbs.length - 1], "ways back");
        }
    }
    async function smartButtons() {
        const selector = ".o_form_view .o-form-buttonbox .oe_stat_button";
        const more = ".o_form_view .o-form-buttonbox .o_button_more";
        const number = all(selector).length;
        for (let rank = 0; rank < number; rank++) {
            const button = all(selector)[rank];
            if (!button || button.matches(more)) {
                continue;
            }
            const form = one(".o_form_view");
            await press(button, "smart buttons");
            if (one(".o_dialog")) {
                await closeDialogs();
            } else if (one(".o_form_view") !== form) {
                await back();
            }
        }
    }
    async function cog() {
        const toggle = one(".o_control_panel .o_cp_action_menus .dropdown-toggle");
        if (toggle) {
            await press(toggle, "cog menus");
            await press(toggle, "cog menus closed");
        }
    }
    const NEW = [
        ".o_list_button_add",
        ".o-kanban-button-new",
        ".o_form_button_create",
        ".o-calendar-button-new",
    ].map((name) => `.o_control_panel ${name}`);
    async function pressNew() {
        const button = one(NEW.join(", "));
        if (!button) {
            return;
        }
        await press(button, "news");
        await tabs();
        const discard = one(
            ".o_form_button_cancel, .o_list_button_discard, .o_kanban_cancel"
        );
        if (one(".o_dialog")) {
            await closeDialogs();
        } else if (discard) {
            await press(discard, "news discarded");
        }
    }
    async function firstRecord() {
        const row = one(
            ".o_list_view .o_data_row .o_data_cell:not(.o_list_button)," +
                " .o_kanban_view .o_kanban_record:not(.o_kanban_ghost)"
        );
        // An empty list of Odoo may be filled with invented rows.
        if (!row || one(".o_view_sample_data")) {
            return;
        }
        await press(row, "records");
        if (one(".o_action_manager .o_form_view")) {
            count("forms");
            await tabs();
            await cog();
            await smartButtons();
            await pressNew();
        }
    }
    async function groups() {
        const toggle = one(".o_control_panel .o_searchview_dropdown_toggler");
        if (!toggle) {
            return;
        }
        await press(toggle, "search menus");
        const items = ".o_group_by_menu .o_menu_item:not(.o_add_custom_group_menu)";
        for (const item of all(items)) {
            await press(item, "groups");
        }
    }
    async function open(menu) {
        step = `${menu.name} (${menu.xmlid})`;
        ours = menu.xmlid.startsWith("declic.");
        const before = updates;
        await env.services.menu.selectMenu(menu.id);
        await settle();
        if (one(".o_dialog")) {
            await tabs();
            await closeDialogs();
            return false;
        }
        if (updates === before) {
            fail("the menu opens nothing");
        }
        return true;
    }
    /** Headers of a list that do not show whole on a screen of this width. */
    function headers() {
        const shown = all(".o_list_view thead th[data-name] .text-truncate");
        if (!ours || !shown.length) {
            return;
        }
        count("lists measured");
        const cut = shown.filter((text) => text.scrollWidth > text.clientWidth + 1);
        if (cut.length) {
            fail(`headers are cut: ${cut.map((text) => text.textContent).join(", ")}`);
        }
    }
    async function visit(menu) {
        found.menus.push(menu.xmlid);
        if (!(await open(menu))) {
            return;
        }
        headers();
        await pressNew();
        await open(menu);
        await firstRecord();
        await open(menu);
        await groups();
    }

    async function runClickbot() {
        const log = console.log;
        let over = false;
        console.log = (...words) => {
            const text = words.join(" ");
            const menu = /^Testing menu .* (\S+)$/.exec(text);
            if (menu) {
                found.bot.push(menu[1]);
                step = text;
                ours = menu[1].startsWith("declic.");
            }
            over = over || /^Test took/.test(text);
            if (/^Clicking on: filter/.test(text)) {
                count("filters");
            } else if (/view switcher$/.test(text)) {
                count("views");
            }
        };
        const loader = odoo.loader.modules.get("@web/webclient/clickbot/clickbot_loader");
        await loader.startClickEverywhere(app);
        while (!over) {
            await later(50);
        }
        console.log = log;
        await closeDialogs();
    }

    const started = performance.now();
    if (app) {
        await runClickbot();
    }
    // Of Odoo, with fields and buttons of ours.
    const extended = [
        "account.menu_action_account_moves_all",
        "account.menu_action_move_out_invoice_type",
        "account.menu_account_customer",
    ];
    const menus = env.services.menu
        .getAll()
        .filter((menu) => menu.actionID && menu.xmlid)
        .filter(
            ({xmlid}) => xmlid.startsWith("declic.") || extended.includes(xmlid)
        );
    for (const menu of menus.filter((each) => each.id !== each.appID)) {
        try {
            await visit(menu);
        } catch (error) {
            fail(error);
        }
        await closeDialogs();
    }
    found.seconds = (performance.now() - started) / 1000;
    console.log("declic crawl over");
}
