"""The pages of the day open about as fast as Odoo's own: measured in one run."""

import json
import logging
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from odoo.addons.web.controllers import dataset

from ..browser import BrowserCase, WebClient
from ..common import DeclicLandlord

_logger = logging.getLogger(__name__)

# No page of the day costs more than that many partners.
MOST = 1.5
TURNS = 15
# What is read of a record or of a list; the views are read once.
READS = ("web_read", "web_search_read")
# Milliseconds from the click to the page that stands, of each page, turn by turn.
_MEASURE = """
(async () => {
    const {action} = odoo.__WOWL_DEBUG__.root.env.services;
    const frame = () => new Promise(requestAnimationFrame);
    const open = async (page) => {
        await action.doAction(
            {type: "ir.actions.act_window", res_model: "declic.agency",
             views: [[false, "list"]]},
            {clearBreadcrumbs: true}
        );
        // What the page before still asks for: the test's server answers one by one.
        await new Promise((resolve) => setTimeout(resolve, 400));
        const asked = page.xmlid
            ? {...await action.loadAction(page.xmlid), cache: false}
            : {type: "ir.actions.act_window", res_model: page.model, res_id: page.id,
               views: [[false, "form"]]};
        const start = performance.now();
        await action.doAction(asked);
        while (!document.querySelector(page.ready)) {
            if (performance.now() - start > 20000) {
                throw new Error(`${page.ready} never came`);
            }
            await frame();
        }
        await frame();
        return performance.now() - start;
    };
    const took = {};
    for (let turn = 0; turn <= TURNS; turn++) {
        for (const [name, page] of Object.entries(PAGES)) {
            const ms = await open(page);
            // The first one fetches the view.
            if (turn) {
                (took[name] ||= []).push(ms);
            }
        }
    }
    return JSON.stringify(took);
})()
"""
FORM = ".o_form_view .o_form_sheet"


class Pages(WebClient, DeclicLandlord, BrowserCase):
    """The pages of a counsellor's day, opened in the browser beside a partner's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()
        household = cls._household("VITE-TEST Camille")
        for month in (4, 3, 2, 1):
            cls._rent(household, cls._months_ago(month))
        case = cls._case(household)
        theirs = case.with_user(cls.users["worker"])
        theirs.action_log_contact("office", "reached", 40)
        theirs.action_record_adhesion("accepted")
        theirs.action_start_assessment()
        plan = theirs.action_start_plan()
        plan.action_add_goal(
            "social",
            "Je paie mon loyer",
            [{"name": "Je vire 90 €", "actor": "household", "date_due": cls.today}],
        )
        other = cls._household("LENT-TEST Dominique")
        for month in (4, 3, 2, 1):
            cls._rent(other, cls._months_ago(month))
        for _attempt in range(3):
            cls.env["declic.contact"].create(
                {"household_id": other.id, "medium": "visit", "result": "no_answer"}
            )
        cls.env["declic.household"]._run_detection()
        forms = (household.partner_id, household, case, case.orientation_id, plan)
        cls.pages = {
            record._name: {"model": record._name, "id": record.id, "ready": FORM}
            for record in forms
        }
        cls.pages["worklist"] = {
            "xmlid": "declic.declic_household_action_worklist",
            "ready": ".o_list_view .o_data_row",
        }
        cls.pages["day"] = {
            "xmlid": "declic.declic_day_tile_action",
            "ready": ".o_kanban_view .o_kanban_record",
        }

    def open_pages(self, turns):
        """Open each page ``turns`` times.

        :return: dict of page to milliseconds, turn by turn
        """
        code = _MEASURE.replace("PAGES", json.dumps(self.pages))
        code = code.replace("TURNS", str(turns))
        took, wait = {}, ChromeBrowser._wait_code_ok

        def then_measure(browser, *args, **kwargs):
            wait(browser, *args, **kwargs)
            took.update(json.loads(browser.evaluate(code)))

        with patch.object(ChromeBrowser, "_wait_code_ok", then_measure):
            self.browser_js(
                "/odoo",
                "console.log('test successful')",
                "odoo.isReady === true",
                login=self.users["counsellor"].login,
                timeout=120,
            )
        return took

    def assert_no_dearer(self, costs, what):
        """No page costs more than :data:`MOST` times the partner's.

        :param costs: dict of page to its cost
        :param what: the unit, for the sentence
        """
        self.assertEqual(costs.keys(), self.pages.keys())
        partner = costs["res.partner"]
        told = ", ".join(f"{name} {cost:.0f}" for name, cost in costs.items())
        dear = [name for name, cost in costs.items() if cost > MOST * partner]
        self.assertFalse(dear, f"{what}: {told}")
        _logger.info("%s: %s", what, told)


@tagged("post_install", "-at_install")
class TestStatements(Pages):
    def test_a_page_reads_with_few_statements(self):
        """What opening a page asks the database for, counted where the web client
        asks: no more than 1.5 times what Odoo's own partner needs."""
        read, call_kw = [], dataset.call_kw

        def counted(model, name, args, kwargs):
            before = model.env.cr.sql_log_count
            answer = call_kw(model, name, args, kwargs)
            if name in READS:
                count = model.env.cr.sql_log_count - before
                read.append(((model._name, name), count))
            return answer

        with patch.object(dataset, "call_kw", counted):
            self.open_pages(2)
        fewest = {}
        for asked, count in read:
            fewest[asked] = min(count, fewest.get(asked, count))
        lists = {
            "worklist": ("declic.household", "web_search_read"),
            "day": ("declic.day.tile", "web_search_read"),
        }
        self.assert_no_dearer(
            {name: fewest[lists.get(name, (name, "web_read"))] for name in self.pages},
            "statements",
        )


@tagged("post_install", "-at_install", "-standard", "declic_speed")
class TestSpeed(Pages):
    def test_a_page_opens_nearly_as_fast_as_the_partners(self):
        took = self.open_pages(TURNS)
        # The best of some turns: what the page costs, and not what else ran beside.
        self.assert_no_dearer(
            {name: min(times) for name, times in took.items()}, "milliseconds"
        )
