"""Two people at once, in two real transactions: one wins, the other is told."""

import threading

import odoo
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged

from ..common import DeclicLandlord


class Committed(DeclicLandlord):
    """The landlord of the other tests; its files are written for good, and taken away
    after."""


@tagged("post_install", "-at_install")
class TestRace(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = odoo.modules.registry.Registry(get_db_name())
        cls.addClassCleanup(cls._clean)
        with cls._env() as env:
            Committed.env = env
            Committed.set_up_landlord()
            cls.users = {name: user.id for name, user in Committed.users.items()}
            cls.company = Committed.company.id
            cls.programme = Committed.programme.id
            cls.capacity = Committed.programme.capacity
            Committed.programme.capacity = 1
            orientations = [
                Committed._orientation(Committed._household(f"COURSE-TEST {n}"))
                for n in range(2)
            ]
            cls.orientations = [o.id for o in orientations]
            cls.made = {
                model: env[model].search([("id", "in", ids)]).ids
                for model, ids in {
                    "declic.orientation": cls.orientations,
                    "declic.household": [o.household_id.id for o in orientations],
                    "res.partner": [o.household_id.partner_id.id for o in orientations],
                }.items()
            }
            cls.agency = Committed.agency.id

    @classmethod
    def _env(cls, user=SUPERUSER_ID):
        """A transaction of its own that commits at the end."""

        class Transaction:
            def __enter__(self):
                self.cr = cls.registry.cursor()
                return api.Environment(self.cr, user, {})

            def __exit__(self, kind, *_error):
                if kind is None:
                    self.cr.commit()  # pylint: disable=invalid-commit
                self.cr.close()

        return Transaction()

    @classmethod
    def _clean(cls):
        with cls._env() as env:
            made = cls.made
            cr = env.cr
            for table in (
                "declic_review",
                "declic_assignment",
                "declic_case",
                "declic_orientation",
                "declic_consent",
            ):
                column = "case_id" if table == "declic_review" else "household_id"
                ids = (
                    env["declic.case"]
                    .search([("household_id", "in", made["declic.household"])])
                    .ids
                    if column == "case_id"
                    else made["declic.household"]
                )
                env.flush_all()
                cr.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [ids])  # noqa: S608
            cr.execute(
                "DELETE FROM declic_snapshot WHERE household_id = ANY(%s)",
                [made["declic.household"]],
            )
            cr.execute(
                "DELETE FROM declic_orientation_content c WHERE NOT EXISTS"
                " (SELECT 1 FROM declic_orientation o WHERE o.content_id = c.id)"
            )
            env.invalidate_all()
            env["declic.household"].browse(made["declic.household"]).unlink()
            env["res.partner"].browse(made["res.partner"]).unlink()
            env["declic.programme"].browse(cls.programme).capacity = cls.capacity

    def _oriented(self, env, name):
        """An orientation of one more household of the same landlord."""
        Committed.env = env(
            context={"allowed_company_ids": [self.company]}, user=SUPERUSER_ID
        )
        Committed.company = env["res.company"].browse(self.company)
        for key, user_id in self.users.items():
            Committed.users[key] = env["res.users"].browse(user_id)
        Committed.agency = env["declic.agency"].browse(self.agency)
        Committed.programme = env["declic.programme"].browse(self.programme)
        Committed.association = Committed.users["worker"].commercial_partner_id
        household = Committed._household(name)
        self.made["declic.household"].append(household.id)
        self.made["res.partner"].append(household.partner_id.id)
        return Committed._orientation(household)

    def race(self, *acts):
        """Run the acts at the same moment; each returns a value or a sentence.

        :param acts: pairs of (user's name, callable on an environment)
        """
        barrier = threading.Barrier(len(acts))
        results = [None] * len(acts)

        def run(place, name, act):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, self.users[name], {})
                first = []

                def once():
                    # The snapshot of the transaction is taken before the other acts.
                    env.cr.execute("SELECT 1")
                    if not first:
                        first.append(True)
                        barrier.wait(timeout=20)
                    return act(env)

                try:
                    results[place] = retrying(once, env)
                except UserError as error:
                    results[place] = error.args[0]

        threads = [
            threading.Thread(target=run, args=(place, *act))
            for place, act in enumerate(acts)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return results

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
