"""Who read a file (S1): what the test did is what the log says."""

import json
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged

from odoo.addons.declic.engine.renderer import PrintError
from odoo.addons.declic.models.privacy import read_log

from ..common import DeclicCase


class LogCase:
    def readings(self, *roles):
        """(role, reference, path) of what was read, in that order."""
        names = {self.users[role]: role for role in self.users}
        found = self.env["declic.read.log"].search(
            [("user_id", "in", [self.users[role].id for role in roles])], order="id"
        )
        return [(names[one.user_id], one.reference, one.path) for one in found]


@tagged("post_install", "-at_install")
class TestReadLog(LogCase, DeclicCase):
    def setUp(self):
        super().setUp()
        read_log._written.clear()
        self.addCleanup(read_log._written.clear)
        # The log has a transaction of its own, which would not see the test's.
        own = SimpleNamespace(cursor=lambda: nullcontext(self.cr))
        self.startPatcher(patch.object(read_log, "Registry", lambda _name: own))

    def read_as(self, role, record, fields=("display_name",)):
        """Open a form, and let its transaction end."""
        self.env.invalidate_all()
        own = record.with_user(self.users[role])
        own.web_read({name: {} for name in fields})
        self.cr.flush()
        self.cr.postcommit.run()

    def test_once_an_hour(self):
        case = self._case()
        reference = case.household_id.reference
        with freeze_time("2026-11-27 10:05:00"):
            self.read_as("counsellor", case)
            self.read_as("counsellor", case.household_id)
            self.read_as("counsellor", case.orientation_id)
            self.read_as("recovery", case.household_id)
        with freeze_time("2026-11-27 11:01:00"):
            # Another process of the server knows nothing of what this one wrote.
            read_log._written.clear()
            self.read_as("counsellor", case)
            read_log._written.clear()
            self.read_as("counsellor", case)
        self.assertEqual(
            self.readings("counsellor", "recovery"),
            [
                ("counsellor", reference, "screen"),
                ("recovery", reference, "screen"),
                ("counsellor", reference, "screen"),
            ],
        )

    def test_what_was_refused_was_not_read(self):
        case = self._case()
        with self.assertRaises(AccessError), self.cr.savepoint():
            case.with_user(self.users["other_worker"]).web_read({"display_name": {}})
        self.cr.postcommit.run()
        self.assertEqual(self.readings("other_worker"), [])

    def test_a_list_is_no_file(self):
        first, second = self._household(), self._household("DEUX-TEST Ana")
        self.read_as("counsellor", first | second)
        self.assertEqual(self.readings("counsellor"), [])

    def test_tried_again(self):
        """A page that is undone and asked again is written with its second try."""
        case = self._case()
        self.env.invalidate_all()
        case.with_user(self.users["counsellor"]).web_read({"display_name": {}})
        # Odoo empties what was to come when the transaction is undone.
        self.cr.postcommit.clear()
        self.read_as("counsellor", case)
        self.assertEqual(
            self.readings("counsellor"),
            [("counsellor", case.household_id.reference, "screen")],
        )

    def test_document(self):
        case = self._case()
        file = case.orientation_id.frozen_ids.filtered(
            lambda one: one.audience == "landlord"
        )
        own = file.with_user(self.users["counsellor"])
        # Not printed here: it was read by who asked, whatever the printer says.
        with (
            patch.object(type(file), "_print", side_effect=PrintError("other")),
            self.assertRaises(UserError),
        ):
            own._bytes()
        self.cr.postcommit.run()
        self.assertEqual(
            self.readings("counsellor"),
            [("counsellor", case.household_id.reference, "pdf")],
        )

    def test_export(self):
        first, second = self._household(), self._household("DEUX-TEST Ana")
        counsellor = self.users["counsellor"]
        counsellor.group_ids |= self.env.ref("declic.group_export")
        (first | second).with_user(counsellor).export_data(["reference"])
        self.cr.postcommit.run()
        self.assertEqual(
            self.readings("counsellor"),
            [
                ("counsellor", first.reference, "export"),
                ("counsellor", second.reference, "export"),
            ],
        )

    def test_who_sees_it(self):
        household = self._household()
        self.read_as("counsellor", household)
        officer = self.env["declic.read.log"].with_user(self.users["data_officer"])
        [row] = officer.search_read(
            [("reference", "=", household.reference)], ["user_id", "reference"]
        )
        self.assertEqual(row["user_id"][0], self.users["counsellor"].id)
        log = officer.browse(row["id"])
        for act in (
            lambda: log.write({"reference": "M-0"}),
            log.unlink,
            lambda: officer.create({"user_id": 1, "household_id": household.id}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                act()
        for role in ("counsellor", "manager", "recovery", "worker"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                log.with_user(self.users[role]).read(["reference"])

    def test_kept_for_months(self):
        household = self._household()
        with freeze_time("2026-01-10 10:00:00"):
            self.read_as("counsellor", household)
        with freeze_time("2026-11-10 10:00:00"):
            self.read_as("counsellor", household)
        logs, rules = self.env["declic.read.log"], self.env["declic.retention.rule"]
        mine = [("household_id", "=", household.id)]
        with freeze_time("2026-12-31 10:00:00"):
            rules._cron_purge()
            self.assertEqual(logs.search_count(mine), 2)
            # Counted first, then applied: the dated record of the data officer.
            rule = rules.with_user(self.users["data_officer"]).create(
                {"data_class": "log", "months": 6, "source": "CNIL 2021-122"}
            )
            self.assertEqual(rule.would_go, 1)
            rules._cron_purge()
            self.assertEqual(logs.search_count(mine), 2)
            rule.is_applied = True
            rules._cron_purge()
            self.assertEqual(logs.search_count(mine), 1)
        with freeze_time("2028-01-31 10:00:00"):
            rules._cron_purge()
            self.assertFalse(logs.search_count(mine))

    def test_no_statement_of_the_reader(self):
        """The second page of an hour asks the database for nothing; the first one for
        no more than whose file it is."""
        case = self._case().with_user(self.users["counsellor"])
        case.web_read({"reference": {}})
        before = self.cr.sql_log_count
        case._log_read("screen")
        self.assertEqual(self.cr.sql_log_count, before)


@tagged("post_install", "-at_install")
class TestReadOnThePortal(LogCase, DeclicCase, HttpCase):
    def test_page(self):
        """Test cursors forget what is to do after the commit: it is done at once."""
        read_log._written.clear()
        self.addCleanup(read_log._written.clear)
        case = self._case()
        worker = self.users["worker"]
        worker.password = worker.login
        told = []
        with patch.object(read_log, "_write", lambda *args: told.append(args)):
            self.authenticate(worker.login, worker.login)
            with patch("odoo.tools.misc.Callbacks.add", lambda _self, func: func()):
                answer = self.url_open(f"/my/declic/case/{case.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(
            [(user, ids, path) for _db, user, ids, _hour, path in told],
            [(worker.id, case.household_id.ids, "portal")],
        )


@tagged("post_install", "-at_install")
class TestReadBySoftware(DeclicCase, HttpCase):
    """A user's own key opens any method of Odoo's, past every screen."""

    def setUp(self):
        super().setUp()
        read_log._written.clear()
        self.addCleanup(read_log._written.clear)
        self.case = self._case()
        self.counsellor = self.users["counsellor"]
        self.key = (
            self.env["res.users.apikeys"]
            .with_user(self.counsellor)
            ._generate("rpc", "test", Datetime.now() + timedelta(hours=1))
        )

    def told_by(self, path, body, **headers):
        """(user, households, path) that a call has written, which must succeed."""
        read_log._written.clear()
        told = []
        with (
            patch.object(read_log, "_write", lambda *args: told.append(args)),
            patch("odoo.tools.misc.Callbacks.add", lambda _self, func: func()),
        ):
            answer = self.url_open(
                path,
                data=json.dumps(body),
                headers={"Content-Type": "application/json", **headers},
            )
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertNotIn('"error"', answer.text)
        return [(user, ids, path) for _db, user, ids, _hour, path in told]

    def expected(self):
        return [(self.counsellor.id, self.case.household_id.ids, "api")]

    def test_json2(self):
        case, fields = self.case, ["reference"]
        for model, method, body in (
            ("declic.case", "read", {"ids": case.ids, "fields": fields}),
            (
                "declic.case",
                "search_read",
                {"domain": [["id", "=", case.id]], "fields": fields},
            ),
            (
                "declic.household",
                "web_read",
                {"ids": case.household_id.ids, "specification": {"reference": {}}},
            ),
            (
                "declic.household",
                "web_search_read",
                {
                    "domain": [["id", "=", case.household_id.id]],
                    "specification": {"reference": {}},
                },
            ),
        ):
            with self.subTest(model=model, method=method):
                told = self.told_by(
                    f"/json/2/{model}/{method}",
                    body,
                    Authorization=f"bearer {self.key}",
                )
                self.assertEqual(told, self.expected())

    def test_older_protocol(self):
        arguments = [
            self.cr.dbname,
            self.counsellor.id,
            self.key,
            "declic.case",
            "read",
            [self.case.ids, ["reference"]],
        ]
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "params": {"service": "object", "method": "execute_kw", "args": arguments},
        }
        self.assertEqual(self.told_by("/jsonrpc", body), self.expected())
