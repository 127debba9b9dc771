"""A file of leases as somebody would make it who means harm (X3)."""

import io
import zipfile
from unittest.mock import patch

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.base_import.models.base_import import Base_ImportImport

from .test_lease_import import ImportCase

XLSX = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"


@tagged("post_install", "-at_install", "security")
class TestAccounts(ImportCase):
    """An import takes nobody's account: who has the address has the password mailed."""

    HEADS = "id_bail;nom;email;mobile;commune"

    def test_a_colleague_stays_as_he_is(self):
        """As Odoo has it, who refuses the same to the pilot by hand."""
        colleague = new_test_user(
            self.env, "colleague_essai", "base.group_system", name="CHEF-ESSAI Ada"
        ).partner_id
        before = colleague.read(["email", "phone", "city"])
        with self.assertRaises(AccessError):
            colleague.with_user(self.users["manager"]).email = "voleur@example.com"
        found = self.file(
            "P1;Ada Chef-Essai;voleur@example.com;0612345678;Albi", heads=self.HEADS
        )
        self.assertEqual(self.checked_then_imported(found), [(2, "created")])
        self.assertEqual(self.household("P1").partner_id, colleague)
        self.assertEqual(colleague.read(["email", "phone", "city"]), before)
        self.assertTrue(found.line_ids.reason)
        # Nor the second time, when the lease is known.
        again = self.file(
            "P1;Ada Chef-Essai;voleur@example.com;;Albi", heads=self.HEADS
        )
        self.assertEqual(self.checked_then_imported(again), [(2, "unchanged")])
        self.assertEqual(colleague.read(["email", "phone", "city"]), before)

    def test_a_tenant_of_the_portal_keeps_the_address_of_the_account(self):
        tenant = new_test_user(
            self.env, "tenant_essai", "base.group_portal", name="LOCATAIRE-ESSAI Bo"
        ).partner_id
        address = tenant.email
        found = self.file(
            "P2;Bo Locataire-Essai;voleur@example.com;0612345678;Albi",
            "P3;Cy Sans-Compte;cy@example.com;;Albi",
            heads=self.HEADS,
        )
        self.checked_then_imported(found)
        self.assertEqual((tenant.email, tenant.city), (address, "Albi"))
        self.assertEqual(tenant.phone, "+33 6 12 34 56 78")
        free = self.household("P3").partner_id
        self.assertEqual(free.email, "cy@example.com")
        again = self.file("P3;Cy Sans-Compte;cyr@example.com;;", heads=self.HEADS)
        self.assertEqual(self.checked_then_imported(again), [(2, "updated")])
        self.assertEqual(free.email, "cyr@example.com")


@tagged("post_install", "-at_install", "security")
class TestSize(ImportCase):
    """What unpacks to more than the server's memory is not unpacked."""

    def refused(self, data, name, words="too large"):
        """Refused by a sentence, and Odoo's reader was not called."""
        called = []

        def read(reader, options):
            called.append(name)
            raise AssertionError

        with (
            patch.object(Base_ImportImport, "_read_file", read),
            self.assertRaisesRegex(UserError, words),
            self.cr.savepoint(),
        ):
            self.import_of(data, name)
        self.assertFalse(called, name)

    def book(self, *cells):
        made = Workbook()
        made.active.append(["id_bail", "nom"])
        made.active.append(["G1", "GRAND-ESSAI"])
        for place in cells:
            made.active[place] = "x"
        with io.BytesIO() as stream:
            made.save(stream)
            return stream.getvalue()

    def packed(self, name, content):
        with io.BytesIO() as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
                book.writestr(name, content)
            return stream.getvalue()

    def test_a_cell_at_the_far_corner(self):
        self.assertTrue(self.import_of(self.book("C3"), "petit.xlsx").column_ids)
        for place in ("XFD1048576", "XFD2", "A1048576"):
            self.refused(self.book(place), "coin.xlsx")

    def test_a_sheet_elsewhere_in_the_file(self):
        sheet = f'<worksheet xmlns="{XLSX}"><c r="XFD1048576"/></worksheet>'
        self.refused(self.packed("ailleurs/x.bin", sheet), "ailleurs.xlsx")
        wide = f'<worksheet xmlns="{XLSX}"><row>{"<c/>" * 300}</row></worksheet>'
        self.refused(self.packed("xl/worksheets/s.xml", wide), "large.xlsx")

    def test_a_cell_repeated(self):
        def ods(cells):
            return self.packed(
                "content.xml",
                f'<x xmlns:o="{OFFICE}" xmlns:t="{TABLE}"><t:table><t:table-row>'
                f"{cells}</t:table-row></t:table></x>",
            )

        self.refused(
            ods('<t:table-cell t:number-columns-repeated="99999999"/><t:table-cell/>'),
            "repete.ods",
        )
        # The last cell of a row fills the sheet to its border; it is read once. What
        # follows is no file of ODS, and is said to be none.
        usual = ods('<t:table-cell/><t:table-cell t:number-columns-repeated="16383"/>')
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.import_of(usual, "usuel.ods")

    def test_gigabytes_of_blanks(self):
        blanks = self.packed("xl/worksheets/sheet1.xml", b" " * (257 * 2**20))
        self.assertLess(len(blanks), 2**20)
        self.refused(blanks, "blancs.xlsx")

    def test_no_archive(self):
        self.refused(b"PK\x03\x04 rien", "faux.xlsx", "cannot be read")

    def test_text_too_wide_or_too_long(self):
        wide = ";".join(f"c{n}" for n in range(201)) + "\n1;2\n"
        with self.assertRaisesRegex(UserError, "too large"):
            self.import_of(wide.encode())
        fits = ";".join(f"c{n}" for n in range(200)) + "\n1;2\n"
        self.assertEqual(len(self.import_of(fits.encode()).column_ids), 200)
        self.refused(b"id_bail;nom\n" + b"1;X\n" * 800_001, "long.csv")
        self.refused(b"id_bail;nom\n" + b"1;X\r" * 800_001, "long.csv")
        self.refused(b"id_bail;nom\n" + b";" * 6_000_001, "vide.csv")

    def test_no_text(self):
        for data in (b"id_bail;no\x00m\n1;X\n", b"id_bail;nom\n1\x00;X\n"):
            self.refused(data, "nul.csv", "cannot be read")


@tagged("post_install", "-at_install", "security")
class TestColumns(ImportCase):
    def test_columns_are_the_files(self):
        """Its pilot says what a heading stands for, and nothing else of it."""
        found = self.file("T1;TIERS-ESSAI;400", heads="id_bail;nom;loyer")
        other = self.file("T2;TIERS-ESSAI;400", heads="id_bail;nom;loyer")
        column = found.column_ids[:1]
        for name, value in (
            ("import_id", other.id),
            ("heading", "nom"),
            ("example", "=1+1"),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                column.write({name: value})
        column.target = False
        self.assertFalse(column.target)

    def test_not_while_it_is_written(self):
        """Half of the rows would be read otherwise than the other half."""
        found = self.file("T1;TIERS-ESSAI;400", heads="id_bail;nom;loyer")
        found.action_check()
        found._set_state("running")
        with self.assertRaises(UserError):
            found.column_ids[2:].target = "charges"
        self.assertEqual(found.column_ids[2:].target, "loyer")
