"""A page of a form is read when it opens: see static/src/backend/form_pages.js."""

from odoo.tests import HttpCase, tagged

from ..browser import WebClient
from ..common import DeclicLandlord


@tagged("post_install", "-at_install")
class TestFormPages(WebClient, DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()

    def test_each_page_with_its_rows(self):
        first = self._household("PAGE-TEST Un")
        second = self._household("PAGE-TEST Deux", lease_number="PAGE-2")
        for household in (first, second):
            self._rent(household, self._months_ago(2))
        self._case(second)
        (first | second)._run_detection()
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Deux ménages",
                "res_model": "declic.household",
                "path": "declic-pages-test",
                "domain": [("id", "in", (first | second).ids)],
                "context": {"list_view_ref": "declic.declic_household_view_list"},
            }
        )
        self.env["ir.actions.act_window.view"].create(
            [
                {
                    "act_window_id": action.id,
                    "view_mode": mode,
                    "sequence": sequence,
                    "view_id": self.env.ref(f"declic.declic_household_view_{mode}").id,
                }
                for sequence, mode in enumerate(("list", "form"))
            ]
        )
        self.start_tour(
            "/odoo/declic-pages-test",
            "declic_pages_tour",
            login=self.users["counsellor"].login,
        )
        self.assertEqual(first.dwelling, "B-12")
