"""The file of an import of leases, read as a stranger's: whatever stands in it (X3)."""

import base64
import io
import zipfile
import zlib

from odoo import models
from odoo.exceptions import UserError

from ...engine import book_size, lease_file

# A file of more is one that nobody meant, and would take all of the server's memory.
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 6_000_000
MAX_UNPACKED = 256 * 2**20


class DeclicLeaseImport(models.Model):
    _inherit = "declic.lease.import"

    def _read_rows(self):
        """The rows of the file.

        :return: list of (number of the row as a spreadsheet counts, dict of column to
            text)
        :raises UserError: it cannot be read, or a column is missing
        """
        table = self._cells()
        heads = [str(head).strip() for head in table[0]]
        rows = [
            (
                number,
                # A cell too much has no heading; one that lacks is empty.
                dict(zip(heads, map(str, row), strict=False)),
            )
            for number, row in enumerate(table[1:], 2)
        ]
        if self.kind == "leases":
            columns = {
                column.heading: column.target
                for column in self.column_ids
                if column.target
            }
            if "id_bail" not in columns.values():
                raise UserError(
                    self.env._(
                        "No column holds the number of the lease: name it “id_bail”, or"
                        " choose it among the columns below."
                    )
                )
            return [
                (number, {columns[h]: row[h] for h in columns.keys() & row.keys()})
                for number, row in rows
            ]
        needed = {
            "movements": {"id_locataire", "categorie", "montant_en_euros"},
            "benefits": {"id_bail", "mois"},
        }[self.kind]
        folded = [
            (number, {lease_file.folded(h): text for h, text in row.items()})
            for number, row in rows
        ]
        missing = needed - {lease_file.folded(head) for head in heads}
        if missing:
            raise UserError(
                self.env._("These columns are missing: %s.", ", ".join(sorted(missing)))
            )
        if self.kind == "benefits":
            return folded
        return lease_file.of_movements(folded)

    def _cells(self):
        """The cells of the file, its headings first.

        :raises UserError: it cannot be read, is empty or too large
        """
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        options = {"quoting": '"', "has_headers": True}
        is_book = data.startswith(b"PK")
        if not is_book:
            # Not a spreadsheet's file. Odoo guesses the encoding, and refuses rows that
            # are not all of one length.
            options["encoding"] = lease_file.encoding(data)
            try:
                text = data.decode(options["encoding"])
            except UnicodeDecodeError as error:
                raise self._unreadable() from error
            if "\x00" in text:
                # No text: the database keeps none of it.
                raise self._unreadable()
            options["separator"] = lease_file.separator(text)
            # A cell may hold a few lines.
            if (
                max(text.count("\n"), text.count("\r")) > 4 * MAX_ROWS
                or text.count(options["separator"]) > MAX_CELLS
            ):
                raise self._too_large()
        reader = self.env["base_import.import"].new(
            {
                "res_model": "declic.household",
                "file": data,
                "file_name": self.file_name,
                "file_type": False if is_book else "text/csv",
            }
        )
        try:
            _count, table = reader._read_file(options)
        except Exception as error:
            # Whatever the library makes of a file that is none.
            raise self._unreadable() from error
        if len(table) < 2:
            raise UserError(self.env._("This file holds no row under its headings."))
        if len(table) > MAX_ROWS or max(map(len, table)) > MAX_COLUMNS:
            raise self._too_large()
        return table

    def _check_size(self):
        """Check what a spreadsheet unpacks to: a few kilobytes may fill the server.

        Once, when the file is chosen; it stays the same.

        :raises UserError: it is too large, or none
        """
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if not data.startswith(b"PK"):
            return
        limits = (MAX_UNPACKED, MAX_ROWS, MAX_COLUMNS, MAX_CELLS)
        try:
            book_size.check(io.BytesIO(data), *limits)
        except book_size.TooLarge as error:
            raise self._too_large() from error
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError) as error:
            # Broken, encrypted, or packed in a way that nobody knows.
            raise self._unreadable() from error

    def _too_large(self):
        return UserError(
            self.env._(
                "This file is too large: %(rows)s rows and %(columns)s columns at most."
                " Keep the columns that are needed, and cut it.",
                rows=MAX_ROWS,
                columns=MAX_COLUMNS,
            )
        )

    def _unreadable(self):
        return UserError(
            self.env._(
                "This file cannot be read. Save it as CSV (UTF-8), XLSX or ODS and"
                " choose it again."
            )
        )

    def _learn_columns(self):
        """Read the headings; each stands for what it stood for in the last import of
        this landlord, else for what it is called.

        :raises UserError: the file cannot be read
        """
        for one in self:
            columns = one.column_ids.sudo()  # sudo: the headings are the file's
            columns.unlink()
            one._forget_outcomes()
            one._check_size()
            table = one._cells()
            if one.kind != "leases":
                continue
            heads = [str(head).strip() for head in table[0]]
            known = columns.search(
                [
                    ("company_id", "=", one.company_id.id),
                    ("heading", "in", heads),
                    ("import_id.state", "in", ("running", "stopped", "done")),
                ],
                order="id",
            )
            last = {column.heading: column.target for column in known}
            examples = dict(zip(heads, map(str, table[1]), strict=False))
            found, taken = [], set()
            for head in filter(None, dict.fromkeys(heads)):
                target = last.get(head) or lease_file.recognised(head)
                found.append(
                    {
                        "import_id": one.id,
                        "heading": head,
                        "target": False if target in taken else target or False,
                        "example": examples.get(head, "")[:40],
                    }
                )
                taken.add(target)
            columns.create(found)
