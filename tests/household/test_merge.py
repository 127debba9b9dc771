"""O7: duplicates and homonyms."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from ..common import DetectionCase


@tagged("post_install", "-at_install")
class TestLikeness(DetectionCase):
    def test_told_when_it_is_created(self):
        known = self._household("DUPONT-TEST Jeanne", lease_number="L 2000")
        homonym = self.env["res.partner"].create(
            {
                "name": "Dupont-Test Jeanne",
                "city": "TOULOUSE",
                "company_id": self.company.id,
            }
        )
        stranger = self.env["res.partner"].create(
            {"name": "AUTRE-TEST", "city": "Albi", "company_id": self.company.id}
        )
        Household = self.env["declic.household"].with_user(self.users["counsellor"])
        with Form(Household) as form:
            form.partner_id = stranger
            self.assertFalse(form.likeness)
            form.lease_number = "l2000"
            self.assertEqual(form.likeness, known.reference)
            form.lease_number = "L2001"
            self.assertFalse(form.likeness)
            form.partner_id = homonym
            self.assertEqual(form.likeness, known.reference)
        # Another town, another person.
        homonym.city = "Albi"
        self.assertFalse(form.record._alike())

    def test_the_year_of_birth_tells_homonyms_apart(self):
        first = self._household("DUPONT-TEST Jeanne", birth_year=1960)
        second = self._household("DUPONT-TEST Jeanne")
        mine = second.with_user(self.users["counsellor"])
        self.assertIn("1960", mine.likeness)
        theirs = second.with_user(self.users["recovery"])
        self.assertEqual(theirs.likeness, first.reference)
        with self.assertRaises(AccessError):
            first.with_user(self.users["recovery"]).read(["birth_year"])
        second.birth_year = 1987
        self.env.invalidate_all()
        self.assertFalse(mine.likeness)
        self.assertFalse(theirs.likeness)


@tagged("post_install", "-at_install")
class TestMerge(DetectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls._household("COUPLE-TEST Ada", lease_number="M-77")
        cls.other = cls._household("COUPLE-TEST Eli", lease_number="m - 77")

    def merge(self, role="manager", kept=None, other=None):
        wizard = (
            self.env["declic.household.merge"]
            .with_user(self.users[role])
            .create(
                {
                    "household_id": (kept or self.kept).id,
                    "other_id": (other or self.other).id,
                }
            )
        )
        wizard.action_merge()
        return wizard

    def test_every_record_is_kept(self):
        """By hand: 450 billed to each of the two, 120 paid by the second."""
        self._rent(self.kept, self._months_ago(2))
        self._rent(self.other, self._months_ago(1))
        self._pay(self.other, self._months_ago(1, 20), 120)
        case = self._case(self.other)
        self.contact(self.other, "no_answer", days=3)
        self.contact(self.kept, "reached", days=2)
        self.env["declic.procedure"].create({"household_id": self.other.id})
        # Somebody set both aside at once, and read both in one hour.
        reason = self._reason("dismiss")
        self.env["declic.household.dismiss"].create(
            {
                "household_ids": [Command.set((self.kept | self.other).ids)],
                "reason_id": reason.id,
                "date_until": self.today + relativedelta(days=30),
            }
        )
        hour = Datetime.now().replace(minute=0, second=0)
        for household in (self.kept, self.other):
            self.cr.execute(
                """INSERT INTO declic_read_log
                       (user_id, household_id, company_id, reference, hour)
                   VALUES (%s, %s, %s, %s, %s)""",
                (
                    self.users["counsellor"].id,
                    household.id,
                    self.company.id,
                    household.reference,
                    hour,
                ),
            )
        self.detect()
        self.assertEqual((self.kept.overdue, self.other.overdue), (450, 330))
        counted = {
            name: self.env[name]
            .with_context(active_test=False)
            .search_count([("household_id", "in", (self.kept | self.other).ids)])
            for name in (
                "declic.case",
                "declic.orientation",
                "declic.assignment",
                "declic.review",
                "declic.contact",
                "declic.consent",
                "declic.procedure",
                "declic.frozen.file",
            )
        }
        self.merge()
        self.detect()
        self.assertEqual(self.kept.overdue, 780)
        self.assertEqual(case.household_id, self.kept)
        self.assertEqual(case.agency_id, self.kept.agency_id)
        self.assertEqual(
            self.kept.member_ids.partner_id, self.other.partner_id, "co-holder"
        )
        self.assertFalse(self.other.active)
        self.assertEqual(self.other.merged_into_id, self.kept)
        for household in (self.kept, self.other):
            reading = self.env["declic.read.log"].search(
                [("household_id", "=", household.id)]
            )
            self.assertEqual(reading.reference, household.reference)
        for name, count in counted.items():
            records = self.env[name].with_context(active_test=False)
            with self.subTest(name):
                self.assertEqual(
                    records.search_count(
                        [("household_id", "in", (self.kept | self.other).ids)]
                    ),
                    count,
                )
                self.assertFalse(
                    records.search_count([("household_id", "=", self.other.id)])
                )
        logged = " ".join(map(str, self.kept.message_ids.mapped("body")))
        self.assertIn(self.other.reference, logged)
        self.assertIn("1", logged)
        self.assertNotIn("COUPLE", logged)
        self.assertIn(
            self.kept.reference,
            " ".join(map(str, self.other.message_ids.mapped("body"))),
        )
        # Its association goes on with it, its worker too.
        seen = case.with_user(self.users["worker"])
        self.assertEqual(seen.household_id, self.kept)
        self.assertEqual(seen.household_id.name, self.kept.name)

    def test_episodes_follow_the_dates(self):
        first = self._case(self.other)
        first._close("ordinary", self._reason("closing"))
        second = self._case(self.kept)
        self.assertEqual((first.episode, second.episode), (1, 1))
        self.merge()
        self.assertEqual((first.episode, second.episode), (1, 2))

    def test_what_runs_on_both_is_a_persons_to_decide(self):
        self._case(self.kept)
        self.other.lease_number = "AUTRE-BAIL"
        self._case(self.other)
        with self.assertRaisesRegex(UserError, "same lease number"):
            self.merge()
        for household in (self.kept, self.other):
            self.env["declic.procedure"].create({"household_id": household.id})
        self.other.case_ids._close("ordinary", self._reason("closing"))
        self.other.lease_number = "M-77"
        with self.assertRaisesRegex(UserError, "End one of them"):
            self.merge()
        self.assertTrue(self.other.active)

    def test_the_data_officers_lock_refuses(self):
        lock = self.env["declic.lock"].create(
            {
                "household_id": self.other.id,
                "user_id": self.users["recovery"].id,
                "reason": "relative",
            }
        )
        with self.assertRaisesRegex(UserError, "data officer"):
            self.merge()
        lock.active = False
        self.env["declic.lock"].create(
            {
                "household_id": self.kept.id,
                "user_id": self.users["manager"].id,
                "reason": "relative",
            }
        )
        with self.assertRaises(AccessError):
            self.merge()

    def test_the_pilot_alone(self):
        for role in ("counsellor", "recovery"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.merge(role)

    def test_what_is_not_read_is_not_counted(self):
        """The preview tells no number of another landlord's household, nor of one from
        which the pilot is excluded."""
        elsewhere = self.env["res.company"].create({"name": "Autre bailleur"})
        both = self.env(
            context={
                **self.env.context,
                "allowed_company_ids": (self.company | elsewhere).ids,
            }
        )
        partner = both["res.partner"].create(
            {"name": "COUPLE-TEST Ada", "company_id": elsewhere.id}
        )
        foreign = both["declic.household"].create(
            {
                "partner_id": partner.id,
                "company_id": elsewhere.id,
                "lease_number": "M-77",
            }
        )
        self.env["declic.lock"].create(
            {
                "household_id": self.other.id,
                "user_id": self.users["manager"].id,
                "reason": "relative",
            }
        )
        wizard = self.env["declic.household.merge"].with_user(self.users["manager"])
        for other in (foreign, self.other):
            with self.subTest(other.company_id.name), self.assertRaises(AccessError):
                wizard.create({"household_id": self.kept.id, "other_id": other.id})
