"""Two people at once, in two real transactions: one wins, the other is told."""

from odoo.tests import tagged

from .race import RaceCase


@tagged("post_install", "-at_install")
class TestRace(RaceCase):
    places = 1

    def test_1_accept_and_withdraw(self):
        orientation_id = self.orientations[0]

        def accept(env):
            orientation = env["declic.orientation"].browse(orientation_id)
            orientation.action_accept(self.users["worker"])
            return "accepted"

        def withdraw(env):
            env["declic.orientation"].browse(orientation_id).action_withdraw()
            return "withdrawn"

        results = self.race(("coordinator", accept), ("counsellor", withdraw))
        with self._env() as env:
            orientation = env["declic.orientation"].browse(orientation_id)
            self.assertIn(orientation.state, ("accepted", "withdrawn"))
            self.assertIn(orientation.state, results)
            told = next(r for r in results if r != orientation.state)
            # Refused in a sentence: answered already, or no longer theirs.
            self.assertIsInstance(told, str)
            self.assertNotIn(told, ("accepted", "withdrawn"))
            cases = env["declic.case"].search_count(
                [("orientation_id", "=", orientation_id)]
            )
            self.assertEqual(cases, int(orientation.state == "accepted"))
            if orientation.state == "accepted":
                orientation.case_ids._close("other", env["declic.reason"])

    def test_2_the_last_place(self):
        """O6: two acceptances of one place: one is admitted, the other waits."""
        with self._env() as env:
            third = self._oriented(env, "COURSE-TEST 3").id
        pair = (self.orientations[1], third)

        def accept(orientation_id):
            def act(env):
                case = (
                    env["declic.orientation"]
                    .browse(orientation_id)
                    .action_accept(self.users["worker"])
                )
                return bool(case)

            return act

        results = self.race(
            ("coordinator", accept(pair[0])), ("coordinator", accept(pair[1]))
        )
        self.assertEqual(sorted(results), [False, True])
        with self._env() as env:
            states = env["declic.orientation"].browse(pair).mapped("state")
            self.assertEqual(sorted(states), ["accepted", "waiting"])

    def test_2b_two_holders_of_one_lease(self):
        """O4: both are accepted at the same moment; one support is opened."""
        with self._env() as env:
            env["declic.programme"].browse(self.programme).capacity = 50
            pair = [self._oriented(env, f"BAIL-TEST {n}") for n in "AB"]
            pair[1].sudo().household_id.lease_number = (
                pair[0].sudo().household_id.lease_number.lower() + " "
            )
            pair = [orientation.id for orientation in pair]

        def accept(orientation_id):
            def act(env):
                orientation = env["declic.orientation"].browse(orientation_id)
                return bool(orientation.action_accept(self.users["worker"]))

            return act

        results = self.race(*(("coordinator", accept(number)) for number in pair))
        self.assertIn(True, results)
        told = next(found for found in results if found is not True)
        self.assertIn("look at this orientation", told)
        with self._env() as env:
            states = env["declic.orientation"].browse(pair).mapped("state")
            self.assertEqual(sorted(states), ["accepted", "sent"])

    def test_3_both_parts_of_one_point(self):
        """Both sides write their part at the same moment: neither loses a word."""
        with self._env() as env:
            orientation = self._oriented(env, "COURSE-TEST 4")
            orientation.sudo().programme_id.capacity = 9
            case = orientation.with_user(self.users["coordinator"]).action_accept(
                self.users["worker"]
            )
            point = (
                env["declic.review"]
                .create({"case_id": case.id, "review_type": "monthly"})
                .id
            )
        said = "Deux visites, le courrier est ouvert. " * 40
        seen = "Le loyer de ce mois est payé, l'agence a rappelé. " * 40

        def associations(env):
            env["declic.review"].browse(point).action_fill_association_part(
                {
                    "association_present": True,
                    "contact_state": "in_touch",
                    "shareable_facts": said,
                }
            )
            return "association"

        def landlords(env):
            env["declic.review"].browse(point).write(
                {
                    "landlord_present": True,
                    "landlord_opinion": seen,
                    "decision": "continue",
                }
            )
            return "landlord"

        def recoverys(env):
            env["declic.review"].browse(point).recovery_opinion = seen
            return "recovery"

        results = self.race(
            ("worker", associations),
            ("counsellor", landlords),
            ("recovery", recoverys),
        )
        self.assertEqual(results, ["association", "landlord", "recovery"])
        with self._env() as env:
            review = env["declic.review"].browse(point)
            self.assertEqual(review.shareable_facts, said)
            self.assertEqual(review.contact_state, "in_touch")
            self.assertEqual(review.landlord_opinion, seen)
            self.assertEqual(review.recovery_opinion, seen)
            self.assertEqual(review.decision, "continue")
            self.assertTrue(review.landlord_present and review.association_present)
            self.assertEqual(review.landlord_user_id.id, self.users["counsellor"])
            self.assertEqual(review.association_user_id.id, self.users["worker"])
