from datetime import datetime

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.declic.engine import legal_days

from ..common import DeclicCase
from ..detection.test_migration_ledger import script


class OrientationCase(DeclicCase):
    def accept(self, orientation, role="coordinator", worker="worker"):
        return orientation.with_user(self.users[role]).action_accept(
            self.users[worker].id
        )


@tagged("post_install", "-at_install")
class TestForm(OrientationCase):
    def test_what_is_missing_is_told(self):
        """O1: not without a reason and a measure tried; the referent is the sender."""
        orientation = self._orientation(self._household(), send=False)
        self.assertEqual(orientation.referrer_id, self.users["counsellor"])
        for name in ("reason_ids", "measure_ids"):
            kept = orientation[name]
            again = (
                [Command.set(kept.ids)]
                if name == "reason_ids"
                else [Command.create({"measure_id": kept.measure_id.id})]
            )
            orientation[name] = [Command.clear()]
            with self.subTest(name=name), self.assertRaises(UserError):
                orientation.action_send()
            orientation[name] = again
        orientation.action_send()
        self.assertEqual(orientation.state, "sent")

    def test_already_followed_on_the_household_or_the_lease(self):
        """O4: refused with a link to the first; a partner learns nothing."""
        case = self._case()
        lease = case.household_id.lease_number
        twin = self._household("JUMEAU-TEST Alix", lease_number=lease)
        for household in (case.household_id, twin):
            orientation = self._orientation(household, send=False)
            with self.assertRaises(RedirectWarning) as refused:
                orientation.action_send()
            message, action, _button = refused.exception.args[:3]
            self.assertIn(case.reference, message)
            self.assertEqual(action["res_id"], case.id)
        seen = self.env["declic.case"].with_user(self.users["other_coordinator"])
        self.assertFalse(seen.search_count([]))

    def test_reopening_makes_a_second_episode(self):
        case = self._case()
        case._close("ordinary", self._reason("closing"))
        household = case.household_id
        action = household.with_user(self.users["counsellor"]).action_reopen()
        again = self.env["declic.orientation"].browse(action["res_id"])
        self.assertEqual(again.association_id, case.association_id)
        self.assertEqual(again.state, "draft")
        again.reason_ids = [Command.set(self._reason("orientation").ids)]
        again.measure_ids = [Command.create({"measure_id": self._reason("measure").id})]
        again.action_send()
        second = self.accept(again).sudo()
        self.assertEqual((case.episode, second.episode), (1, 2))
        self.assertEqual(household.case_ids, case | second)


@tagged("post_install", "-at_install")
class TestAnswer(OrientationCase):
    """O3."""

    def test_decline_needs_a_coded_reason(self):
        orientation = self._orientation(self._household())
        seen = orientation.with_user(self.users["coordinator"])
        for reason in (0, self._reason("measure").id):
            with self.assertRaises(UserError):
                seen.action_decline(reason)
        seen.action_decline(self._reason("decline").id)
        self.assertEqual(orientation.state, "declined")
        self.assertEqual(orientation.date_answered.date(), self.today)

    def test_complement(self):
        orientation = self._orientation(self._household())
        seen = orientation.with_user(self.users["coordinator"])
        with self.assertRaises(UserError):
            seen.action_ask_complement(self._reason("decline").id)
        with self.assertRaises(UserError):
            orientation.request = "Trop tôt"
        frozen = orientation.snapshot_id
        seen.action_ask_complement(self._reason("complement").id)
        self.assertEqual(orientation.state, "returned")
        self.assertEqual(orientation.activity_ids.user_id, orientation.referrer_id)
        with self.assertRaises(UserError):
            self.accept(orientation)
        orientation.request = "Complété"
        orientation.action_send()
        self.assertEqual(orientation.state, "sent")
        self.assertNotEqual(orientation.snapshot_id, frozen)
        self.assertEqual(len(orientation.assignment_ids), 1)
        self.assertTrue(self.accept(orientation))

    def test_what_was_sent_is_not_deleted(self):
        """M4: an answer feeds the delays, whoever wants it gone; a draft may go."""
        draft = self._orientation(self._household("BROUILLON-TEST"), send=False)
        declined = self._orientation(self._household())
        declined.with_user(self.users["coordinator"]).action_decline(
            self._reason("decline").id
        )
        with self.assertRaisesRegex(UserError, "delays count"):
            declined.with_user(self.users["counsellor"]).unlink()
        with self.assertRaises(AccessError):
            declined.with_user(self.users["manager"]).unlink()
        draft.with_user(self.users["counsellor"]).unlink()
        self.assertFalse(draft.exists())
        self.assertEqual(declined.state, "declined")

    def test_deadline_in_working_days(self):
        with freeze_time("2026-04-30 10:00:00"):
            orientation = self._orientation(self._household())
        # 1 and 8 May are public holidays.
        self.assertEqual(str(orientation.date_answer_due), "2026-05-11")
        self.assertEqual(
            legal_days.working_days(
                datetime(2026, 4, 30).date(), datetime(2026, 5, 11).date()
            ),
            5,
        )

    def test_one_reminder_then_one_activity_of_the_pilot(self):
        manager = self.users["manager"]
        self.programme.manager_id = manager
        with freeze_time("2026-06-01 10:00:00"):
            orientation = self._orientation(self._household())
        due = orientation.date_answer_due
        mails = self.env["mail.mail"]

        def night(day):
            with freeze_time(f"{day} 06:00:00"):
                self.env["declic.orientation"]._cron_remind()
                self.env["declic.orientation"]._cron_remind()

        known = mails.search([])
        night(due - relativedelta(days=4))
        self.assertFalse(mails.search([]) - known)
        night(due)
        sent = mails.search([]) - known
        self.assertEqual(len(sent), 1)
        self.assertEqual(sent.recipient_ids, self.users["coordinator"].partner_id)
        self.assertIn(orientation.reference, sent.subject)
        self.assertFalse(orientation.activity_ids)
        night(due + relativedelta(days=1))
        night(due + relativedelta(days=2))
        self.assertEqual(orientation.activity_ids.user_id, manager)
        self.assertEqual(len(orientation.activity_ids), 1)
        mailed = mails.search([]) - known
        coordinator = self.users["coordinator"].partner_id
        self.assertEqual(
            mailed.filtered(lambda m: m.recipient_ids == coordinator), sent
        )
        for mail in mailed:
            for word in ("MARTIN", "Invisibles", "MOTSECRET"):
                self.assertNotIn(word, f"{mail.subject} {mail.body_html}")

    def test_median_delay(self):
        for days in (1, 2, 9):
            with freeze_time("2026-06-01 10:00:00"):
                orientation = self._orientation(self._household())
            answered = legal_days.shift(
                datetime(2026, 6, 1).date(), days, "working_day"
            )
            with freeze_time(f"{answered} 10:00:00"):
                orientation.with_user(self.users["coordinator"]).action_decline(
                    self._reason("decline").id
                )
            self.assertEqual(orientation.answer_days, days)
        partner = self.programme.partner_ids.filtered(
            lambda p: p.association_id == self.association
        )
        self.assertEqual(partner.answer_days, 2)

    def test_days_of_an_answer_are_the_landlords(self):
        """Sent on Tuesday at half past midnight, answered that day and the day after:
        none and one by hand; in UTC it was still Monday."""
        for answered, days in (("2026-03-03 10:00", 0), ("2026-03-04 22:30", 1)):
            orientation = self._orientation(self._household())
            orientation.sudo()._keyed().write(
                {
                    "date_sent": "2026-03-02 23:30:00",
                    "date_answered": f"{answered}:00",
                }
            )
            self.assertEqual(orientation.answer_days, days)
            self.env.flush_all()
            # As it was counted before the upgrade.
            self.env.cr.execute(
                "UPDATE declic_orientation SET answer_days = 9 WHERE id = %s",
                [orientation.id],
            )
            self.env.invalidate_all()
            script("post-local_days.py").migrate(self.env.cr, "19.0.1.0.0")
            self.assertEqual(orientation.answer_days, days)

    def test_another_association_after_a_decline(self):
        household = self._household()
        first = self._orientation(household)
        first.with_user(self.users["coordinator"]).action_decline(
            self._reason("decline").id
        )
        second = self._orientation(household, association=self.other_association)
        for name in ("declic.orientation", "declic.household"):
            seen = self.env[name].with_user(self.users["coordinator"]).search([])
            self.assertFalse(seen, name)
            seen = self.env[name].with_user(self.users["other_coordinator"]).search([])
            self.assertTrue(seen, name)
        self.assertEqual(second.state, "sent")


@tagged("post_install", "-at_install")
class TestPlaces(OrientationCase):
    """O6."""

    def test_waiting_list(self):
        self.programme.write({"capacity": 2, "manager_id": self.users["manager"].id})
        cases = [self._case(self._household(f"PLACE-TEST {n}")) for n in "AB"]
        waiting = []
        for minute, name in enumerate(("CARMEN-TEST Un", "DIDIER-TEST Deux")):
            orientation = self._orientation(self._household(name))
            with freeze_time(datetime.now() + relativedelta(minutes=minute)):
                self.assertFalse(self.accept(orientation))
            self.assertEqual(orientation.state, "waiting")
            waiting.append(orientation)
        first, second = waiting
        manager = self.users["manager"]
        with self.assertRaisesRegex(UserError, "no free place"):
            first.with_user(manager).action_admit()
        cases[0]._close("ordinary", self._reason("closing"))
        self.assertEqual(first.activity_ids.user_id, manager)
        self.assertFalse(second.activity_ids)
        with self.assertRaisesRegex(UserError, "waiting for longer"):
            second.with_user(manager).action_admit()
        first.with_user(manager).action_admit()
        self.assertEqual((first.state, second.state), ("accepted", "waiting"))
        # Beyond the places: the pilot, with a reason of the list.
        reason = self._reason("override")
        with self.assertRaises(AccessError):
            second.with_user(self.users["counsellor"]).action_admit(reason)
        with self.assertRaises(UserError):
            second.with_user(manager).action_admit(self._reason("measure"))
        wizard = (
            self.env["declic.orientation.admit"]
            .with_user(manager)
            .create({"orientation_id": second.id, "reason_id": reason.id})
        )
        wizard.action_admit()
        self.assertEqual(second.override_reason_id, reason)
        self.assertEqual(self.programme.running_count, 3)

    def test_the_worker_who_was_chosen_is_kept_while_waiting(self):
        """O6: the coordinator chose somebody; who admits later chooses nobody."""
        self.programme.capacity = 1
        first = self._case(self._household("PLACE-TEST A"))
        waiting = self._orientation(self._household("PLACE-TEST B"))
        chosen = self.users["colleague"]
        waiting.with_user(self.users["coordinator"]).action_accept(chosen.id)
        self.assertEqual(waiting.state, "waiting")
        first._close("ordinary", self._reason("closing"))
        waiting.with_user(self.users["manager"]).action_admit()
        self.assertEqual(waiting.case_ids.worker_id, chosen)

    def test_places_of_one_association(self):
        partner = self.programme.partner_ids.filtered(
            lambda p: p.association_id == self.association
        )
        partner.capacity = 1
        self._case(self._household("SEULE-TEST Ada"))
        waiting = self._orientation(self._household("ATTEND-TEST Bea"))
        self.assertFalse(self.accept(waiting))
        other = self._orientation(
            self._household("AILLEURS-TEST Cam"), association=self.other_association
        )
        self.assertTrue(self.accept(other, "other_coordinator", "other_worker"))

    def test_asking_for_a_place_takes_none(self):
        """Only an admission locks the places; a question writes nothing."""
        before = self.programme.admission_count
        self.assertTrue(self.programme._places_left(self.association))
        self.programme.invalidate_recordset()
        self.assertEqual(self.programme.admission_count, before)
        self._case(self._household("SEULE-TEST Ada"))
        self.programme.invalidate_recordset()
        self.assertEqual(self.programme.admission_count, before + 1)

    def test_a_newcomer_waits_behind_those_who_wait(self):
        """O6: a place came free, and somebody waits for it already."""
        self.programme.capacity = 1
        running = self._case(self._household("PLACE-TEST A"))
        first = self._orientation(self._household("PLACE-TEST B"))
        self.assertFalse(self.accept(first))
        newcomer = self._orientation(self._household("PLACE-TEST C"))
        running._close("ordinary", self._reason("closing"))
        self.assertEqual(newcomer._places_left(), 0)
        self.assertFalse(self.accept(newcomer))
        self.assertEqual((first.state, newcomer.state), ("waiting", "waiting"))
        manager = self.users["manager"]
        with self.assertRaisesRegex(UserError, "waiting for longer"):
            newcomer.with_user(manager).action_admit()
        first.with_user(manager).action_admit()
        self.assertFalse(first.activity_ids)

    def test_a_place_is_announced_to_who_may_take_it(self):
        """A and B have a place each; A's comes free and B's has waited longest."""
        self.programme.write({"capacity": 3, "manager_id": self.users["manager"].id})
        self.programme.partner_ids.capacity = 1
        ours = self._case(self._household("PART-TEST A"))
        theirs = self._orientation(
            self._household("PART-TEST B"), association=self.other_association
        )
        self.assertTrue(self.accept(theirs, "other_coordinator", "other_worker"))
        longest = self._orientation(
            self._household("PART-TEST C"), association=self.other_association
        )
        self.assertFalse(self.accept(longest, "other_coordinator", "other_worker"))
        next_one = self._orientation(self._household("PART-TEST D"))
        self.assertFalse(self.accept(next_one))
        ours._close("ordinary", self._reason("closing"))
        self.assertFalse(longest.activity_ids)
        self.assertEqual(next_one.activity_ids.user_id, self.users["manager"])
        self.assertEqual(next_one._waiting_rank(), 1)
        next_one.with_user(self.users["manager"]).action_admit()

    def test_no_place_is_announced_beyond_the_places(self):
        """21 of 20: one leaves, and still nobody may come in."""
        self.programme.capacity = 1
        self._case(self._household("PLEIN-TEST A"))
        beyond, waiting = (
            self._orientation(self._household(f"PLEIN-TEST {n}")) for n in "BC"
        )
        for orientation in (beyond, waiting):
            self.assertFalse(self.accept(orientation))
        beyond.with_user(self.users["manager"]).action_admit(self._reason("override"))
        beyond.case_ids._close("ordinary", self._reason("closing"))
        self.assertFalse(waiting.activity_ids)
        self.programme.capacity = 2
        self.env["declic.orientation"]._cron_remind()
        self.env["declic.orientation"]._cron_remind()
        self.assertEqual(len(waiting.activity_ids), 1)

    def test_an_answer_ends_the_wait_for_it(self):
        """The pilot is not called to mind what was answered since, and the place that
        comes free is announced."""
        self.programme.write({"capacity": 1, "manager_id": self.users["manager"].id})
        case = self._case(self._household("TARDIF-TEST A"))
        with freeze_time("2026-06-01 10:00:00"):
            late = self._orientation(self._household("TARDIF-TEST B"))
        self.env["declic.orientation"]._cron_remind()
        self.assertEqual(len(late.activity_ids), 1)
        self.assertFalse(self.accept(late))
        self.assertFalse(late.activity_ids)
        case._close("ordinary", self._reason("closing"))
        self.assertEqual(len(late.activity_ids), 1)

    def test_a_programme_that_is_over_admits_nobody(self):
        """And ends the accesses that it opened (T4)."""
        case = self._case(self._household("FINI-TEST A"))
        orientation = self._orientation(self._household("FINI-TEST B"))
        self.programme.date_to = self.today - relativedelta(days=1)
        with self.assertRaisesRegex(UserError, "not in force"):
            self.accept(orientation)
        with self.assertRaisesRegex(UserError, "not in force"):
            self._orientation(self._household("FINI-TEST C"))
        seen = self.env["declic.case"].with_user(self.users["coordinator"])
        self.assertEqual(seen.search([]), case)
        self.env["declic.assignment"]._cron_end_access()
        self.assertFalse(seen.search([]))
        self.assertFalse(seen.with_user(self.users["worker"]).search([]))

    def test_the_agreement_must_be_in_force(self):
        partner = self.programme.partner_ids.filtered(
            lambda p: p.association_id == self.association
        )
        orientation = self._orientation(self._household())
        partner.date_to = self.today - relativedelta(days=1)
        with self.assertRaisesRegex(UserError, "not in force"):
            self.accept(orientation)
        with self.assertRaisesRegex(UserError, "not in force"):
            self._orientation(self._household("TARD-TEST Eli"))
