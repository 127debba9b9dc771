"""Generated junk at every route of ours, as each portal role and as nobody: never an
error of the server, nothing written, no word of somebody else's file (T1).

The routes come from the routing map: a new page is covered by being there.
"""

import inspect
import io
import json
import random
import re
import threading

from odoo.tests import tagged

from ..landlord import PORTAL_ROLES
from ..portal.test_portal import PortalCase

SEED = 20261125
WORDS = ("MARTIN", "Invisibles", "MOTSECRET", "MOTCLINIQUE")
JUNK = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "9" * 30,
    "nan",
    "1e309",
    "2026-13-45",
    "0000-00-00",
    "both",
    "visit",
    "\x00",
    "é\u202e\U0001f600",
    "<script>alert(1)</script>",
    "%(x)s {0} %s",
    "' OR 1=1 --",
    "../../etc/passwd",
    "x" * 30_000,
)
NUMBERS = (0, 1, 2**31, 2**63, 10**25)
# Whom nothing of the file was assigned to; "" is nobody.
STRANGERS = ("colleague", "other_coordinator", "psychologist")
QUERIES = ("sortby", "filterby", "search", "page", "done", "declic_version")


@tagged("post_install", "-at_install", "security")
class TestFuzz(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Where Odoo looks for the database of the routes.
        threading.current_thread().dbname = cls.env.cr.dbname
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")
        cls.random = random.Random(SEED)
        cls.case = cls._case()
        theirs = cls.case.with_user(cls.users["worker"])
        note = theirs.action_add_note("MOTCLINIQUE", "own")
        assessment = theirs.action_start_assessment()
        plan = theirs.action_start_plan()
        goal = plan.action_add_goal(
            "social",
            "MOTSECRET je paie",
            [{"name": "Payer", "actor": "household", "date_due": cls.today}],
        )
        document = theirs.orientation_id.action_add_document(
            cls.env.ref("declic.document_type_other").id,
            "both",
            b"JVBERi0xLjQKMSAwIG9iago8PD4+CmVuZG9iagolJUVPRgo=",
        )
        theirs.action_share_sheet()
        cls.ids = {
            "case_id": cls.case.id,
            "orientation_id": cls.case.orientation_id.id,
            "review_id": cls.case.review_ids[0].id,
            "note_id": note.id,
            "assessment_id": assessment.id,
            "plan_id": plan.id,
            "goal_id": goal.id,
            "action_id": goal.sudo().action_ids.id,
            "document_id": document.id,
            "link_id": cls.case.sheet_link_ids.id,
            "form_id": plan.id,
        }

    # The routes

    def routes(self):
        """(rule, endpoint) of each route of our controllers, one per address."""
        found = [
            (rule, rule.endpoint)
            for rule in self.env["ir.http"].routing_map().iter_rules()
            if inspect.unwrap(rule.endpoint.func).__module__.startswith(
                "odoo.addons.declic."
            )
        ]
        self.assertGreater(len(found), 40)
        return found

    def address(self, rule, wild):
        """An address of ``rule``: the foreign file's ids, or wild ones."""

        def filled(match):
            kind, name = match.group(1), match.group(2)
            if kind == "int":
                known = self.ids.get(name, 1)
                return str(self.random.choice(NUMBERS) if wild else known)
            if name == "kind":
                return self.random.choice(("plan", "review", "consent", "x"))
            if name == "act":
                return self.random.choice(("remove", "done", "rewrite", "x"))
            return self.random.choice(("devine", "a" * 300, "%00", "%ff"))

        return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", filled, rule.rule)

    def junk(self, endpoint):
        """Parameters that the endpoint takes, and some that it does not."""
        names = list(inspect.signature(inspect.unwrap(endpoint.func)).parameters)[1:]
        names = [n for n in names if n not in self.ids and n not in ("kw", "typed")]
        names += [*QUERIES, "declic_once", f"goal_{self.ids['goal_id']}", "inconnu"]
        return {name: self.random.choice(JUNK) for name in names}

    def state(self):
        """Content of each of our tables, to the last column."""
        self.env.flush_all()
        tables = sorted(
            model._table
            for name, model in self.env.registry.items()
            if name.startswith("declic.")
            and not model._abstract
            and not model._transient
            # Read from other tables, at each reading.
            and not model._table_query
        )
        content = {}
        for table in tables:
            self.env.cr.execute(f"SELECT t::text FROM {table} t")
            content[table] = sorted(row for (row,) in self.env.cr.fetchall())
        return content

    def rows_of(self, case):
        """The rows of a case and its household, as the database holds them."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT c::text, h::text FROM declic_case c"
            " JOIN declic_household h ON h.id = c.household_id WHERE c.id = %s",
            [case.id],
        )
        return self.env.cr.fetchall()

    # The calls

    def call(self, rule, endpoint, token, wild=False):
        """One answer of one route to junk."""
        address, junk = self.address(rule, wild), self.junk(endpoint)
        if endpoint.routing["type"] == "jsonrpc":
            body = {"jsonrpc": "2.0", "params": junk}
            return self.url_open(
                address,
                data=json.dumps(body),
                headers={"Content-Type": "application/json"},
                allow_redirects=False,
            )
        methods = endpoint.routing.get("methods") or ("GET", "POST")
        if "POST" in methods:
            files = None
            if self.random.random() < 0.3:
                content = io.BytesIO(self.random.choice((b"", b"MZ", b"<svg/>")))
                files = {name: ("a\n.exe", content) for name in ("file", "scan")}
            return self.url_open(
                address,
                data={"csrf_token": token, **junk},
                files=files,
                allow_redirects=False,
            )
        query = {name: junk[name][:2000] for name in QUERIES}
        return self.session_get(address, query)

    def session_get(self, address, query):
        return self.opener.get(
            self.base_url() + address, params=query, timeout=20, allow_redirects=False
        )

    def token(self):
        page = self.url_open("/web/login").text
        return re.search(r'csrf_token: "([^"]+)"', page).group(1)

    def check(self, answer, what):
        self.assertLess(answer.status_code, 500, what)
        self.assertNotIn("Traceback", answer.text, what)

    def enter(self, role):
        if role:
            self.login(role)
        else:
            self.authenticate(None, None)
        return self.token()

    def test_strangers_and_nobody(self):
        before = self.state()
        for role in (*STRANGERS, "tenant", ""):
            token = self.enter(role)
            for rule, endpoint in self.routes():
                is_remote = endpoint.routing["type"] == "jsonrpc"
                for wild in (False, True) if role in ("colleague", "") else (False,):
                    answer = self.call(rule, endpoint, token, wild)
                    with self.subTest(role=role, rule=rule.rule, wild=wild):
                        if is_remote and not role:
                            # Odoo's own answer to who is not logged in.
                            self.assertLess(answer.status_code, 500)
                        else:
                            self.check(answer, rule.rule)
                        for word in WORDS:
                            self.assertNotIn(word, answer.text)
        after = self.state()
        for table, rows in before.items():
            self.assertEqual(rows, after[table], table)

    def test_ones_own_file(self):
        """Who follows the file sends junk: refused by a sentence, never an error, and
        no other file is touched."""
        other = self._case(self._household("AUTRE-TEST Lou"))
        other._assign(self.users["colleague"], "worker")
        untouched = self.rows_of(other)
        for role in ("worker", "coordinator"):
            token = self.enter(role)
            for rule, endpoint in self.routes():
                for wild in (False, True) if role == "worker" else (False,):
                    answer = self.call(rule, endpoint, token, wild)
                    with self.subTest(role=role, rule=rule.rule, wild=wild):
                        self.check(answer, rule.rule)
                        if role == "worker":
                            self.assertNotIn("AUTRE-TEST", answer.text)
        self.assertEqual(untouched, self.rows_of(other))

    def test_without_the_token_of_the_form(self):
        """CSRF: a form from elsewhere is refused by a page, and does nothing."""
        self.login("worker")
        before = self.state()
        for rule, endpoint in self.routes():
            methods = endpoint.routing.get("methods") or ()
            if endpoint.routing["type"] != "http" or "POST" not in methods:
                continue
            for token in ("", "x" * 50):
                answer = self.url_open(
                    self.address(rule, False),
                    data={"csrf_token": token, "medium": "visit", "result": "reached"},
                    allow_redirects=False,
                )
                with self.subTest(rule=rule.rule, token=token[:3]):
                    self.assertEqual(answer.status_code, 400)
                    self.assertNotIn("Traceback", answer.text)
        self.assertEqual(before, self.state())

    def test_roles_are_all_there(self):
        self.assertLessEqual(
            set(PORTAL_ROLES) - {"worker", "coordinator", "tenant"}, set(STRANGERS)
        )
