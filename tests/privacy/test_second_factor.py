"""No second factor, no case (S3): on every path, and only where it is required."""

import base64
import json
import re
import time
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.auth_totp.models.totp import TIMESTEP, hotp

from ...models.privacy import second_factor
from ..portal.test_portal import PortalCase

# The lists of the scheme, and what belongs to no file.
NO_FILE = {
    "declic.reason",
    "declic.domain",
    "declic.domain.level",
    "declic.budget.item",
    "declic.library.goal",
    "declic.library.action",
    "declic.document.type",
    "declic.network.partner",
    "declic.programme",
    "declic.clinical.session",
    "declic.draft",
}
SECRET = base64.b32encode(b"a secret of 20 bytes").decode()


@tagged("post_install", "-at_install", "security")
class TestSecondFactor(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        worker = cls.case.with_user(cls.users["worker"])
        worker.action_add_note("MOTSECRET", "both")
        worker.action_log_contact("visit", "reached", 30)
        worker.action_start_plan().action_add_goal("social", "Je paie mon loyer")

    def seen(self, role="worker"):
        """Models of which the role finds a record of a file."""
        self.env.invalidate_all()
        found = set()
        for name in self.env:
            if not name.startswith("declic.") or self.env[name]._abstract:
                continue
            model = self.env[name].with_user(self.users[role])
            if name not in NO_FILE and model.has_access("read") and model.search([]):
                found.add(name)
        return found

    def test_every_model_of_a_file_has_a_way_to_its_programme(self):
        for name in self.env:
            model = self.env[name]
            if not name.startswith("declic.") or model._abstract:
                continue
            if not model.with_user(self.users["worker"]).has_access("read"):
                continue
            with self.subTest(model=name):
                path = model._programme_path
                self.assertEqual(bool(path), name not in NO_FILE)
                if path:
                    self.assertEqual(self.end_of(model, path), "declic.programme")

    def end_of(self, model, path):
        """Model at the end of ``path``; nothing on the way may be empty."""
        for rank, name in enumerate(path.split(".")):
            field = model._fields[name]
            # The first step is looked at by the rule itself.
            if rank and field.type == "many2one":
                self.assertTrue(field.required, f"{model._name}.{name}")
            model = self.env[field.comodel_name]
        return model._name

    def test_a_model_that_says_nothing_is_refused(self):
        """Absent means refused, with the second factor and without."""
        worker = self.users["worker"]
        for value, count in (("case_id.programme_id", 1), (None, 0)):
            for secret in (False, SECRET):
                worker.sudo().totp_secret = secret
                self.env.invalidate_all()
                with patch.object(
                    self.env.registry["declic.note"], "_programme_path", value
                ):
                    notes = self.env["declic.note"].with_user(worker)
                    self.assertEqual(notes.search_count([]), count, (value, secret))

    def test_before_the_acceptance(self):
        """A file that is offered is shut as well: it has no case yet (B1)."""
        orientation = self._orientation(self._household("OFFERT-TEST Ali"))
        self.env["declic.document"].with_user(self.users["counsellor"]).create(
            {
                "orientation_id": orientation.id,
                "type_id": self.env["declic.document.type"].search([], limit=1).id,
                "audience": "both",
                "file": base64.b64encode(b"%PDF-1.4 a page"),
            }
        )
        papers = [("orientation_id", "=", orientation.id)]

        def seen():
            self.env.invalidate_all()
            return {
                name
                for name in ("declic.document", "declic.assignment")
                if self.env[name]
                .with_user(self.users["coordinator"])
                .search_count(papers)
            }

        self.assertEqual(seen(), {"declic.document", "declic.assignment"})
        self.programme.requires_second_factor = True
        self.assertFalse(seen())
        self.users["coordinator"].sudo().totp_secret = SECRET
        self.assertEqual(seen(), {"declic.document", "declic.assignment"})

    def test_shut_until_it_is_set(self):
        before = self.seen()
        self.assertGreater(len(before), 8)
        self.programme.requires_second_factor = True
        for role in ("worker", "coordinator"):
            self.assertFalse(self.seen(role), role)
        worker = self.users["worker"]
        with self.assertRaises(AccessError):
            self.case.with_user(worker).read(["reference"])
        with self.assertRaises(AccessError):
            self.case.with_user(worker).action_add_note("x", "both")
        self.assertTrue(self.seen("counsellor"))
        worker.sudo().totp_secret = SECRET
        self.assertEqual(self.seen(), before)
        self.assertFalse(self.seen("coordinator"))
        worker.sudo().totp_secret = False
        self.assertFalse(self.seen())

    def test_of_one_programme_only(self):
        """Another programme that does not ask for it stays open."""
        other = self.programme.copy({"name": "Autre programme"})
        other.association_ids = self.association
        first, self.__class__.programme = self.programme, other
        self.addCleanup(setattr, self.__class__, "programme", first)
        second = self._case(self._household("AUTRE-TEST Dominique"))
        first.requires_second_factor = True
        cases = self.env["declic.case"].with_user(self.users["worker"])
        self.assertEqual(cases.search([]), second)
        households = self.env["declic.household"].with_user(self.users["worker"])
        self.assertEqual(households.search([]), second.household_id)

    def test_logs_in_and_is_told(self):
        self.programme.requires_second_factor = True
        self.login("worker")
        page = self.url_open("/my/declic")
        self.assertEqual(page.status_code, 200)
        self.assertIn("/my/security", page.text)
        self.assertNotIn(self.case.reference, page.text)
        answer = self.url_open(f"/my/declic/case/{self.case.id}")
        self.assertTrue(answer.url.endswith("/my/declic"))
        body = json.dumps(
            {
                "jsonrpc": "2.0",
                "params": {
                    "model": "declic.note",
                    "method": "search_read",
                    "args": [[], ["text"]],
                    "kwargs": {},
                },
            }
        )
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        self.assertNotIn("MOTSECRET", answer.text)
        self.assertEqual(self.url_open("/my/security").status_code, 200)

    def test_with_the_code_of_the_telephone(self):
        """A password, then the code: the file opens."""
        worker = self.users["worker"]
        self.programme.requires_second_factor = True
        worker.sudo().totp_secret = SECRET
        self.authenticate(None, None)

        def form(page, **data):
            token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
            return {"csrf_token": token, **data}

        page = self.url_open("/web/login")
        page = self.url_open(
            "/web/login", data=form(page, login=worker.login, password=worker.login)
        )
        self.assertIn("totp", page.url)
        shut = self.url_open(f"/my/declic/case/{self.case.id}")
        self.assertNotIn(self.case.reference, shut.text)
        number = hotp(base64.b32decode(SECRET), int(time.time() / TIMESTEP))
        self.url_open(
            page.url, data=form(page, totp_token=str(number % 10**6).zfill(6))
        )
        page = self.url_open(f"/my/declic/case/{self.case.id}")
        self.assertIn(self.case.reference, page.text)

    def test_a_passkey_counts_for_its_session_only(self):
        self.programme.requires_second_factor = True
        worker = self.users["worker"]

        def session(**values):
            return patch.object(
                second_factor, "request", SimpleNamespace(session=values)
            )

        with session(declic_passkey=worker.id):
            self.assertTrue(worker._declic_has_second_factor())
            self.assertIn("declic.case", self.seen())
        with session(declic_passkey=self.users["colleague"].id):
            self.assertFalse(self.seen())
        base = "odoo.addons.base.models.res_users.ResUsers._check_credentials"
        for method, noted in (("password", None), ("passkey", worker.id)):
            checked = {"uid": worker.id, "auth_method": method, "mfa": "default"}
            with session(), patch(base, return_value=checked):
                worker._check_credentials({"type": "webauthn-test"}, {})
                known = second_factor.request.session.get("declic_passkey")
            self.assertEqual(known, noted)
