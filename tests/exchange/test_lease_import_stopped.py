"""Imports under way, one of which cannot go on (X3)."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.declic.models.exchange import lease_import

from .test_lease_import import ImportCase


@tagged("post_install", "-at_install")
class TestStoppedImport(ImportCase):
    def test_one_that_cannot_go_on_holds_none_back(self):
        """Its owner left the team after the first rows: it is put aside with the
        reason, the one behind it is done, and a colleague ends it."""
        leaving = new_test_user(
            self.env,
            "leaving_pilot",
            groups="declic.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        rows = [f"S{n};NOM{n};P;;;;;;;400;;;;;;;" for n in range(5)]
        behind = [f"T{n};AUTRE{n};P;;;;;;;400;;;;;;;" for n in range(5)]
        with patch.object(lease_import, "SLICE", 2):
            first, second = self.file(*rows, user=leaving), self.file(*behind)
            for one in (first, second):
                one.action_check()
                one.action_import()
            leaving.group_ids = self.env.ref("base.group_user")
            self.env.flush_all()
            with mute_logger(lease_import.__name__):
                self.env["declic.lease.import"]._cron_import()
            first = first.with_user(self.users["manager"])
            self.assertEqual((second.state, second.done_count), ("done", 5))
            self.assertEqual((first.state, first.done_count), ("stopped", 2))
            self.assertIn("declic.lease.import", first.stop_reason)
            # Put aside, it is nobody's to change, and no turn takes it up again.
            with self.assertRaises(UserError):
                first.file_name = "autre.csv"
            self.env["declic.lease.import"]._cron_import()
            self.assertEqual((first.state, first.done_count), ("stopped", 2))
            first.action_import()
            self.env["declic.lease.import"]._cron_import()
        self.assertEqual((first.state, first.created_count), ("done", 5))
        self.assertFalse(first.stop_reason)
        made = self.env["declic.household"].search_count(
            [("lease_number", "in", [f"S{n}" for n in range(5)])]
        )
        self.assertEqual(made, 5)

    def test_an_error_of_the_database_leaves_the_next_one_whole(self):
        """No row of the slice that failed is there, and no word of it is told."""
        files = [self.file(f"U{n};NOM;P;;;;;;;400;;;;;;;") for n in range(3)]
        for one in files:
            one.action_check()
            one._set_state("running", done_count=0)
            one._forget_outcomes()
        log = type(files[0])._log_outcomes

        def fails(one, plans):
            log(one, plans)
            if one == files[0]:
                self.env.cr.execute("SELECT 1 / 0")
            if one == files[1]:
                raise SerializationFailure

        with (
            patch.object(type(files[0]), "_log_outcomes", fails),
            mute_logger("odoo.sql_db"),
            self.assertLogs(lease_import.__name__) as logged,
        ):
            self.env["declic.lease.import"]._cron_import()
        self.assertEqual([f.state for f in files], ["stopped", "running", "done"])
        self.assertIn("DivisionByZero", files[0].stop_reason)
        self.assertNotIn("1 / 0", files[0].stop_reason + "".join(logged.output))
        found = self.env["declic.household"].search([("lease_number", "=like", "U_")])
        self.assertEqual(found.mapped("lease_number"), ["U2"])
        # What another transaction held up is tried again by the next turn.
        self.env["declic.lease.import"]._cron_import()
        self.assertEqual([f.state for f in files], ["stopped", "done", "done"])
