from odoo.tests import HttpCase, tagged

from ..browser import WebClient
from ..common import DeclicLandlord


@tagged("post_install", "-at_install")
class TestButtons(WebClient, DeclicLandlord, HttpCase):
    """A button that opens a dialog opens it on what was chosen, and on nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()
        cls.env["declic.reason"].create(
            [
                {"name": "Motif du test", "kind": kind}
                for kind in ("dismiss", "circle_end")
            ]
        )
        counsellor = cls.users["counsellor"]
        counsellor.password = counsellor.login

    def tour(self, path, name):
        self.start_tour(path, name, login=self.users["counsellor"].login)

    def test_set_aside(self):
        households = self.env["declic.household"]
        for name in ("UN-TEST", "DEUX-TEST", "TROIS-TEST"):
            household = self._household(name)
            for month in (4, 3, 2, 1):
                self._rent(household, self._months_ago(month))
            for _attempt in range(3):
                self.env["declic.contact"].create(
                    {
                        "household_id": household.id,
                        "medium": "visit",
                        "result": "no_answer",
                    }
                )
            households |= household
        households._run_detection()
        self.assertEqual(set(households.mapped("proposal_state")), {"proposed"})
        self.tour("/odoo/declic-worklist", "declic_dismiss_tour")
        self.assertEqual(
            households.mapped("proposal_state"), ["watched", "watched", "proposed"]
        )

    def test_leave_the_circle(self):
        case = self._case()
        first, second = self.env["declic.circle.member"].create(
            [
                {
                    "case_id": case.id,
                    "name": name,
                    "role_id": self._reason("circle").id,
                    "is_shareable": True,
                }
                for name in ("Première", "Deuxième")
            ]
        )
        self.tour(f"/odoo/declic-cases/{case.id}", "declic_leave_tour")
        self.assertEqual(second.date_to, self.today)
        self.assertFalse(first.date_to)
