"""A year with what goes wrong in one: a worker who leaves, a contact corrected, a
couple entered twice, an agreement withdrawn, a household that comes back; the figures
of its report counted by hand."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestYearStory(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.today - relativedelta(days=300)
        cls.programme.date_from = cls.first - relativedelta(days=60)

        def at(days):
            moment = cls.first + relativedelta(days=days)
            return freeze_time(f"{moment} 10:00:00")

        worker, colleague = cls.users["worker"], cls.users["colleague"]
        counsellor = cls.users["counsellor"]

        def log(case, result, minutes, user=worker, medium="visit"):
            return case.with_user(user).action_log_contact(medium, result, minutes)

        # A: met by mistake on the third day; its worker leaves; met on the 41st.
        with at(0):
            cls.left = cls._case(cls._household("ANNEE-TEST Ada"))
        with at(2):
            mistaken = log(cls.left, "reached", 30)
        with at(20):
            mistaken.with_user(worker).sudo().result = "no_answer"
            cls.left._assign(colleague, "worker")
            worker.active = False
        with at(40):
            log(cls.left, "reached", 60, colleague)
            cls.left.with_user(colleague).action_record_adhesion("accepted")
        with at(270):
            cls.left.sudo()._close("ordinary", cls._reason("closing"))
        worker.active = True
        # B: a couple entered twice; its support was opened on the second record.
        with at(10):
            cls.kept = cls._household("DOUBLE-TEST Ben", lease_number="D-12")
            cls.twin = cls._household("DOUBLE-TEST Bea", lease_number="d - 12")
            cls.merged = cls._case(cls.twin)
        with at(15):
            log(cls.merged, "reached", 45)
            cls.merged.with_user(worker).action_record_adhesion("accepted")
        with at(30):
            cls.env["declic.household.merge"].with_user(cls.users["manager"]).create(
                {"household_id": cls.kept.id, "other_id": cls.twin.id}
            ).action_merge()
        # C: met once, logged twice; refuses, and takes its agreement back.
        with at(60):
            cls.withdrawn = cls._case(cls._household("RETRAIT-TEST Cam"))
        with at(63):
            log(cls.withdrawn, "reached", 20)
            twice = log(cls.withdrawn, "reached", 20)
        with at(64):
            twice.sudo().action_set_aside(cls._reason("contact_aside").id)
            cls.withdrawn.with_user(worker).action_record_adhesion(
                "refused", cls._reason("refusal").id
            )
        with at(90):
            cls.withdrawn.household_id.consent_ids.with_user(
                counsellor
            ).action_withdraw()
        # A comes back.
        with at(290):
            cls.again = cls._case(cls.left.household_id)
        cls.evaluation = (
            cls.env["declic.evaluation"]
            .with_user(cls.users["manager"])
            .create(
                {
                    "programme_id": cls.programme.id,
                    "date_from": cls.first,
                    "date_to": cls.today,
                }
            )
        )
        cls.evaluation.action_compute()

    def line(self, code):
        return self.evaluation.line_ids.filtered(lambda li: li.code == code)

    def test_counted_by_hand(self):
        for code, numerator, denominator in (
            ("followed", 4, 0),
            ("households", 3, 0),
            ("entered", 4, 0),
            ("running", 3, 0),
            ("closed", 1, 0),
            ("orientations", 4, 0),
            # B after 5 days and C after 3; A after 40; A again not yet.
            ("reach_days", 3, 0),
            ("reach_30", 2, 4),
            # Of A, B and C two adhere.
            ("adhesion", 2, 3),
            ("reacted", 0, 1),
            # 30 + 60, 45, 20; what was logged twice counts once.
            ("contacts", 4, 0),
        ):
            line = self.line(code)
            with self.subTest(code):
                self.assertEqual(
                    (line.numerator, line.denominator), (numerator, denominator)
                )
        self.assertEqual(self.line("reach_days").value, 5)
        self.assertAlmostEqual(self.line("adhesion").value, 66.67, 2)
        self.assertAlmostEqual(self.line("hours").value, 155 / 60, 2)

    def test_each_figure_opens_exactly_its_rows(self):
        for line in self.evaluation.line_ids.filtered("has_list"):
            action = line.action_open()
            rows = self.env[action["res_model"]].search_count(action["domain"])
            with self.subTest(line.code):
                self.assertEqual(rows, line.numerator)

    def test_whose_they_are(self):
        """The merged household is one; who takes its agreement back is anonymous."""
        self.assertEqual(self.merged.household_id, self.kept)
        opened = self.line("households").action_open()
        self.assertEqual(
            self.env["declic.household"].search(opened["domain"]),
            (self.left | self.merged | self.withdrawn).household_id,
        )
        self.assertEqual(self.withdrawn.sharing_level, "anonymous")
        self.assertEqual((self.left.episode, self.again.episode), (1, 2))
        self.assertEqual(
            self.left.date_first_contact, self.first + relativedelta(days=40)
        )

    def test_a_past_period_reads_the_past(self):
        """B21: told in a report of the first hundred days, whatever came after."""
        evaluation = self.evaluation.sudo().copy(
            {"date_to": self.first + relativedelta(days=100)}
        )
        evaluation.action_compute()

        def figures(code):
            line = evaluation.line_ids.filtered(lambda li: li.code == code)
            return line.numerator, line.denominator

        self.assertEqual(figures("followed"), (3, 0))
        self.assertEqual(figures("running"), (3, 0))
        self.assertEqual(figures("closed"), (0, 0))
        self.assertEqual(figures("households"), (3, 0))
        self.assertEqual(figures("adhesion"), (2, 3))

    def test_a_plan_that_broke_after_the_period(self):
        """B21: kept on the last day of the period, broken a month later."""
        household = self.merged.household_id
        for month in range(9, 0, -1):
            self._rent(household, self.today - relativedelta(months=month))
        last = self.today - relativedelta(days=40)
        plan = self.env["declic.repayment.plan"].create(
            {"household_id": household.id, "installment_amount": 50}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE declic_repayment_plan SET state = 'broken', date_start = %s,"
            " date_ended = %s WHERE id = %s",
            [
                last - relativedelta(months=7),
                last + relativedelta(days=30),
                plan.id,
            ],
        )
        self.env.invalidate_all()
        for day, kept in ((last, 1), (self.today, 0)):
            evaluation = self.evaluation.sudo().copy({"date_to": day})
            evaluation.action_compute()
            line = evaluation.line_ids.filtered(lambda li: li.code == "plan_kept")
            with self.subTest(day):
                self.assertEqual((line.numerator, line.denominator), (kept, 1))
