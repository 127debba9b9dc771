"""Role × model × file: who really writes and deletes (``record_writes.csv``).

Where the rights alone are asked, what the methods of a model refuse is not seen: each
cell calls ``write`` with the value that stands there, and ``unlink``, and undoes it.
"""

import csv
from collections import Counter

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from .test_record_matrix import ROLES, RecordCase


class Undone(Exception):
    """Ends a savepoint whose act went through."""


@tagged("post_install", "-at_install", "security")
class TestRecordWrites(RecordCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("declic/tests/record_writes.csv") as source:
            cls.declared = list(csv.DictReader(source))
        with file_open("declic/tests/access_matrix.csv") as source:
            cls.allowed_of = {row.pop("model"): row for row in csv.DictReader(source)}

    def goes_through(self, act):
        """Whether ``act`` is done for real; it is undone either way."""
        try:
            with self.env.cr.savepoint():
                act()
                self.env.flush_all()
                raise Undone
        except Undone:
            return True
        except (UserError, IntegrityError):
            return False
        finally:
            self.env.invalidate_all()

    def done(self, record, role, operation, name):
        own = record.with_user(self.users[role])
        if operation == "unlink":
            return self.goes_through(own.unlink)
        field = record._fields[name]
        value = field.convert_to_write(record.sudo()[name], record)
        if field.type in ("one2many", "many2many"):
            value = [(4, one.id) for one in record.sudo()[name]]
        return self.goes_through(lambda: own.write({name: value}))

    def who(self, name, operation, field):
        """The letters of who does ``operation`` on ``name``, by kind of file."""
        found = {}
        for kind, records in self.files.items():
            record = records.get(name)
            found[kind] = "".join(
                letter
                for letter, role in ROLES.items()
                if record and self.done(record[:1], role, operation, field)
            )
        return found

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_writes_and_deletes(self):
        looked_at = set(self.looked_at({row["model"] for row in self.declared}))
        for row in self.declared:
            if row["model"] not in looked_at:
                continue
            found = self.who(row["model"], row["operation"], row["field"])
            with self.subTest(model=row["model"], operation=row["operation"]):
                self.assertEqual(found, {kind: row[kind] for kind in found})

    def test_every_model_is_declared(self):
        models = {name for records in self.files.values() for name in records}
        rows = Counter((row["model"], row["operation"]) for row in self.declared)
        self.assertEqual(
            rows,
            Counter(
                (name, operation)
                for name in models
                for operation in ("write", "unlink")
                if self.env[name]._auto
            ),
        )

    def test_nobody_goes_beyond_the_rights(self):
        """No letter in the file where the rights say no."""
        by_role = {role: letter for letter, role in ROLES.items()}
        for row in self.declared:
            used = {letter for kind in self.files for letter in row[kind]}
            short = row["operation"][0]
            given = {
                by_role[role]
                for role, letters in self.allowed_of[row["model"]].items()
                if role in by_role and short in letters
            }
            with self.subTest(model=row["model"], operation=row["operation"]):
                self.assertLessEqual(used, given)
