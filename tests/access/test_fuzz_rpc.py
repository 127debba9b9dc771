"""Junk by remote call at every public method of ours, as a stranger (T1).

The methods come from the registry: a new one is covered by being there.
"""

import psycopg2

from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_fuzz import WORDS
from .test_record_matrix import RecordCase

JUNK = (
    (),
    (1,),
    (2**70,),
    ("é\x00<script>", "2026-13-45"),
    ([[0, 0, {"name": "x"}]],),
    ({"name": "x", "household_id": 1},),
)
# Of Odoo's own; what they let through is told by access_matrix.csv and
# record_matrix.csv.
CRUD = {"create", "write", "unlink", "copy_data", "default_get", "web_read"}
STRANGERS = (
    "nobody",
    "api",
    "tenant",
    "employee",
    "accountant",
    "reporter",
    "psychologist",
    "worker",
)
# What a stranger is told: an action of Odoo's, whose screen is closed to him; what
# accounting sees of a plan (K9).
TOLD = {
    # False: that list is closed to him.
    ("declic.assignment", "action_readings"),
    ("declic.backtest", "action_show"),
    ("declic.household", "action_open_ledger"),
    ("declic.household.proposal", "action_import"),
    ("declic.meeting", "action_print"),
    ("declic.repayment.plan", "action_print"),
    ("declic.repayment.plan", "action_refresh"),
    ("onboarding.onboarding.step", "action_open_step_declic_lease"),
    ("onboarding.onboarding.step", "action_open_step_declic_rule"),
    ("onboarding.onboarding.step", "action_open_step_declic_user"),
}


class Done(Exception):
    """The call went through."""


@tagged("post_install", "-at_install", "security")
class TestFuzzRpc(RecordCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.access = cls.env["declic.api.access"].create(
            {"name": "Logiciel", "programme_id": cls.programme.id}
        )
        cls.access._make_key()
        cls.own_users = {
            **cls.users,
            "nobody": cls.env.ref("base.public_user"),
            "api": cls.access.user_id,
        }

    def methods(self):
        """(model, method) of each method of ours that a remote call reaches."""
        found = []
        for name, model in sorted(self.env.registry.items()):
            if model._abstract and name != "declic.api":
                continue
            for one in sorted(set(dir(model)) - CRUD):
                owner = next((c for c in model.mro() if one in vars(c)), None)
                module = getattr(vars(owner)[one], "__module__", "") if owner else ""
                if one.startswith("_") or not (module or "").startswith(
                    "odoo.addons.declic."
                ):
                    continue
                try:
                    get_public_method(self.env[name], one)
                except (AccessError, AttributeError):
                    continue
                if name.startswith("declic.") or one not in ("export_data", "onchange"):
                    found.append((name, one))
        return found

    def ids_of(self, name):
        """Ids of records of another association's file, where there are some."""
        model = self.env[name].sudo().with_context(active_test=False)
        if name in self.files["other"]:
            return self.files["other"][name].ids
        return (
            [1]
            if model._transient or not model._auto
            else model.search([], limit=1).ids
        )

    def test_strangers(self):
        methods = self.methods()
        self.assertGreater(len(methods), 200)
        ids = {name: self.ids_of(name) for name, _one in methods}
        went = set()
        for role in STRANGERS:
            env = self.env(
                user=self.own_users[role], su=False, context={"lang": "fr_FR"}
            )
            for name, one in methods:
                is_model = getattr(
                    get_public_method(env[name], one), "_api_model", False
                )
                if not is_model and not ids[name]:
                    continue
                for junk in JUNK:
                    args = list(junk) if is_model else [ids[name], *junk]
                    told = self.call(env, name, one, args)
                    if told is not None:
                        went.add((name, one))
                        for word in WORDS:
                            self.assertNotIn(word, told, (role, name, one))
        self.assertLessEqual(went, TOLD)

    def call(self, env, name, one, args):
        """What the call tells, as text; None when it was refused."""
        told = None
        try:
            with mute_logger("odoo.sql_db", "odoo.models"), self.env.cr.savepoint():
                told = str(call_kw(env[name], one, args, {}))
                self.env.flush_all()
                # Whatever it wrote is taken back for the next call.
                raise Done
        except Done:
            return told
        except psycopg2.Error:
            self.fail(f"the database refused {name}.{one}")
        except Exception:
            return None
        finally:
            self.env.invalidate_all()
