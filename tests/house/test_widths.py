"""No header of a list is cut on a screen of 1 366 pixels, in French (U2)."""

import json
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from odoo.addons.declic.demo import landlord

from ..browser import BrowserCase, WebClient

# Lists in which each role lives its day.
ROLES = {"recouvrement": 10, "cesf": 15, "pilote": 25, "dpo": 6}
# Opens each action's list as a menu does; the headers that do not show whole.
_MEASURE = """
(async () => {
    const {action} = odoo.__WOWL_DEBUG__.root.env.services;
    const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const cut = {}, seen = [];
    for (const id of ACTIONS) {
        await action.doAction(id, {clearBreadcrumbs: true, viewType: "list"});
        let headers = [];
        for (let turn = 0; turn < 100 && !headers.length; turn++) {
            await later(50);
            headers = [
                ...document.querySelectorAll(".o_list_view thead th[data-name]"),
            ];
        }
        await later(250);
        headers = [...document.querySelectorAll(".o_list_view thead th[data-name]")];
        if (headers.length) {
            seen.push(id);
        }
        const found = headers.filter((header) => {
            const text = header.querySelector(".text-truncate");
            return text && text.scrollWidth > text.clientWidth + 1;
        });
        if (found.length) {
            cut[id] = found.map((header) => header.dataset.name);
        }
    }
    return JSON.stringify({cut, seen});
})()
"""


@tagged("post_install", "-at_install")
class TestWidths(WebClient, BrowserCase):
    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare_web_client()
        landlord.load(cls.env, households=16, months=8)

    def lists(self, user):
        """Our actions with a list, behind the menus of ``user``."""
        menus = self.env["ir.ui.menu"].with_user(user)
        visible = menus.browse(menus._visible_menu_ids())
        actions = {
            menu.action
            for menu in visible.sudo()
            if menu.action and menu.action._name == "ir.actions.act_window"
        }
        return sorted(
            action.id
            for action in actions
            if (action.res_model or "").startswith("declic.")
            and "list" in action.view_mode.split(",")
        )

    def test_headers_are_whole(self):
        for login, least in ROLES.items():
            user = self.env["res.users"].search(
                [("login", "=", f"{login}@declic.example")]
            )
            user.write({"lang": "fr_FR", "password": user.login, "tour_enabled": False})
            actions = self.lists(user)
            self.assertGreater(len(actions), least, login)
            found = {}
            wait = ChromeBrowser._wait_code_ok

            def then_measure(
                browser, *args, was=wait, ids=actions, into=found, **kwargs
            ):
                was(browser, *args, **kwargs)
                code = _MEASURE.replace("ACTIONS", json.dumps(ids))
                into.update(json.loads(browser.evaluate(code)))

            with (
                self.subTest(login=login),
                patch.object(ChromeBrowser, "_wait_code_ok", then_measure),
            ):
                self.browser_js(
                    "/odoo",
                    "console.log('test successful')",
                    "odoo.isReady === true",
                    login=user.login,
                    timeout=200,
                )
                self.assertGreater(len(found["seen"]), least)
                names = {
                    self.env["ir.actions.act_window"].browse(int(key)).xml_id: cut
                    for key, cut in found["cut"].items()
                }
                self.assertFalse(names, f"headers that are cut, as {login}")
