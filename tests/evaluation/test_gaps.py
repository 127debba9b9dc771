"""M6: what would make the year report false; each opens its list."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestGaps(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.capacity = 50
        with freeze_time(f"{cls.today - relativedelta(days=120)} 10:00:00"):
            cls.silent, cls.met, cls.gone, cls.whole = (
                cls._case(cls._household(f"TROU-TEST {n}")) for n in range(4)
            )
        for case in (cls.met, cls.gone, cls.whole):
            with freeze_time(f"{cls.today - relativedelta(days=110)} 10:00:00"):
                case.with_user(cls.users["worker"]).action_log_contact(
                    "visit", "reached"
                )
        for case in (cls.gone, cls.whole):
            case.with_user(cls.users["worker"]).action_record_adhesion("accepted")
        cls.gone._close("ordinary", cls._reason("closing"))
        cls.evaluation = cls.env["declic.evaluation"].create(
            {
                "programme_id": cls.programme.id,
                "date_from": cls.today - relativedelta(years=1),
                "date_to": cls.today,
            }
        )

    def gaps(self):
        self.evaluation.action_compute()
        return {gap.code: gap for gap in self.evaluation.gap_ids}

    def opened(self, gap):
        action = gap.action_open()
        return self.env[action["res_model"]].search(action["domain"])

    def test_each_opens_its_rows(self):
        found = self.gaps()
        self.assertEqual(self.opened(found["no_contact"]), self.silent)
        self.assertEqual(self.opened(found["no_adhesion"]), self.met)
        self.assertEqual(self.opened(found["no_closing"]), self.gone)
        self.assertNotIn("no_outcome", found)
        self.assertNotIn("order", found)
        # The three-month review of those that run fell due.
        self.assertEqual(
            self.opened(found["reviews"]).case_id,
            self.silent | self.met | self.whole,
        )
        # By hand: one silent, one met without an answer, one closed without its form,
        # three reviews.
        self.assertEqual(self.evaluation.gap_count, 6)

    def test_dates_out_of_order(self):
        self.whole.sudo()._keyed().write(
            {"date_first_contact": self.whole.date_start - relativedelta(days=3)}
        )
        self.assertEqual(self.opened(self.gaps()["order"]), self.whole)

    def test_what_is_completed_goes(self):
        worker = self.users["worker"]
        with freeze_time(f"{self.today - relativedelta(days=100)} 10:00:00"):
            self.silent.with_user(worker).action_log_contact("phone", "reached")
        for case in (self.silent, self.met):
            case.with_user(worker).action_record_adhesion("accepted")
        self.env["declic.review"].search(
            [("case_id.programme_id", "=", self.programme.id), ("state", "=", "draft")]
        ).action_missed()
        self.assertEqual(set(self.gaps()), {"no_closing"})

    def test_an_appointment_without_a_result(self):
        past = Datetime.subtract(Datetime.now(), days=3)
        with freeze_time(past - relativedelta(days=2)):
            meeting = self.env["declic.appointment"].create(
                {"case_id": self.whole.id, "start": past}
            )
        self.assertEqual(self.opened(self.gaps()["results"]), meeting)

    def test_the_days_are_the_landlords(self):
        """At half past eleven in the evening it is not yet the next day."""
        plan = self.whole.with_user(self.users["worker"]).action_start_plan().sudo()
        start = self.whole.date_start
        before = start - relativedelta(days=1)
        # (date and time in Paris as UTC tells it in summer, out of order or not)
        for moment, found in (
            (f"{before} 21:30:00", True),
            (f"{before} 23:30:00", False),
        ):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE declic_plan SET date_approved = %s WHERE id = %s",
                (moment, plan.id),
            )
            self.env.invalidate_all()
            with self.subTest(moment=moment):
                self.assertEqual("order" in self.gaps(), found)
        end = self.today - relativedelta(days=10)
        self.evaluation.date_to = end
        with freeze_time(f"{end - relativedelta(days=2)} 10:00:00"):
            late, next_day = self.env["declic.appointment"].create(
                [
                    {"case_id": self.whole.id, "start": f"{end} {hour}:30:00"}
                    for hour in (21, 23)
                ]
            )
        self.assertEqual(self.opened(self.gaps()["results"]), late)
        # In Fort-de-France both are of that day.
        self.company.partner_id.tz = "America/Martinique"
        self.assertEqual(self.opened(self.gaps()["results"]), late | next_day)

    def test_another_programme_is_not_looked_at(self):
        other = self.programme.copy({"name": "Autre programme"})
        evaluation = self.evaluation.copy({"programme_id": other.id})
        evaluation.action_compute()
        self.assertFalse(evaluation.gap_ids)
