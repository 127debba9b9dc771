from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import DetectionCase
from ..detection.test_migration_ledger import script
from ..portal.test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestContact(DetectionCase):
    """F1: media, place, who was there, minutes; it counts in the silence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.theirs = cls.case.with_user(cls.users["worker"])

    def test_closed_lists(self):
        present = self._reason("present")
        third = self._reason("circle")
        contact = self.theirs.action_log_contact(
            "third_party",
            "reached",
            25,
            present_ids=present.ids,
            third_party_id=third.id,
        )
        self.assertEqual(contact.sudo().present_ids, present)
        self.assertEqual(contact.sudo().third_party_id, third)
        self.assertEqual(contact.place, "remote")
        self.assertEqual(
            self.theirs.action_log_contact("visit", "no_answer").place, "home"
        )
        elsewhere = self.theirs.action_log_contact(
            "visit", "reached", place="elsewhere"
        )
        self.assertEqual(elsewhere.place, "elsewhere")
        for wrong in (
            {"place": "moon"},
            {"present_ids": self._reason("closing").ids},
            {"third_party_id": self._reason("closing").id},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.theirs.action_log_contact("visit", "reached", **wrong)
        with self.assertRaisesRegex(UserError, "once it took place"):
            self.theirs.action_log_contact(
                "visit", "reached", date=Datetime.add(Datetime.now(), hours=2)
            )
        with self.assertRaises(AccessError):
            self.case.with_user(self.users["colleague"]).action_log_contact(
                "visit", "reached"
            )

    def test_corrected_by_its_author_or_the_pilot(self):
        contact = self.theirs.action_log_contact("visit", "reached", 30).sudo()
        counsellor = contact.with_user(self.users["counsellor"])
        with self.assertRaisesRegex(UserError, "by who logged it"):
            counsellor.minutes = 300
        own = (
            self.env["declic.contact"]
            .with_user(self.users["counsellor"])
            .create(
                {
                    "household_id": self.case.household_id.id,
                    "medium": "phone",
                    "result": "no_answer",
                }
            )
        )
        own.minutes = 5
        self.assertEqual(own.minutes, 5)
        # The association's is the social file's: not the pilot's alone.
        with self.assertRaises(AccessError):
            contact.with_user(self.users["manager"]).minutes = 35
        own.with_user(self.users["manager"]).minutes = 6
        self.assertEqual(own.minutes, 6)
        # Pilot and counsellor: one person with both trades.
        self.users["manager"].group_ids += self.env.ref("declic.group_counsellor")
        contact.with_user(self.users["manager"]).minutes = 35
        self.assertEqual(contact.minutes, 35)
        with self.assertRaisesRegex(UserError, "stays as it was logged"):
            contact.with_user(self.users["manager"]).user_id = self.users["manager"]

    def test_the_first_contact_follows_a_correction(self):
        """F1: both ways, an earlier day logged later, and nothing before the case."""
        day = relativedelta(days=1)
        with freeze_time(f"{self.today - 5 * day} 10:00:00"):
            case = self._case(self._household("CORRIGE-TEST"))
        theirs = case.with_user(self.users["worker"])

        def log(result, days):
            moment = Datetime.to_datetime(self.today - days * day)
            moment += relativedelta(hours=10)
            return theirs.action_log_contact("visit", result, date=moment).sudo()

        # The landlord had reached it the week before.
        log("reached", 8)
        self.assertFalse(case.date_first_contact)
        mistaken = log("reached", 1)
        self.assertEqual(case.date_first_contact, self.today - day)
        later_logged = log("kept", 3)
        self.assertEqual(case.date_first_contact, self.today - 3 * day)
        later_logged.result = "no_answer"
        self.assertEqual(case.date_first_contact, self.today - day)
        mistaken.result = "no_answer"
        self.assertFalse(case.date_first_contact)
        later_logged.result = "reached"
        self.assertEqual(case.date_first_contact, self.today - 3 * day)
        later_logged.date = Datetime.subtract(later_logged.date, days=1)
        self.assertEqual(case.date_first_contact, self.today - 4 * day)

    def test_the_last_contact_is_of_the_landlords_day(self):
        """Half past midnight in Paris is the next day, half past ten in the evening is
        not; the same for the association, whatever its account says."""
        with freeze_time(f"{self.today - relativedelta(days=9)} 10:00:00"):
            case = self._case(self._household("NUIT-TEST"))
        theirs = case.with_user(self.users["worker"])
        self.users["worker"].tz = "America/Martinique"
        for hour, days in ((20, 5), (23, 4)):
            theirs.action_log_contact(
                "visit",
                "reached",
                date=Datetime.to_datetime(self.today - relativedelta(days=5))
                + relativedelta(hours=hour, minutes=30),
            )
            self.env.invalidate_all()
            day = self.today - relativedelta(days=days)
            self.assertEqual(
                case.household_id._contact_history()["last_contact_date"], day
            )
            self.assertEqual(case.last_contact_date, day)
            told = [e["date"] for e in theirs._history() if e["kind"] == "contact"]
            self.assertEqual(max(told), day)

    def test_migration(self):
        """A first contact of before the case, and one that was corrected away."""
        day = relativedelta(days=1)
        with freeze_time(f"{self.today - 5 * day} 10:00:00"):
            case = self._case(self._household("AVANT-TEST"))
            bare = self._case(self._household("SANS-TEST"), "none")
        theirs = case.with_user(self.users["worker"])
        theirs.action_log_contact(
            "visit",
            "reached",
            date=Datetime.to_datetime(self.today - 9 * day) + relativedelta(hours=9),
        )
        theirs.action_log_contact("visit", "reached")
        known = self.today - 9 * day
        (case | bare).sudo()._keyed().write({"date_first_contact": known})
        self.env.flush_all()
        script("post-first_contacts.py").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(case.date_first_contact, self.today)
        # Nothing is known of its contacts: what was recorded stays.
        self.assertEqual(bare.date_first_contact, known)

    def test_a_correction_calls_the_missing_contact_to_mind(self):
        with freeze_time(f"{self.today - relativedelta(days=40)} 10:00:00"):
            case = self._case(self._household("RAPPEL-TEST"))
            contact = case.with_user(self.users["worker"]).action_log_contact(
                "phone", "reached"
            )
        topic = case._topic_type("contact")
        case._refresh_reminders()
        self.assertNotIn(topic, case.activity_ids.activity_type_id)
        contact.sudo().result = "no_answer"
        self.assertIn(topic, case.activity_ids.activity_type_id)

    def test_logged_by_the_landlord_on_the_case(self):
        vals = {
            "household_id": self.case.household_id.id,
            "case_id": self.case.id,
            "medium": "agency",
            "result": "reached",
        }
        Contact = self.env["declic.contact"].with_user(self.users["counsellor"])
        self.assertEqual(Contact.create(vals).place, "agency")
        self.assertEqual(self.case.date_first_contact, self.today)
        self.case._close("other", self._reason("closing"))
        with self.assertRaisesRegex(UserError, "nothing can be added"):
            Contact.create(vals)

    def test_counts_in_the_silence(self):
        """D3 by the association's taps: three attempts, two misses, one kept."""
        household = self.case.household_id
        for _attempt in range(3):
            self.theirs.action_log_contact("visit", "no_answer")
        for _missed in range(2):
            self.theirs.action_log_contact("visit", "missed")
        self.detect()
        self.assertTrue(self.signals(household, "failed_contacts"))
        self.assertTrue(self.signals(household, "missed_appointments"))
        self.theirs.action_log_contact("visit", "excused")
        self.detect()
        self.assertTrue(self.signals(household, "failed_contacts"))
        self.theirs.action_log_contact("visit", "kept", 40)
        self.detect()
        self.assertFalse(self.signals(household, "failed_contacts"))
        self.assertFalse(self.signals(household, "missed_appointments"))


@tagged("post_install", "-at_install")
class TestContactPage(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.path = f"/my/declic/case/{cls.case.id}/contact"

    def test_whole_form(self):
        self.login("worker")
        present = self.env["declic.reason"].search([("kind", "=", "present")], limit=2)
        third = self._reason("circle")
        answer = self.post(
            self.path,
            medium="third_party",
            result="reached",
            minutes="15",
            place="elsewhere",
            present_ids=[str(i) for i in present.ids],
            third_party_id=str(third.id),
        )
        self.assertIn("alert-success", answer.text)
        contact = self.case.contact_ids
        self.assertEqual(contact.present_ids, present)
        self.assertEqual(contact.third_party_id, third)
        self.assertEqual(contact.place, "elsewhere")

    def test_refused_and_given_back(self):
        self.login("worker")
        present = self._reason("present")
        answer = self.post(
            self.path,
            medium="visit",
            result="reached",
            minutes="²",
            place="elsewhere",
            present_ids=[str(present.id)],
        )
        self.assertIn("alert-danger", answer.text)
        self.assertIn('value="²"', answer.text)
        box = answer.text.split(f'id="present_{present.id}"')[1].split("/>")[0]
        self.assertIn("checked", box)
        self.assertFalse(self.case.contact_ids)
        for wrong in ({"present_ids": "x"}, {"third_party_id": "9" * 30}):
            with self.subTest(wrong=wrong):
                answer = self.post(self.path, medium="visit", result="reached", **wrong)
                self.assertIn("alert-success", answer.text)


@tagged("post_install", "-at_install")
class TestSetAside(DetectionCase):
    """M4: what feeds a figure is set aside with a reason, never deleted."""

    def test_a_contact_that_does_not_count(self):
        case = self._case()
        contact = case.with_user(self.users["worker"]).action_log_contact(
            "visit", "reached", 40
        )
        case.with_user(self.users["worker"]).action_log_contact("visit", "missed")
        contact = contact.sudo()
        for role in ("counsellor", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                contact.with_user(self.users[role]).unlink()
            with self.subTest(role), self.assertRaises(UserError):
                contact.with_user(self.users[role]).active = False
        why = self._reason("contact_aside")
        with self.assertRaises(UserError):
            contact.with_user(self.users["counsellor"]).action_set_aside(why.id)
        with self.assertRaises(AccessError):
            contact.with_user(self.users["manager"]).action_set_aside(why.id)
        # Pilot and counsellor: one person with both trades.
        self.users["manager"].group_ids += self.env.ref("declic.group_counsellor")
        mine = contact.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "why"):
            mine.action_set_aside(self._reason("closing").id)
        wizard = (
            self.env["declic.contact.aside"]
            .with_user(self.users["manager"])
            .create({"contact_id": contact.id, "reason_id": why.id})
        )
        wizard.action_set_aside()
        self.assertEqual(
            (contact.active, contact.aside_reason_id, contact.aside_by_id),
            (False, why, self.users["manager"]),
        )
        self.assertFalse(case.date_first_contact)
        self.assertEqual(len(case.contact_ids), 1)

    def test_it_counts_in_no_figure_and_no_signal(self):
        case = self._case()
        theirs = case.with_user(self.users["worker"])
        logged = [theirs.action_log_contact("visit", "no_answer", 30) for _n in "123"]
        self.detect()
        self.assertTrue(self.signals(case.household_id, "failed_contacts"))
        evaluation = self.env["declic.evaluation"].create(
            {
                "programme_id": self.programme.id,
                "date_from": self.today - relativedelta(months=1),
                "date_to": self.today,
            }
        )

        def value(code):
            evaluation.action_compute()
            return evaluation.line_ids.filtered(lambda li: li.code == code).value

        self.assertEqual((value("contacts"), value("hours")), (3, 1.5))
        logged[0].sudo().action_set_aside(self._reason("contact_aside").id)
        self.detect()
        self.assertFalse(self.signals(case.household_id, "failed_contacts"))
        self.assertEqual((value("contacts"), value("hours")), (2, 1))
