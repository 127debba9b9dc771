"""A restricted file is kept, and nothing more (art. 18); an opposition (art. 21)."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from ..common import DetectionCase
from ..portal.test_portal import PortalCase
from .test_request import RequestCase


class Restricting(RequestCase):
    def granted(self, household, kind="restriction", **vals):
        request = self.request(household, kind, answer="granted", **vals)
        request.action_answer()
        self.env.invalidate_all()
        return request


@tagged("post_install", "-at_install")
class TestRestriction(Restricting, DetectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.household = cls.case.household_id
        cls.other = cls._case(cls._household("AUTRE-TEST Ana"))

    def refused(self, act):
        """Whether ``act`` is refused with the sentence that says why and by whom."""
        # An AccessError is a UserError.
        with self.assertRaises(UserError) as caught:
            act()
        self.env.invalidate_all()
        return "art. 18" in str(caught.exception)

    def test_sharing_stops_and_comes_back(self):
        worker = self.users["worker"]

        def content(case):
            self.env.invalidate_all()
            own = case.orientation_id.content_id.with_user(worker)
            return bool(own._filtered_access("read"))

        self.assertTrue(content(self.case))
        request = self.granted(self.household)
        self.assertEqual(self.case.orientation_id.sharing_level, "anonymous")
        self.assertFalse(content(self.case))
        self.assertFalse(
            self.household.with_user(worker)._filtered_access("read"),
        )
        self.assertTrue(content(self.other))
        request.action_lift()
        self.assertTrue(content(self.case))
        self.assertEqual(request.date_lifted, self.today)
        with self.assertRaises(UserError):
            request.action_lift()

    def test_two_requests_restrict_until_both_are_lifted(self):
        first, second = self.granted(self.household), self.granted(self.household)
        first.action_lift()
        self.assertTrue(self.household.date_restricted)
        second.action_lift()
        self.assertFalse(self.household.date_restricted)

    def test_a_refused_request_restricts_nothing(self):
        request = self.request(self.household, "restriction", answer="refused")
        request.answer_words = "Le ménage a retiré sa contestation."
        request.action_answer()
        self.assertFalse(self.household.date_restricted)
        with self.assertRaises(UserError):
            request.action_lift()

    def test_nobody_writes(self):
        self.granted(self.household)
        counsellor = self.users["counsellor"]
        case = self.case.with_user(counsellor)
        contacts = self.env["declic.contact"].with_user(counsellor)
        contact = {"medium": "phone", "result": "no_answer"}
        for act in (
            lambda: case.action_add_note("Un mot", "both"),
            lambda: contacts.create({**contact, "household_id": self.household.id}),
            lambda: self.household.with_user(counsellor).write({"do_not_call": True}),
            lambda: case.with_user(self.users["worker"]).action_add_note("m", "both"),
            lambda: case.with_user(self.users["worker"]).action_log_contact(
                "visit", "reached", 30
            ),
            lambda: case.with_user(self.users["worker"]).action_start_plan(),
        ):
            self.assertTrue(self.refused(act))
        word = "Un mot"
        with self.assertRaises(AccessError):
            self.household.with_user(counsellor).message_post(body=word)
        # The others' files are open.
        self.other.with_user(counsellor).action_add_note("Un mot", "both")
        contacts.create({**contact, "household_id": self.other.household_id.id})

    def test_what_goes_on(self):
        """Legal claims, another person's safety, what the person agrees to."""
        self.granted(self.household)
        procedures = self.env["declic.procedure"].with_user(self.users["recovery"])
        self.assertTrue(procedures.create({"household_id": self.household.id}))
        theirs = self.case.with_user(self.users["worker"])
        kind = self._reason("concern")
        self.assertTrue(theirs.action_report_concern(kind.id, "Vu une plaie"))
        self._rent(self.household, self._months_ago(1))
        self.env["declic.household"]._run_detection()
        self.assertEqual(self.household.overdue, 450)

    def test_exports_and_sheets(self):
        counsellor = self.users["counsellor"]
        counsellor.group_ids |= self.env.ref("declic.group_export")
        both = (self.household | self.other.household_id).with_user(counsellor)
        self.assertTrue(both.export_data(["reference"]))
        self.granted(self.household)
        self.assertTrue(self.refused(lambda: both.export_data(["reference"])))
        self.assertTrue(
            self.other.household_id.with_user(counsellor).export_data(["reference"])
        )
        sheets = self.env["declic.outside.sheet"].with_user(counsellor)
        values = {"household_id": self.household.id, "kind": "ccapex"}
        agreed = sheets.create({**values, "basis": "agreed"})
        self.assertTrue(self.refused(agreed.action_csv))
        self.assertTrue(sheets.create({**values, "basis": "law"}).action_csv())

    def test_kept_while_it_lasts(self):
        """What was restricted is needed by the person: no night takes it away."""
        self.case._close("other", self._reason("closing"))
        self.granted(self.household)
        self.household.date_erasure_asked = self.today
        self.env.flush_all()
        due = self.env["declic.retention.due"].search(
            [("reference", "=", self.household.reference)]
        )
        self.assertEqual(due.held_by, "restriction")

    def proposed(self, household):
        """A household that the rules propose; whether it still is."""
        self.env["declic.signal"].create(
            {"household_id": household.id, "manual_kind": "mail_piling"}
        )
        self.detect()
        self.env.invalidate_all()
        return household.proposal_state == "proposed"

    def test_not_proposed_any_more(self):
        for kind in ("restriction", "opposition"):
            household = self._household(f"PROPOSE-TEST {kind}")
            with self.subTest(kind=kind):
                self.assertTrue(self.proposed(household))
                self.granted(household, kind)
                self.assertEqual(household.proposal_state, "none")
                self.assertFalse(self.proposed(household))

    def test_opposition_takes_the_agreements_back(self):
        member = self.adult(self.household, "LÉVÊQUE Zoé")
        mine, hers = (
            self.env["declic.consent"].create(
                {
                    "household_id": self.household.id,
                    "member_id": one.id,
                    "association_ids": self.association.ids,
                    "evidence": "letter",
                    "date_given": Date.today(),
                }
            )
            for one in (self.env["declic.household.member"], member)
        )
        self.granted(self.household, "opposition", person_name="Zoé Lévêque")
        self.assertEqual((mine.state, hers.state), ("given", "withdrawn"))
        self.assertFalse(self.household.date_objected)
        self.granted(self.household, "opposition")
        self.assertEqual(mine.state, "withdrawn")
        self.assertEqual(self.case.orientation_id.sharing_level, "anonymous")
        self.assertTrue(self.household.date_objected)

    def test_nobody_restricts_by_hand(self):
        for role in ("manager", "counsellor"):
            own = self.household.with_user(self.users[role])
            for name in ("date_restricted", "date_objected"):
                with self.assertRaises(AccessError):
                    own.write({name: self.today})

    def test_who_is_told(self):
        request = self.request(self.household, "rectification")
        self.assertIn(self.association.name, request.recipients)


@tagged("post_install", "-at_install")
class TestRestrictedPages(Restricting, PortalCase):
    def test_pages(self):
        case = self._case()
        self.granted(case.household_id)
        self.login("worker")
        for path in (f"case/{case.id}", f"orientation/{case.orientation_id.id}"):
            page = self.url_open(f"/my/declic/{path}")
            self.assertEqual(page.status_code, 200)
            self.assertIn("Dossier limité", page.text)
            self.assertNotIn(case.household_id.name, page.text)
