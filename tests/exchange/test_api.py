"""What other software reads (X2), over HTTP with a key of Odoo's."""

import json
import re
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged
from odoo.tools import file_path

from odoo.addons.declic.models.privacy import read_log

from ..common import DeclicLandlord

NAME = "MARTIN-TEST"
EIGHT = {
    "balance",
    "date_entered_arrears",
    "months_of_rent",
    "next_follow_up_date",
    "arrears_status",
    "plan",
    "last_letter",
    "last_contact",
}


@tagged("post_install", "-at_install", "security")
class TestApi(DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.case = cls._case()
        cls.household = cls.case.household_id
        cls.other_programme = cls.programme.copy({"name": "Autre dispositif"})
        cls.other_programme.association_ids = cls.other_association
        cls.access = cls._access(cls.programme)

    @classmethod
    def _access(cls, programme, **vals):
        access = cls.env["declic.api.access"].create(
            {
                "name": "Tableau de bord",
                "programme_id": programme.id,
                "reads_arrears": True,
                "reads_cases": True,
                "reads_orientations": True,
                "reads_plans": True,
                "reads_worklist": True,
                **vals,
            }
        )
        return access

    def _call(self, method, key, model="declic.api", **params):
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(params),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"bearer {key}",
            },
        )

    def _records(self, method, key):
        answer = self._call(method, key)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()["records"]

    def test_it_is_a_reading_of_the_file(self):
        """S1: whose files the other software was given, under its own user."""
        told = []
        with (
            patch.object(read_log, "_write", lambda *args: told.append(args)),
            patch("odoo.tools.misc.Callbacks.add", lambda _self, func: func()),
        ):
            self._records("cases", self.access._make_key())
        self.assertEqual(
            [(user, ids, path) for _db, user, ids, _hour, path in told],
            [(self.access.user_id.id, self.household.ids, "api")],
        )

    # One programme

    def test_own_programme_alone(self):
        """The second programme's key finds nothing of the first, in any call."""
        mine, theirs = self.access._make_key(), self._access(self.other_programme)
        other = theirs._make_key()
        self.env["declic.household"]._run_detection()
        plan = self.env["declic.repayment.plan"].create(
            {"household_id": self.household.id, "installment_amount": 50}
        )
        plan._keyed().write({"state": "active"})
        for method in ("arrears", "cases", "orientations", "plans"):
            found = self._records(method, mine)
            references = {record["household"] for record in found}
            with self.subTest(method=method):
                self.assertIn(self.household.reference, references)
                self.assertEqual(self._records(method, other), [])

    def test_worklist_without_who_is_followed_elsewhere(self):
        households = self._household("AUTRE-TEST"), self._household("LIBRE-TEST")
        for household in households:
            self._rent(household, self._months_ago(5), 2000)
        self._orientation(households[0], send=False)
        for household in households:
            household.env.flush_all()
            self.env.cr.execute(
                "UPDATE declic_household SET proposal_state = 'proposed' WHERE id = %s",
                [household.id],
            )
        self.env.invalidate_all()
        other = self._access(self.other_programme)._make_key()
        found = {record["household"] for record in self._records("worklist", other)}
        self.assertIn(households[1].reference, found)
        self.assertNotIn(households[0].reference, found)

    def test_programme_is_for_ever(self):
        self.access._make_key()
        with self.assertRaisesRegex(UserError, "archive"):
            self.access.programme_id = self.other_programme

    # References, and names only when the scope says so

    def test_references_only(self):
        key = self.access._make_key()
        for method in ("arrears", "cases", "orientations", "plans", "worklist"):
            self.assertNotIn(NAME, self._call(method, key).text, method)
        named = self._access(self.programme, has_names=True)._make_key()
        self.assertIn(NAME, self._call("cases", named).text)

    def test_scope(self):
        narrow = self._access(
            self.programme,
            reads_cases=False,
            reads_orientations=False,
            reads_plans=False,
            reads_worklist=False,
        )._make_key()
        self.assertEqual(self._call("arrears", narrow).status_code, 200)
        for method in ("cases", "orientations", "plans", "worklist"):
            self.assertEqual(self._call(method, narrow).status_code, 403, method)

    def test_nothing_else_of_odoo(self):
        """Whatever the key tries: our models, Odoo's, private methods."""
        key = self.access._make_key()
        for model, method, params in (
            ("declic.household", "search_read", {"domain": []}),
            ("declic.case", "search_read", {"domain": []}),
            ("declic.api.access", "search_read", {"domain": []}),
            ("declic.api.call", "search_read", {"domain": []}),
            ("res.partner", "search_read", {"domain": []}),
            ("res.users", "search_read", {"domain": []}),
            ("account.move", "search_read", {"domain": []}),
            ("ir.attachment", "search_read", {"domain": []}),
            ("mail.message", "search_read", {"domain": []}),
            ("declic.api", "_waiting", {"access": 1}),
            ("declic.api", "_access", {}),
        ):
            answer = self._call(method, key, model, **params)
            with self.subTest(model=model, method=method):
                self.assertTrue(
                    answer.status_code in (403, 404) or answer.json() == [],
                    answer.text[:200],
                )
                self.assertNotIn(NAME, answer.text)

    # Keys

    def test_key_made_again_revoked_archived_expired(self):
        former = self.access._make_key()
        key = self.access._make_key()
        self.assertEqual(self._call("cases", former).status_code, 401)
        self.assertEqual(self._call("cases", key).status_code, 200)
        self.env.cr.execute(
            "UPDATE res_users_apikeys SET expiration_date = %s WHERE user_id = %s",
            [Datetime.now() - timedelta(days=1), self.access.user_id.id],
        )
        self.assertEqual(self._call("cases", key).status_code, 401)
        key = self.access._make_key()
        self.access.active = False
        self.assertEqual(self._call("cases", key).status_code, 401)
        with self.assertRaises(UserError):
            self.access._make_key()

    def test_key_of_a_person_opens_nothing_here(self):
        user = self.users["manager"]
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate(None, "x", Datetime.now() + timedelta(days=1))
        self.assertEqual(self._call("cases", key).status_code, 403)

    def test_who_makes_keys(self):
        for role in ("manager", "data_officer", "counsellor"):
            with self.assertRaises(AccessError):
                self.access.with_user(self.users[role])._make_key()

    def test_user_of_a_key_has_no_password_and_no_kind(self):
        self.access._make_key()
        user = self.access.user_id
        self.assertFalse(user._is_internal() or user._is_portal() or user._is_public())
        self.env.cr.execute("SELECT password FROM res_users WHERE id = %s", [user.id])
        self.assertFalse(self.env.cr.fetchone()[0])

    def test_a_key_makes_no_account_of_itself(self):
        """An address of one's own is where Odoo mails a password."""
        key = self.access._make_key()
        user = self.access.user_id
        for vals in (
            {"email": "voleur@example.com"},
            {"name": "Autre"},
            {"api_key_ids": [[0, 0, {"name": "seconde"}]]},
            {"password": "x" * 12},
        ):
            answer = self._call("write", key, "res.users", ids=user.ids, vals=vals)
            with self.subTest(vals):
                self.assertEqual(answer.status_code, 403, answer.text[:200])
        user.invalidate_recordset()
        self.assertFalse(user.email)
        self.assertEqual(user.name, f"API {self.access.name}")
        # Everybody else still may.
        clerk = self.users["recovery"]
        clerk.with_user(clerk).write({"email": "agent@example.com"})
        self.assertEqual(clerk.email, "agent@example.com")

    # The log

    def _calls(self):
        return [
            (call.method, call.is_refused, call.row_count)
            for call in self.access.call_ids.sorted("id")
        ]

    def test_every_call_is_logged(self):
        key = self.access._make_key()
        self.access.reads_plans = False
        count = self._call("cases", key).json()["count"]
        self._call("plans", key)
        self._call("search_read", key, "res.partner", domain=[["name", "=", NAME]])
        self._call("arrears", key, limit=100000)
        self.access.invalidate_recordset()
        self.assertEqual(
            self._calls(),
            [
                ("cases", False, count),
                ("declic.api/plans", True, 0),
                ("res.partner/search_read", True, 0),
                ("declic.api/arrears", True, 0),
            ],
        )

    def test_not_by_another_protocol(self):
        key = self.access._make_key()
        answer = self.url_open(
            "/jsonrpc",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "service": "object",
                        "method": "execute_kw",
                        "args": [
                            self.env.cr.dbname,
                            self.access.user_id.id,
                            key,
                            "declic.api",
                            "cases",
                            [],
                        ],
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertIn("AccessError", answer.text)
        self.assertNotIn(self.household.reference, answer.text)

    def test_pages(self):
        key = self.access._make_key()
        total = self._call("cases", key).json()["count"]
        page = self._call("cases", key, limit=1, offset=total).json()
        self.assertEqual((page["count"], page["records"]), (total, []))
        for wrong in (
            {"limit": 0},
            {"limit": -1},
            {"limit": "1"},
            {"limit": True},
            {"offset": -1},
            {"offset": 1.5},
            {"offset": 2**63},
        ):
            self.assertEqual(self._call("cases", key, **wrong).status_code, 422, wrong)

    def test_contract(self):
        """docs/openapi.yaml names what each call tells, no more and no less."""
        contract = Path(file_path("declic/docs/openapi.yaml")).read_text("utf-8")
        schemas = contract.split("\n  schemas:\n")[1]
        blocks = dict(re.findall(r"(?m)^    (\w+):\n((?:^ {6}.*\n?)+)", schemas))
        self.env["declic.household"]._run_detection()
        plan = self.env["declic.repayment.plan"].create(
            {"household_id": self.household.id, "installment_amount": 50}
        )
        plan._keyed().write({"state": "active"})
        proposed = self._household("AUTRE-TEST")
        proposed.flush_recordset()
        self.env.cr.execute(
            "UPDATE declic_household SET proposal_state = 'proposed' WHERE id = %s",
            [proposed.id],
        )
        self.env.invalidate_all()
        key = self._access(self.programme, has_names=True)._make_key()
        for method, schema in (
            ("arrears", "Arrears"),
            ("cases", "Case"),
            ("orientations", "Orientation"),
            ("plans", "Plan"),
            ("worklist", "Proposed"),
        ):
            promised = set(re.findall(r"(?m)^ {8}(\w+): ?", blocks[schema]))
            with self.subTest(method=method):
                self.assertEqual(self._records(method, key)[0].keys(), promised)

    # The eight figures, by hand

    def test_eight_figures(self):
        """Two terms of 450 EUR and 100 EUR paid: 800 EUR, over a net rent of 300."""
        household = self.household
        self._rent(household, self._months_ago(3))
        self._rent(household, self._months_ago(2))
        self._pay(household, self._months_ago(1), 100)
        self.env["declic.contact"].create(
            {"household_id": household.id, "medium": "letter", "result": "sent"}
        )
        self.env["declic.household"]._run_detection()
        hearing = self.today + relativedelta(days=40)
        self.env.cr.execute(
            "UPDATE declic_household SET hearing_date = %s WHERE id = %s",
            [hearing, household.id],
        )
        self.env.invalidate_all()
        key = self.access._make_key()
        (told,) = (
            record
            for record in self._records("arrears", key)
            if record["household"] == household.reference
        )
        self.assertEqual(told.keys(), EIGHT | {"household"})
        self.assertEqual(told["balance"], 800)
        self.assertAlmostEqual(told["months_of_rent"], 800 / 300, 2)
        self.assertEqual(told["date_entered_arrears"], self._months_ago(3).isoformat())
        self.assertIn(told["arrears_status"], ("green", "amber", "red"))
        self.assertIsNone(told["plan"])
        today = Datetime.now().date().isoformat()
        self.assertEqual(told["last_letter"][:10], today)
        self.assertEqual(told["last_contact"][:10], today)
        review = min(
            self.case.review_ids.filtered(lambda r: r.state == "draft").mapped(
                "date_due"
            ),
            default=hearing,
        )
        expected = min(day for day in (review, hearing) if day >= self.today)
        self.assertEqual(told["next_follow_up_date"], expected.isoformat())
