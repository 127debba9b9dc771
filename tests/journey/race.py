"""What the tests of two people at once share."""

import threading

import odoo
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL

from ..common import DeclicLandlord


class Committed(DeclicLandlord):
    """The landlord of the other tests; its files are written for good, and taken away
    after."""


class RaceCase(BaseCase):
    """People at the same moment, each in a real transaction of its own."""

    # Of the programme.
    places = 50

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
            Committed.programme.capacity = cls.places
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
            env.flush_all()
            cls._wipe(cr, "declic_household", made["declic.household"])
            cr.execute(
                "DELETE FROM declic_orientation_content c WHERE NOT EXISTS"
                " (SELECT 1 FROM declic_orientation o WHERE o.content_id = c.id)"
            )
            env.invalidate_all(flush=False)
            env["res.partner"].browse(made["res.partner"]).unlink()
            env["declic.programme"].browse(cls.programme).capacity = cls.capacity

    @classmethod
    def _wipe(cls, cr, table, ids):
        """Delete rows, and first what stands on them and would hold them back."""
        if not ids:
            return
        cr.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
            "  JOIN pg_attribute a"
            "    ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid = %s::regclass"
            "   AND c.confdeltype IN ('a', 'r')",
            [table],
        )
        for child, column in cr.fetchall():
            cr.execute(
                SQL(
                    "SELECT id FROM %s WHERE %s = ANY(%s)",
                    SQL.identifier(child),
                    SQL.identifier(column),
                    list(ids),
                )
            )
            cls._wipe(cr, child, [row[0] for row in cr.fetchall()])
        cr.execute(
            SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(table), list(ids))
        )

    def _committed(self, env):
        """The tests' landlord in another transaction: :class:`Committed`."""
        Committed.env = env(
            context={"allowed_company_ids": [self.company]}, user=SUPERUSER_ID
        )
        Committed.company = env["res.company"].browse(self.company)
        for key, user_id in self.users.items():
            Committed.users[key] = env["res.users"].browse(user_id)
        Committed.agency = env["declic.agency"].browse(self.agency)
        Committed.programme = env["declic.programme"].browse(self.programme)
        Committed.association = Committed.users["worker"].commercial_partner_id
        return Committed

    def _lodged(self, env, name, **vals):
        """One more household of the same landlord."""
        household = self._committed(env)._household(name, **vals)
        self.made["declic.household"].append(household.id)
        self.made["res.partner"].append(household.partner_id.id)
        return household

    def _oriented(self, env, name):
        """An orientation of one more household of the same landlord."""
        return Committed._orientation(self._lodged(env, name))

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
                    # As the server does with what is refused.
                    cr.rollback()
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
