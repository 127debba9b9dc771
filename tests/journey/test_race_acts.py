"""What two people can do at once, and one of them has to be told: for each guarded act
two real transactions.

- orient: twice the same household (here), two households of one lease (test_race.py);
- accept: the last place, and against a withdrawal (test_race.py);
- approve: twice, and against a rewriting;
- close: twice, and against a contact that is being logged;
- merge: both ways, and against an orientation that is being sent;
- hand over: twice, to two colleagues;
- withdraw an agreement: twice, and against an acceptance.
"""

from odoo.tests import tagged

from .race import RaceCase


@tagged("post_install", "-at_install")
class TestRaceActs(RaceCase):
    def followed(self, name):
        """Ids of a case that the association's worker follows, and of its household."""
        with self._env() as env:
            orientation = self._oriented(env, name)
            case = orientation.with_user(self.users["coordinator"]).action_accept(
                self.users["worker"]
            )
            return case.id, case.sudo().household_id.id

    def one_told(self, results, done="done"):
        """One did it; the other is told why not, in the sentence that is returned."""
        self.assertEqual(results.count(done), 1, results)
        told = next(one for one in results if one != done)
        self.assertIsInstance(told, str, results)
        self.assertGreater(len(told), 10)
        return told

    def test_orient(self):
        """Two counsellors send a form of the same household."""
        with self._env() as env:
            household = self._lodged(env, "ORIENTER-TEST")
            forms = [
                self._committed(env)._orientation(household, send=False).id
                for _n in range(2)
            ]
            number = household.id

        def send(form):
            def act(env):
                env["declic.orientation"].browse(form).action_send()
                return "done"

            return act

        results = self.race(*(("counsellor", send(form)) for form in forms))
        self.one_told(results)
        with self._env() as env:
            states = env["declic.orientation"].browse(forms).mapped("state")
            self.assertEqual(sorted(states), ["draft", "sent"])
            seen = env["declic.assignment"].search_count(
                [("household_id", "=", number)]
            )
            self.assertEqual(seen, 1)

    def plan(self, name):
        case, _household = self.followed(name)
        with self._env() as env:
            plan = (
                env["declic.case"]
                .browse(case)
                .with_user(self.users["worker"])
                .action_start_plan()
            )
            plan.action_add_goal("social", "Je paie mon loyer")
            plan.action_propose()
            return plan.id

    def test_approve_twice(self):
        """Two who may approve do so: approved once, frozen once."""
        plan = self.plan("APPROUVER-TEST")

        def approve(env):
            env["declic.plan"].browse(plan).action_approve()
            return "done"

        self.one_told(self.race(("counsellor", approve), ("manager", approve)))
        with self._env() as env:
            found = env["declic.plan"].browse(plan)
            self.assertEqual(found.state, "approved")
            readers = found.frozen_ids.mapped("audience")
            self.assertEqual(len(readers), len(set(readers)))
            self.assertIn(
                found.approver_id.id, (self.users["counsellor"], self.users["manager"])
            )

    def test_approve_and_rewrite(self):
        """What is approved is what stood there, or it is not approved."""
        plan = self.plan("REECRIRE-TEST")

        def approve(env):
            env["declic.plan"].browse(plan).action_approve()
            return "done"

        def rewrite(env):
            mine = env["declic.plan"].browse(plan)
            mine.action_back_to_draft()
            mine.goal_ids.action_rewrite("Je n'ai jamais dit cela")
            return "done"

        self.one_told(self.race(("counsellor", approve), ("worker", rewrite)))
        with self._env() as env:
            found = env["declic.plan"].browse(plan)
            text = found.goal_ids.name
            self.assertEqual(
                (found.state, text),
                ("approved", "Je paie mon loyer")
                if found.state == "approved"
                else ("draft", "Je n'ai jamais dit cela"),
            )

    def close(self, case):
        def act(env):
            reasons = env["declic.reason"]
            env["declic.case"].browse(case).action_close_alone(
                "other",
                reasons.search([("kind", "=", "closing")], limit=1).id,
                reasons.search([("kind", "=", "alone")], limit=1).id,
            )
            return "done"

        return act

    def test_close_twice(self):
        case, _household = self.followed("CLORE-TEST")
        self.one_told(
            self.race(("manager", self.close(case)), ("manager", self.close(case)))
        )
        with self._env() as env:
            found = env["declic.case"].browse(case)
            self.assertEqual(found.state, "closed")
            forms = found.review_ids.filtered(
                lambda r: r.review_type == "closing" and r.state == "validated"
            )
            self.assertEqual(len(forms), 1)

    def test_close_and_log(self):
        """A contact is logged before the closure or is refused, never after it."""
        case, _household = self.followed("CLORE-TEST et noter")

        def log(env):
            env["declic.case"].browse(case).action_log_contact("visit", "reached", 30)
            return "done"

        results = self.race(("manager", self.close(case)), ("worker", log))
        with self._env() as env:
            found = env["declic.case"].browse(case)
            self.assertEqual(results[0], "done", results)
            self.assertEqual(found.state, "closed")
            self.assertEqual(len(found.contact_ids), int(results[1] == "done"))
            if results[1] == "done":
                self.assertEqual(found.date_first_contact, found.date_closed)

    def test_merge_both_ways(self):
        """Each keeps the other one: one is kept, nothing is lost."""
        with self._env() as env:
            pair = [
                self._lodged(env, f"FUSION-TEST {n}", lease_number="F-100").id
                for n in "AB"
            ]

        def merge(kept, other):
            def act(env):
                env["declic.household.merge"].create(
                    {"household_id": kept, "other_id": other}
                ).action_merge()
                return "done"

            return act

        self.one_told(
            self.race(("manager", merge(*pair)), ("manager", merge(*pair[::-1])))
        )
        with self._env() as env:
            households = env["declic.household"].browse(pair)
            self.assertEqual(sorted(households.mapped("active")), [False, True])

    def test_merge_and_orient(self):
        """A form is sent of the household that goes: it is the other one's."""
        with self._env() as env:
            kept, gone = (
                self._lodged(env, f"FUSION-TEST {n}", lease_number="F-200")
                for n in "CD"
            )
            form = self._committed(env)._orientation(gone, send=False).id
            kept, gone = kept.id, gone.id

        def merge(env):
            env["declic.household.merge"].create(
                {"household_id": kept, "other_id": gone}
            ).action_merge()
            return "merged"

        def send(env):
            env["declic.orientation"].browse(form).action_send()
            return "sent"

        results = self.race(("manager", merge), ("counsellor", send))
        self.assertIn("merged", results)
        with self._env() as env:
            orientation = env["declic.orientation"].browse(form)
            self.assertEqual(orientation.household_id.id, kept)
            self.assertEqual(
                orientation.state, "sent" if "sent" in results else "draft"
            )
            self.assertEqual(
                set(orientation.assignment_ids.household_id.ids) - {kept}, set()
            )

    def test_hand_over(self):
        """Two coordinators give one household to two colleagues: nobody is moved
        unseen."""
        case, _household = self.followed("CONFIER-TEST")
        before = self.users["worker"]

        def give(name):
            def act(env):
                env["declic.case"].browse(case).action_hand_over(
                    {case: self.users[name]}, {case: before}
                )
                return "done"

            return act

        told = self.one_told(
            self.race(
                ("coordinator", give("colleague")), ("coordinator", give("coordinator"))
            )
        )
        self.assertIn("meanwhile", told)
        with self._env() as env:
            running = env["declic.assignment"].search(
                [
                    ("case_id", "=", case),
                    ("role", "=", "worker"),
                    ("date_to", "=", False),
                ]
            )
            self.assertEqual(len(running), 1)
            self.assertEqual(running.user_id, env["declic.case"].browse(case).worker_id)

    def test_withdraw_an_agreement_and_accept(self):
        """Whichever comes first, nothing is shared once it was taken back."""
        with self._env() as env:
            orientation = self._oriented(env, "RETRAIT-TEST")
            form = orientation.id
            consent = orientation.sudo().household_id.consent_ids.id

        def withdraw(env):
            env["declic.consent"].browse(consent).action_withdraw()
            return "withdrawn"

        def accept(env):
            env["declic.orientation"].browse(form).action_accept(self.users["worker"])
            return "accepted"

        results = self.race(("counsellor", withdraw), ("coordinator", accept))
        self.assertEqual(results[0], "withdrawn", results)
        with self._env() as env:
            orientation = env["declic.orientation"].browse(form)
            self.assertEqual(env["declic.consent"].browse(consent).state, "withdrawn")
            self.assertEqual(orientation.sharing_level, "anonymous")
            self.assertEqual(
                orientation.state, "accepted" if "accepted" in results else "sent"
            )
            case = orientation.case_ids
            if case:
                self.assertEqual(case.sharing_level, "anonymous")
        with self._env(self.users["coordinator"]) as env:
            seen = env["declic.orientation"].browse(form)
            self.assertFalse(seen.household_id._filtered_access("read"))

    def test_withdraw_an_agreement_twice(self):
        with self._env() as env:
            orientation = self._oriented(env, "RETRAIT-TEST deux")
            consent = orientation.sudo().household_id.consent_ids.id

        def withdraw(env):
            env["declic.consent"].browse(consent).action_withdraw()
            return "done"

        results = self.race(("counsellor", withdraw), ("counsellor", withdraw))
        self.assertIn("done", results)
        with self._env() as env:
            found = env["declic.consent"].browse(consent)
            self.assertEqual(found.state, "withdrawn")
            self.assertTrue(found.date_withdrawn)
