from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.declic.engine import legal_days

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestProcedure(DeclicCase):
    """D6: milestones as data, deadlines computed, shared when the type is."""

    def step(self, household, code, day, **vals):
        procedure = household.procedure_ids or self.env["declic.procedure"].with_user(
            self.users["recovery"]
        ).create({"household_id": household.id})
        return (
            self.env["declic.procedure.step"]
            .with_user(self.users["recovery"])
            .create(
                {
                    "procedure_id": procedure.id,
                    "type_id": self.env.ref(f"declic.step_type_{code}").id,
                    "date": day,
                    **vals,
                }
            )
        )

    def test_deadlines(self):
        household = self._household(clause_delay="6w")
        for code, day, expected in (
            ("order_to_pay", date(2026, 3, 2), date(2026, 4, 14)),
            # 28 February 2027 is a Sunday, 1 March the last day, 2 March safe.
            ("ccapex", date(2026, 12, 31), date(2027, 3, 2)),
            ("prefect", date(2026, 2, 17), date(2026, 4, 1)),
            ("hearing", date(2026, 5, 15), date(2026, 5, 6)),  # 8 and 14 May are off
            ("order_to_leave", date(2026, 8, 31), date(2026, 11, 3)),
            ("police_granted", date(2026, 11, 1), date(2027, 4, 1)),
            ("police_granted", date(2027, 3, 31), date(2027, 4, 1)),
            ("police_granted", date(2026, 10, 31), date(2026, 10, 31)),
        ):
            with self.subTest(code=code, day=day):
                self.assertEqual(self.step(household, code, day).deadline, expected)

    def test_the_stage_follows_the_calendar(self):
        """B12: a hearing entered for a day to come is the stage from that day on, also
        on the form that is sent then."""
        household = self._household("STADE-TEST")
        self.step(household, "summons", self.today - relativedelta(days=10))
        day = self.today + relativedelta(days=20)
        self.step(household, "hearing", day)
        procedure = household.procedure_ids
        self.env.flush_all()
        self.assertEqual(procedure.stage_id.code, "summons")
        with freeze_time(f"{day} 10:00:00"):
            stage = household._procedure_stage()["procedure_stage_id"]
            self.assertEqual(
                self.env["declic.procedure.step.type"].browse(stage).code, "hearing"
            )
        procedure._refresh_stages()
        self.assertEqual(procedure.stage_id.code, "summons")
        with freeze_time(f"{day} 03:00:00"):
            self.env["declic.detection.run"].with_context(declic_no_commit=True)._run()
        self.assertEqual(procedure.stage_id.code, "hearing")

    def test_the_lease_s_own_clause(self):
        day = date(2026, 3, 2)
        for vals, expected in (
            ({"clause_delay": "2m", "lease_date": "2024-01-01"}, date(2026, 5, 5)),
            ({"clause_delay": "6w"}, date(2026, 4, 14)),
            ({"lease_date": "2023-07-28"}, date(2026, 5, 5)),
            ({"lease_date": "2023-07-29"}, date(2026, 4, 14)),
            ({}, date(2026, 5, 5)),
        ):
            with self.subTest(**vals):
                step = self.step(self._household(**vals), "order_to_pay", day)
                self.assertEqual(step.deadline, expected)

    def test_last_day_to_notify_the_prefect(self):
        """Forty-two whole days, neither the notification nor the hearing counted; no
        day rolls (Cass. 3e civ., avis, 6 Nov. 2025, n° 25-70.018)."""
        for day, expected in (
            (date(2026, 4, 1), date(2026, 2, 17)),
            (date(2028, 4, 1), date(2028, 2, 18)),
        ):
            step = self.step(self._household(), "hearing", day)
            self.assertEqual(step.notice_date, expected)
            self.assertEqual((day - step.notice_date).days, 43)

    def test_public_holidays_of_the_territory(self):
        for territory, day in (
            ("alsace_moselle", date(2027, 3, 26)),
            ("alsace_moselle", date(2028, 12, 26)),
            ("martinique", date(2028, 5, 22)),
            ("guadeloupe", date(2027, 5, 27)),
            ("guyane", date(2027, 6, 10)),
            ("reunion", date(2027, 12, 20)),
            ("mayotte", date(2027, 4, 27)),
        ):
            with self.subTest(territory=territory, day=day):
                self.assertTrue(legal_days.is_working_day(day))
                self.assertFalse(legal_days.is_working_day(day, territory))
        self.company.declic_territory = "alsace_moselle"
        # 26 March 2027 is Good Friday, 29 Easter Monday.
        step = self.step(self._household(), "order_to_leave", date(2027, 1, 26))
        self.assertEqual(step.deadline, date(2027, 3, 31))

    def test_one_activity_per_deadline(self):
        household = self._household()
        step = self.step(household, "ccapex", self.today)
        self.assertEqual(len(household.procedure_ids.activity_ids), 1)
        self.assertEqual(step.activity_id.date_deadline, step.deadline)
        self.assertEqual(step.activity_id.user_id, self.users["recovery"])
        step.write({"ref": "EXPLOC-1"})
        step.write({"date": legal_days.shift(self.today, -1, "day")})
        self.assertEqual(len(household.procedure_ids.activity_ids), 1)
        self.assertEqual(step.activity_id.date_deadline, step.deadline)
        household.procedure_ids.action_end()
        self.assertFalse(household.procedure_ids.activity_ids)

    def test_types_are_data(self):
        kind = (
            self.env["declic.procedure.step.type"]
            .with_user(self.users["manager"])
            .create(
                {
                    "name": "Conciliation",
                    "deadline_name": "Réponse",
                    "delay": 10,
                    "delay_unit": "day",
                }
            )
        )
        step = self.step(self._household(), "ccapex", date(2026, 1, 1), type_id=kind.id)
        self.assertEqual(step.deadline, date(2026, 1, 11))
        with self.assertRaises(AccessError):
            kind.with_user(self.users["recovery"]).name = "Autre"

    def test_one_open_procedure(self):
        household = self._household()
        self.step(household, "ccapex", self.today)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["declic.procedure"].create({"household_id": household.id})

    def test_the_association_sees_the_shareable_ones_of_its_cases(self):
        case = self._case()
        shared = self.step(case.household_id, "hearing", self.today)
        hidden = self.step(case.household_id, "police_requested", self.today)
        Step = self.env["declic.procedure.step"]
        for role in ("worker", "coordinator"):
            seen = Step.with_user(self.users[role]).search([])
            self.assertEqual(seen, shared)
            self.assertEqual(
                case.with_user(self.users[role]).procedure_step_ids, shared
            )
            with self.assertRaises(AccessError):
                hidden.with_user(self.users[role]).read(["date"])
            with self.assertRaises(AccessError):
                shared.with_user(self.users[role]).read(["ref"])
        for role in ("other_worker", "other_coordinator"):
            self.assertFalse(Step.with_user(self.users[role]).search([]))
        # Before the household agrees, the door needs no procedure.
        other = self._case(self._household("AVANT-TEST Jo"), "informed")
        self.step(other.household_id, "hearing", self.today)
        self.assertEqual(Step.with_user(self.users["worker"]).search([]), shared)
        shared.sudo().type_id.is_shareable = False
        self.assertFalse(Step.with_user(self.users["worker"]).search([]))
