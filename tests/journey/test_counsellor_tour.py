from odoo.tests import tagged

from ..browser import BrowserCase, WebClient
from ..common import DeclicLandlord


@tagged("post_install", "-at_install")
class TestCounsellorTour(WebClient, DeclicLandlord, BrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()

    def test_tour(self):
        household = self._household("TOUR-TEST Camille")
        self.env["declic.reason"].create({"name": "Mesure du test", "kind": "measure"})
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
        self.env["declic.household"]._run_detection()
        self.assertEqual(household.proposal_state, "proposed")
        counsellor = self.users["counsellor"]
        self.start_tour(
            "/odoo/declic-worklist", "declic_counsellor_tour", login=counsellor.login
        )
        self.assertEqual(household.orientation_ids.state, "sent")
        self.assertEqual(household.proposal_state, "oriented")
