"""The caretaker reports a worry: tolerant, in French, nothing of the file (D4)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..browser import BrowserCase, WebClient
from ..common import DeclicLandlord, DetectionCase


@tagged("post_install", "-at_install")
class TestReportWorry(DetectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.upstairs = cls._household(
            "SABATHÉ-TEST Élodie", dwelling="Bâtiment C, porte 204"
        )
        cls.downstairs = cls._household(
            "SABATHÉ-TEST Patrick", dwelling="Bâtiment C, porte 101"
        )
        cls.Report = cls.env["declic.signal.report"].with_user(cls.users["reporter"])

    def report(self, typed):
        report = self.Report.create({"lease": typed, "manual_kind": "mail_piling"})
        report.action_report()
        return report

    def test_a_part_of_the_name_asks_which_one(self):
        report = self.report("sabathe-test")
        self.assertEqual(report.state, "choose")
        self.assertFalse(self.upstairs.signal_ids)
        # As the client reads the list: doors and streets, no name, no household.
        rows = report.match_ids.web_read({"name": {}})
        self.assertEqual(
            [row["name"] for row in rows],
            [
                "Bâtiment C, porte 101, 12 rue des Invisibles, Toulouse",
                "Bâtiment C, porte 204, 12 rue des Invisibles, Toulouse",
            ],
        )
        with self.assertRaises(AccessError):
            report.match_ids.read(["household_id"])
        report.match_ids[1].action_choose()
        self.assertEqual(report.state, "done")
        self.assertEqual(self.upstairs.signal_ids.manual_kind, "mail_piling")
        self.assertEqual(self.upstairs.signal_ids.create_uid, self.users["reporter"])
        self.assertFalse(self.downstairs.signal_ids)

    def test_door_first_name_any_order(self):
        for typed in ("elodie sabathe-test", "batiment c 204", "porte 204 bât"):
            with self.subTest(typed=typed):
                report = self.report(typed)
                self.assertEqual(report.state, "choose")
                self.assertEqual(len(report.match_ids), 1)
                self.assertIn("204", report.match_ids.name)

    def test_the_whole_lease_reports_at_once(self):
        report = self.report(self.downstairs.lease_number.lower())
        self.assertEqual(report.state, "done")
        self.assertTrue(self.downstairs.signal_ids)

    def test_refused_with_what_to_do(self):
        for typed, sentence in (
            ("inconnu-test", "Nobody was found"),
            ("el", "three letters"),
            ("", "Say who or where"),
        ):
            with self.subTest(typed=typed), self.assertRaisesRegex(UserError, sentence):
                self.report(typed)
        for number in range(7):
            self._household(f"NOMBREUX-TEST {number}")
        with self.assertRaisesRegex(UserError, "More than 6"):
            self.report("nombreux-test")

    def test_a_choice_is_not_forged(self):
        """A reporter names no household by its number."""
        report = self.report("sabathe-test")
        with self.assertRaises(AccessError):
            report.match_ids[0].household_id = self.upstairs.id
        with self.assertRaises(AccessError):
            self.env["declic.signal.report.match"].with_user(
                self.users["reporter"]
            ).create({"report_id": report.id, "household_id": self.upstairs.id})

    def test_another_persons_report_is_left_alone(self):
        report = self.report("sabathe-test")
        with self.assertRaises(AccessError):
            report.with_user(self.users["counsellor"]).action_again()
        self.assertEqual(report.state, "choose")
        report.action_again()
        self.assertEqual(report.state, "draft")


@tagged("post_install", "-at_install")
class TestReportWorryTour(WebClient, DeclicLandlord, BrowserCase):
    browser_size = "360x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()

    def test_lands_on_the_form_and_reports_another(self):
        first = self._household("GARDIEN-TEST Awa", dwelling="Porte 3")
        second = self._household("GARDIEN-TEST Zoé", dwelling="Porte 4")
        self.users["reporter"].lang = "fr_FR"
        self.start_tour(
            "/odoo", "declic_report_tour", login=self.users["reporter"].login
        )
        self.assertEqual(first.signal_ids.manual_kind, "mail_piling")
        self.assertEqual(second.signal_ids.manual_kind, "neighbour")
