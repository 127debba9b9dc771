"""L4: each end has a way back, with its reason and its trace, or says why there is
none: docs/administration.md says which, ways_back.csv which test tries it."""

import ast
import csv
from pathlib import Path

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from ..common import DeclicCase

TESTS = Path(__file__).parent.parent


def rows():
    with (Path(__file__).parent / "ways_back.csv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source, delimiter=";"))


@tagged("post_install", "-at_install")
class TestEveryEnd(DeclicCase):
    def test_each_end_is_told(self):
        """No state of a model is an end that the list does not know."""
        known = {state for row in rows() for state in row["state"].split()}
        ends = set()
        for name, model in self.env.items():
            edges = getattr(type(model), "_transitions", {})
            if not name.startswith("declic.") or model._abstract or not edges:
                continue
            states = {*edges, *(end for after in edges.values() for end in after)}
            ends |= {f"{name}:{s}" for s in states if not edges.get(s)}
        self.assertEqual(known, ends)

    def test_the_guide_says_the_same(self):
        with file_open("declic/docs/administration.md") as source:
            section = source.read().split("## Revenir en arrière")[1].split("\n## ")[0]
        told = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines()
            if line.startswith("|") and not set(line) <= set("|-")
        ][1:]
        self.assertEqual({row["row"] for row in rows()}, {cells[0] for cells in told})
        self.assertTrue(all(len(cells) == 2 and cells[1] for cells in told))


@tagged("post_install", "-at_install")
class TestTheirTests(BaseCase):
    def test_each_is_tried(self):
        for row in rows():
            self.assertTrue(row["test"], row["row"])
            for test in row["test"].split():
                path, _sign, name = test.partition("::")
                with self.subTest(row["row"], test=test):
                    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
                    self.assertIn(
                        name,
                        {
                            node.name
                            for node in ast.walk(tree)
                            if isinstance(node, ast.FunctionDef)
                        },
                    )


@tagged("post_install", "-at_install")
class TestWaysBack(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.household = cls.case.household_id
        cls.theirs = cls.case.with_user(cls.users["worker"])
        cls.ours = cls.case.with_user(cls.users["counsellor"])

    def log(self, record):
        return " ".join(map(str, record.sudo().message_ids.mapped("body")))

    def tracked(self, record):
        self.env.flush_all()
        self.cr.precommit.run()
        return set(record.sudo().message_ids.tracking_value_ids.field_id.mapped("name"))

    def test_withdrawn_and_sent_anew(self):
        """A form sent by mistake; the association reads the second one alone."""
        household = self._household("RETIRE-TEST")
        first = self._orientation(household)
        first.with_user(self.users["counsellor"]).action_withdraw()
        for act in ("action_send", "action_withdraw"):
            with self.subTest(act), self.assertRaises(UserError):
                getattr(first.with_user(self.users["counsellor"]), act)()
        second = self._orientation(household)
        theirs = self.env["declic.orientation"].with_user(self.users["coordinator"])
        self.assertEqual(
            theirs.search([("household_id", "=", household.id)]).sudo(), second
        )
        self.assertEqual((first.state, second.state), ("withdrawn", "sent"))

    def test_expired_and_given_again(self):
        consent = self.household.consent_ids
        self.assertEqual(self.case.sharing_level, "agreed")
        with freeze_time(consent.date_expiry + relativedelta(days=1)):
            consent._cron_expire()
            self.env.invalidate_all()
            self.assertEqual(consent.state, "expired")
            self.assertEqual(self.case.sharing_level, "anonymous")
            self.case.orientation_id.with_user(
                self.users["counsellor"]
            ).action_record_position("agreed", "letter")
            self.env.invalidate_all()
            self.assertEqual(self.case.sharing_level, "agreed")
            # The first one is what it was.
            self.assertEqual(consent.state, "expired")
            self.assertEqual(len(self.household.consent_ids), 2)

    def test_set_aside_and_looked_at_again(self):
        household = self._household("ECARTE-TEST").with_context(tracking_disable=False)
        for month in (4, 3):
            self._rent(household, self._months_ago(month))
        for _attempt in range(3):
            self.env["declic.contact"].create(
                {
                    "household_id": household.id,
                    "medium": "phone",
                    "result": "no_answer",
                }
            )
        household._run_detection()
        self.assertEqual(household.proposal_state, "proposed")
        counsellor = self.users["counsellor"]
        with self.assertRaisesRegex(UserError, "not set aside"):
            household.with_user(counsellor).action_look_again()
        self.env["declic.household.dismiss"].with_user(counsellor).create(
            {
                "household_ids": [Command.set(household.ids)],
                "reason_id": self._reason("dismiss").id,
                "date_until": self.today + relativedelta(months=2),
            }
        ).action_dismiss()
        self.assertEqual(household.proposal_state, "watched")
        for role in ("accountant", "worker"):
            with self.subTest(role), self.assertRaises(AccessError):
                household.with_user(self.users[role]).action_look_again()
        household.with_user(counsellor).action_look_again()
        self.assertEqual(household.proposal_state, "proposed")
        self.assertFalse(household.dismiss_reason_id)
        self.assertLessEqual(
            {"dismissed_until", "dismiss_reason_id"}, self.tracked(household)
        )

    def test_refused_and_accepted_later(self):
        why = self._reason("refusal")
        self.theirs.action_record_adhesion("refused", why.id)
        with freeze_time(self.today + relativedelta(months=2)):
            self.theirs.action_record_adhesion("accepted")
        self.assertEqual(self.case.adhesion, "accepted")
        self.assertEqual(
            [a for _day, a in self.case.adhesion_log], ["refused", "accepted"]
        )

    def test_a_correction_refused_and_asked_again(self):
        assessment = self.theirs.action_start_assessment()
        assessment.sudo()._set_state("validated", date=self.today)
        reason = self._reason("correction").id
        first = assessment.action_ask_correction(reason)
        first.with_user(self.users["counsellor"]).action_refuse()
        second = assessment.action_ask_correction(reason)
        second.with_user(self.users["counsellor"]).action_grant()
        self.assertEqual(assessment.sudo().state, "draft")
        self.assertEqual(
            (first.sudo().state, second.sudo().state), ("refused", "granted")
        )

    def test_a_concern_settled_and_another_raised(self):
        kind = self._reason("concern").id
        concern = self.theirs.action_report_concern(kind, "Premier")
        ours = concern.with_user(self.users["counsellor"])
        ours.action_acknowledge()
        ours.action_settle(self._reason("concern_end").id)
        with self.assertRaises(UserError):
            ours.action_acknowledge()
        again = self.theirs.action_report_concern(kind, "Second")
        self.assertEqual(
            (concern.sudo().state, again.sudo().state), ("settled", "raised")
        )

    def test_an_action_that_was_done_by_mistake(self):
        plan = self.theirs.action_start_plan()
        plan.action_add_goal(
            "social",
            "Je paie mon loyer",
            [{"name": "Je vire 90 €", "actor": "household", "date_due": self.today}],
        )
        plan.action_propose()
        plan.with_user(self.users["counsellor"]).action_approve()
        action = plan.goal_ids.action_ids
        action.action_done()
        second = self.theirs.action_start_plan()
        second.goal_ids.action_add_action("Je vire 90 €", "household", self.today)
        second.action_propose()
        second.with_user(self.users["counsellor"]).action_approve()
        self.assertEqual(
            sorted(second.goal_ids.action_ids.mapped("state")), ["done", "open"]
        )
        self.assertEqual((plan.state, action.state), ("replaced", "done"))

    def test_a_plan_cancelled_and_another_signed(self):
        self._rent(self.household, self._months_ago(3), 900)
        plans = self.env["declic.repayment.plan"].with_user(self.users["recovery"])

        def start():
            plan = plans.create(
                {"household_id": self.household.id, "installment_amount": 90}
            )
            plan.action_cover_open_lines()
            plan.action_activate()
            return plan

        first = start()
        first.action_cancel("mistake")
        with self.assertRaisesRegex(UserError, "started already"):
            first.action_activate()
        second = start()
        self.assertEqual((first.state, second.state), ("cancelled", "active"))
        self.assertEqual(second.amount_total, 900)
        told = first.event_ids.filtered(lambda e: e.kind == "cancelled")
        self.assertEqual(
            (told.reason, told.user_id), ("mistake", self.users["recovery"])
        )

    def test_an_aid_dropped_and_asked_anew(self):
        body = self.env.ref("declic.reason_aid_body_1").id
        first = self.theirs.action_ask_aid({"body_id": body, "amount_asked": 700})
        first.action_drop()
        second = self.theirs.action_ask_aid({"body_id": body, "amount_asked": 600})
        self.assertEqual(
            (first.sudo().state, second.sudo().state), ("dropped", "asked")
        )

    def test_a_referral_cancelled_and_asked_anew(self):
        network = self.env["declic.network.partner"].create({"name": "CMP (test)"})
        values = {
            "network_id": network.id,
            "service_id": self._reason("service").id,
            "basis": "agreement",
            "consent_date": self.today,
            "category_ids": self._reason("category").ids,
        }
        first = self.theirs.action_refer(values)
        first.action_cancel()
        second = self.theirs.action_refer(values)
        self.assertEqual(
            (first.sudo().state, second.sudo().state), ("cancelled", "asked")
        )
        self.assertTrue(first.sudo().date_asked)

    def appointment(self):
        return self.theirs.action_plan_appointment(
            Datetime.add(Datetime.now(), days=3), "visit", channel="visit"
        )

    def test_an_appointment_cancelled_and_planned_anew(self):
        first = self.appointment()
        first.action_cancel()
        with self.assertRaises(UserError):
            first.action_cancel()
        second = self.appointment()
        self.assertEqual(
            (first.sudo().state, second.sudo().state), ("cancelled", "planned")
        )

    def test_a_result_undone_within_ten_minutes(self):
        now = Datetime.now()
        with freeze_time(Datetime.subtract(now, days=2)):
            planned = self.env["declic.appointment"].create(
                {"case_id": self.case.id, "start": Datetime.subtract(now, hours=2)}
            )
        appointment = planned.with_user(self.users["worker"])
        appointment.action_record_result("missed")
        self.assertEqual(appointment.sudo().state, "missed")
        self.theirs.contact_ids[:1].action_undo()
        self.assertEqual(appointment.sudo().state, "planned")
        appointment.action_record_result("kept")
        self.assertEqual(appointment.sudo().state, "kept")
        with freeze_time(Datetime.add(now, minutes=12)):
            with self.assertRaisesRegex(UserError, "Ten minutes"):
                self.theirs.contact_ids[:1].action_undo()

    def test_a_contact_set_aside_and_logged_again(self):
        first = self.theirs.action_log_contact("visit", "reached", 30).sudo()
        # Pilot and counsellor: one person with both trades.
        self.users["manager"].group_ids += self.env.ref("declic.group_counsellor")
        first.with_user(self.users["manager"]).action_set_aside(
            self._reason("contact_aside").id
        )
        self.assertFalse(self.case.date_first_contact)
        self.theirs.action_log_contact("visit", "reached", 30)
        self.assertEqual(self.case.date_first_contact, self.today)
        self.assertTrue(first.aside_reason_id)
        self.assertEqual(first.aside_by_id, self.users["manager"])

    def test_an_exclusion_ended_and_made_anew(self):
        locks = self.env["declic.lock"].with_user(self.users["data_officer"])
        vals = {
            "household_id": self.household.id,
            "user_id": self.users["counsellor"].id,
            "reason": "relative",
        }
        first = locks.create(vals)
        first.action_end()
        self.env.flush_all()
        self.assertTrue(self.ours.has_access("read"))
        locks.create(vals)
        self.env.invalidate_all()
        self.assertFalse(self.ours.has_access("read"))
        self.assertTrue(first.exists())

    def test_no_way_back(self):
        """What was held, handed over or answered stays so, to the superuser's acts
        too; what comes next stands beside it."""
        reviews = self.case.review_ids
        meeting = self.env["declic.meeting"].create({"programme_id": self.programme.id})
        meeting.action_cancel()
        ends = [
            (reviews[:1], "validated"),
            (reviews[1:2], "incomplete"),
            (meeting, "cancelled"),
        ]
        for record, state in ends:
            if record.state != state:
                record.sudo()._set_state(state)
            for other in dict(record._fields["state"].selection):
                if other == state:
                    continue
                with self.subTest(record._name, to=other), self.assertRaises(UserError):
                    record.sudo()._set_state(other)
        for model, state in (
            ("declic.review.session", "held"),
            ("declic.lease.import", "done"),
            ("declic.rights.request", "answered"),
            ("declic.rights.request", "dropped"),
            ("declic.meeting", "held"),
        ):
            edges = self.env[model]._transitions
            self.assertFalse(edges.get(state), model)
