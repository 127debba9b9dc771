"""A file of support comes to its end (C6): no word of it is left, each figure is."""

import os

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from ..access.test_record_matrix import RecordCase

MARK = "ZYXMOTMARQUE"
# Of accounting, which keeps its entries and who they were made out to for ten years,
# and the table of who read, purged by a duration of its own.
KEPT = ("account_", "res_partner", "payment_", "discuss_")
WORDS = ("char", "text", "html", "json")


class RetentionCase(RecordCase):
    @classmethod
    def setUpClass(cls):
        # One file, not one of each kind.
        super(RecordCase, cls).setUpClass()
        cls.env.flush_all()
        cls.before = {table: cls._last(table) for table in cls._tables()}
        cls.file = cls._closed()
        cls.household = cls.file["declic.household"]
        word, other, paper = "Un mot", "Un autre mot", "Une pièce"
        cls.household.message_post(body=word, message_type="comment")
        cls.file["declic.case"].message_post(body=other)
        cls.file["declic.orientation"].message_post(
            body=paper, attachments=[("piece.txt", MARK.encode())]
        )
        cls.env.flush_all()

    @classmethod
    def _tables(cls):
        """Tables of the database that have a number for their rows."""
        cls.env.cr.execute(
            """SELECT c.table_name FROM information_schema.columns c
                 JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE c.table_schema = 'public' AND c.column_name = 'id'
                  AND t.table_type = 'BASE TABLE'"""
        )
        return [row[0] for row in cls.env.cr.fetchall()]

    @classmethod
    def _last(cls, table):
        cls.env.cr.execute(
            SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table))
        )
        return cls.env.cr.fetchone()[0]

    def mark_everything(self):
        """Write the mark in each word of each row that the file made, by table."""
        marked = set()
        self.env.flush_all()
        for name, model in self.env.items():
            table = model._table
            if (
                model._abstract
                or not model._auto
                or table not in self.before
                or table.startswith(KEPT)
                or name in ("declic.meeting", "declic.network.partner")
                or name.startswith("declic.evaluation")
                or not name.startswith(("declic.", "mail.", "calendar.", "ir.att"))
            ):
                continue
            for field in model._fields.values():
                if (
                    not field.store
                    or not field.column_type
                    or field.type not in WORDS
                    or field.translate
                    or field.name
                    in ("store_fname", "checksum", "mimetype", "model", "res_model")
                    or field.name in ("res_field", "key", "content_mimetype", "access")
                    or field.name in ("notice_version", "report_name", "message_id")
                    # Days and codes of answers, which the figures count.
                    or field.name == "adhesion_log"
                ):
                    continue
                column = SQL.identifier(field.name)
                value = SQL("%s || id", MARK)
                if field.column_type[0] == "jsonb":
                    value = SQL("to_jsonb(%s::text)", MARK)
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id > %s",
                        SQL.identifier(table),
                        column,
                        value,
                        self.before[table],
                    )
                )
                if self.env.cr.rowcount:
                    marked.add((table, field.name))
        self.env.invalidate_all()
        return marked

    def found(self, word):
        """Tables of the database in which a row holds ``word``."""
        self.env.flush_all()
        return {
            table
            for table in self.before
            if not table.startswith(KEPT) and self._holds(table, word)
        }

    def _holds(self, table, word):
        self.env.cr.execute(
            SQL(
                "SELECT 1 FROM %s t WHERE t::text LIKE %s LIMIT 1",
                SQL.identifier(table),
                f"%{word}%",
            )
        )
        return bool(self.env.cr.fetchone())

    def figures(self):
        """Every line of a report, of this year and of the one before."""
        told = []
        for years in (0, 1):
            day = self.today - relativedelta(years=years)
            evaluation = self.env["declic.evaluation"].create(
                {
                    "programme_id": self.programme.id,
                    "date_from": day - relativedelta(years=1, days=-1),
                    "date_to": day,
                }
            )
            evaluation.action_compute()
            told.append(
                [
                    (one.code, one.numerator, one.denominator, one.value)
                    for one in evaluation.line_ids
                ]
            )
            told.append(evaluation.cost_ids.mapped("minutes"))
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM declic_case_fact ORDER BY id")
        told.append(self.env.cr.fetchall())
        return told

    def officer(self, model):
        return self.env[model].with_user(self.users["data_officer"])

    def rule(self, **vals):
        return self.officer("declic.retention.rule").create(
            {"source": "CNIL 2021-028", "months": 1, "is_applied": True, **vals}
        )

    def due(self):
        self.env.flush_all()
        self.env["declic.retention.due"].invalidate_model()
        return self.officer("declic.retention.due").search(
            [("date_due", "<=", self.today), ("held_by", "=", False)]
        )

    def night(self):
        with self.enter_registry_test_mode():
            self.env.ref("declic.cron_anonymise").method_direct_trigger()
        self.env.invalidate_all()

    def let_go(self):
        """End what still runs on the household beside its support."""
        self.env.cr.execute(
            """UPDATE declic_repayment_plan SET state = 'broken'
                WHERE household_id = %s;
               UPDATE declic_procedure SET state = 'closed' WHERE household_id = %s""",
            (self.household.id, self.household.id),
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestAnonymise(RetentionCase):
    forms = True

    def test_no_word_is_left_and_the_figures_stay(self):
        self.let_go()
        # Who stays keeps a file of the lease, see the next test.
        self.household.lease_end_date = self.today
        self._rent(self.household, self._months_ago(3))
        self.env["declic.household"]._run_detection()
        entries = self.env["account.move.line"].search(
            [("partner_id", "=", self.household.partner_id.id)]
        )
        name = self.household.name
        told = [(e.id, e.balance, e.name, e.partner_id.id) for e in entries]
        before = self.figures()
        marked = self.mark_everything()
        self.assertGreater(len(marked), 40)
        for table in ("declic_note", "mail_message", "calendar_event", "ir_attachment"):
            self.assertIn(table, {one for one, _column in marked})
        files = self.env["ir.attachment"].search(
            [("id", ">", self.before["ir_attachment"]), ("res_model", "=like", "decl%")]
        )
        paths = [files._full_path(one.store_fname) for one in files if one.store_fname]
        self.assertTrue(paths)
        self.household._anonymise()
        self.env["ir.attachment"]._gc_file_store_unsafe()
        # Odoo's bundles, and the one style sheet of all frozen pages, are nobody's.
        self.env.cr.execute(
            """UPDATE ir_attachment SET name = 'css', description = NULL, url = NULL,
                      access_token = NULL, index_content = NULL
                WHERE res_model IN ('declic.frozen.file', 'ir.ui.view')
                  AND res_field IS NULL"""
        )
        self.assertFalse(
            self.found(MARK),
            self.env["ir.attachment"]
            .search([("name", "like", MARK), ("res_field", "in", (False, "x"))])
            .read(["name", "res_model", "res_field", "res_id"]),
        )
        self.assertEqual(self.figures(), before)
        self.assertEqual(
            [(e.id, e.balance, e.name, e.partner_id.id) for e in entries], told
        )
        kept = self.env["ir.attachment"].search([]).mapped("store_fname")
        left = [one for one in paths if os.path.exists(one)]
        self.assertFalse([p for p in left if not any(k and k in p for k in kept)])
        self.assertLess(len(left), len(paths))
        # The name stays with the tenancy that goes on, nowhere in what is closed.
        self.assertFalse(self.household.active)
        self.assertNotEqual(self.household.name, name)
        self.assertNotIn(name, self.household.partner_id.name)

    def test_the_last_day_is_the_landlords(self):
        """A visit at half past midnight in Toulouse is of that day."""
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE declic_case SET date_closed = '2024-01-10'
                WHERE household_id = %(id)s;
               UPDATE declic_orientation SET date_sent = '2024-01-05 10:00',
                      date_answered = '2024-01-06 10:00', create_date = '2024-01-05'
                WHERE household_id = %(id)s;
               UPDATE declic_contact SET date = '2024-01-05 10:00'
                WHERE household_id = %(id)s""",
            {"id": self.household.id},
        )
        case, due = self.file["declic.case"], self.env["declic.retention.due"]
        for table, column, key, owner in (
            ("declic_contact", "date", "case_id", case),
            ("declic_orientation", "date_answered", "id", case.orientation_id),
        ):
            for moment, day in (("22:30", "2024-02-01"), ("23:30", "2024-02-02")):
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE %s = %s",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        f"2024-02-01 {moment}",
                        SQL.identifier(key),
                        owner.id,
                    )
                )
                self.assertTrue(self.env.cr.rowcount)
                self.env.invalidate_all()
                found = due.search([("household_id", "=", self.household.id)])
                self.assertEqual(str(found.last_day), day)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = '2024-01-06 10:00' WHERE %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    SQL.identifier(key),
                    owner.id,
                )
            )

    def test_the_tenancy_goes_on(self):
        self.let_go()
        partner, rent = self.household.partner_id, self.household.rent
        lock = self.officer("declic.lock").create(
            {
                "household_id": self.household.id,
                "user_id": self.users["counsellor"].id,
                "reason": "neighbour",
            }
        )
        self.household._anonymise()
        new = self.env["declic.household"].search([("partner_id", "=", partner.id)])
        self.assertEqual(len(new), 1)
        self.assertEqual(new.rent, rent)
        self.assertFalse(new.case_ids)
        self.assertFalse(new.orientation_ids)
        self.assertEqual(new.lock_ids.user_id, lock.user_id)
        with self.assertRaises(AccessError):
            new.with_user(self.users["counsellor"]).read(["reference"])

    def test_nothing_goes_that_runs_or_is_not_applied(self):
        # A repayment plan or a procedure of the household still runs.
        self.rule()
        held = self.officer("declic.retention.due").search(
            [("reference", "=", self.household.reference)]
        )
        self.assertTrue(held.held_by)
        self.night()
        self.assertFalse(self.household.date_anonymised)
        self.let_go()
        self.assertEqual(self.due().reference, self.household.reference)
        self.assertEqual(self.due().case_count, 1)
        self.night()
        self.assertEqual(self.household.date_anonymised, Date.today())
        self.assertFalse(self.due())

    def test_the_dry_run_takes_nothing(self):
        self.let_go()
        self.rule(is_applied=False)
        self.assertEqual(self.due().reference, self.household.reference)
        self.night()
        self.assertFalse(self.household.date_anonymised)

    def test_a_programme_of_its_own_duration(self):
        self.let_go()
        self.rule()
        self.rule(programme_id=self.programme.id, months=36)
        self.assertFalse(self.due())
        # The end of the programme takes its files whatever their duration.
        self.programme.date_erase = self.today
        self.assertTrue(self.due())
        self.night()
        self.assertTrue(self.household.date_anonymised)

    def test_an_erasure_that_was_asked_waits_for_no_duration(self):
        self.let_go()
        self.assertFalse(self.due())
        self.household.date_erasure_asked = self.today
        self.night()
        self.assertTrue(self.household.date_anonymised)

    def test_a_duration_that_is_applied_is_not_rewritten(self):
        rule = self.rule()
        with self.assertRaises(UserError):
            rule.months = 60
        rule.is_applied = False
        rule.months = 60
        for role in ("manager", "counsellor"):
            with self.assertRaises(AccessError):
                rule.with_user(self.users[role]).read(["months"])
        with self.assertRaises(AccessError):
            rule.unlink()
