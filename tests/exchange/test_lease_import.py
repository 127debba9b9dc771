"""A landlord's file of leases (X3): checked, imported, imported again, cut off."""

import base64
import csv
import io
from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.declic.models.exchange import lease_import

from ..common import DeclicCase

HEADS = (
    "id_bail;nom;prenom;co_titulaire;adresse;code_postal;commune;agence;date_bail;"
    "loyer;charges;apl;mode_paiement;telephone;mobile;email;fin_bail"
)


class ImportCase(DeclicCase):
    def file(self, *rows, heads=HEADS, encoding="utf-8", name="baux.csv", **vals):
        return self.import_of("\n".join((heads, *rows)).encode(encoding), name, **vals)

    def import_of(self, data, name="baux.csv", user=None, **vals):
        return (
            self.env["declic.lease.import"]
            .with_user(user or self.users["manager"])
            .create({"file": base64.b64encode(data), "file_name": name, **vals})
        )

    def outcomes(self, found):
        return [(line.row, line.outcome) for line in found.line_ids]

    def checked_then_imported(self, found):
        """What the check foretells is what the import does."""
        found.action_check()
        foretold = self.outcomes(found)
        if found.created_count + found.updated_count:
            found.action_import()
            while found.state == "running":
                found._go_on()
            self.assertEqual(self.outcomes(found), foretold)
        return foretold

    def household(self, lease):
        found = self.env["declic.household"].search([("lease_number", "=", lease)])
        self.assertEqual(len(found), 1)
        return found


@tagged("post_install", "-at_install")
class TestLeaseImport(ImportCase):
    ROW = (
        "B 001;TESTARD;Maëlle;Yann TESTARD;3 rue des Essais;31200;Toulouse;Nord-Test;"
        "05/03/2019;412,50;61;150,00 €;prélèvement;05 61 00 00 01;0612345678;"
        "m.testard@example.com;"
    )

    def test_a_new_lease(self):
        found = self.file(self.ROW)
        found.action_check()
        self.assertEqual(self.outcomes(found), [(2, "created")])
        self.assertFalse(
            self.env["declic.household"].search([("lease_number", "=", "B 001")]),
            "checking wrote",
        )
        found.action_import()
        self.assertEqual((found.state, found.created_count), ("done", 1))
        household = self.household("B 001")
        self.assertEqual(household.lease_date, date(2019, 3, 5))
        self.assertEqual(
            (household.rent, household.charges, household.housing_benefit),
            (412.5, 61, 150),
        )
        self.assertEqual(household.payment_mode, "debit")
        self.assertEqual(household.agency_id.name, "Nord-Test")
        holder = household.partner_id
        self.assertEqual(holder.name, "Maëlle TESTARD")
        self.assertEqual(holder.phone, "+33 6 12 34 56 78")
        self.assertEqual((holder.zip, holder.city), ("31200", "Toulouse"))
        co_holder = household.member_ids
        self.assertEqual(co_holder.role, "co_holder")
        self.assertEqual(co_holder.partner_id.name, "Yann TESTARD")

    def test_the_same_file_twice(self):
        self.checked_then_imported(self.file(self.ROW))
        before = self.household("B 001").write_date
        again = self.file(self.ROW)
        self.assertEqual(self.checked_then_imported(again), [(2, "unchanged")])
        self.assertEqual(self.household("B 001").write_date, before)
        # Nothing to import: the button is not there, and the act says so.
        self.assertFalse(again.created_count + again.updated_count)

    def test_any_encoding_separator_and_book(self):
        rows = [self.ROW.replace("B 001", f"E{n}") for n in range(5)]
        rows = [row.replace("TESTARD", f"PERSONNE{n}") for n, row in enumerate(rows)]
        for row, encoding in zip(
            rows, ("utf-8", "utf-8-sig", "cp1252", "utf-16"), strict=False
        ):
            with self.subTest(encoding=encoding):
                found = self.file(row, encoding=encoding)
                self.assertEqual(self.checked_then_imported(found), [(2, "created")])
        book = Workbook()
        book.active.append(HEADS.split(";"))
        cells = rows[4].split(";")
        cells[8] = date(2019, 3, 5)
        cells[9] = 412.5
        book.active.append(cells)
        data = io.BytesIO()
        book.save(data)
        found = self.import_of(data.getvalue(), "baux.xlsx")
        self.assertEqual(self.checked_then_imported(found), [(2, "created")])
        for n in range(5):
            household = self.household(f"E{n}")
            self.assertEqual(household.lease_date, date(2019, 3, 5))
            self.assertEqual(household.rent, 412.5)
            self.assertEqual(household.partner_id.name, f"Maëlle PERSONNE{n}")

    def test_a_bad_row_stops_no_other(self):
        found = self.file(
            "C1;UN;A;;;;;;31/02/2020;400;;;;;;;",
            "C2;DEUX;B;;;;;;;quatre cents;;;;;;;",
            ";TROIS;C;;;;;;;400;;;;;;;",
            "C4;;;;;;;;;400;;;;;;;",
            "C5;CINQ;E;;;;;;;400;;;troc;;;;",
            "C6;SIX;F;;;;;;;400;;;;;;;",
            "C6;SIX;F;;;;;;;400;;;;;;;",
        )
        self.assertEqual(
            self.checked_then_imported(found),
            [
                (2, "rejected"),
                (3, "rejected"),
                (4, "rejected"),
                (5, "rejected"),
                (6, "rejected"),
                (7, "created"),
                (8, "rejected"),
            ],
        )
        reasons = found.line_ids.mapped("reason")
        self.assertIn("31/02/2020", reasons[0])
        self.assertIn("quatre cents", reasons[1])
        self.assertIn("troc", reasons[4])
        self.assertIn("7", reasons[6])
        self.assertTrue(all(reasons[:5]))
        # What the report tells a person bears no name.
        report = base64.b64decode(found.report).decode("utf-8-sig")
        self.assertEqual(len(list(csv.reader(io.StringIO(report), delimiter=";"))), 8)
        for name in ("CINQ", "SIX", "DEUX"):
            self.assertNotIn(name, report)

    def test_what_the_database_refuses(self):
        """A row that fails while it is written: rejected, and the others stay."""
        write, refused = lease_import.Writer._write, "Refusé pour l'essai."

        def failing(rows, chosen):
            write(rows, chosen)
            if any(row.lease == "D2" for row in chosen):
                raise UserError(refused)

        found = self.file(
            "D1;UN;A;;;;;;;400;;;;;;;",
            "D2;DEUX;B;;;;;;;400;;;;;;;",
            "D3;TROIS;C;;;;;;;400;;;;;;;",
        )
        found.action_check()
        with patch.object(lease_import.Writer, "_write", failing):
            found.action_import()
        self.assertEqual(
            self.outcomes(found), [(2, "created"), (3, "rejected"), (4, "created")]
        )
        self.assertEqual(found.line_ids[1].reason, "Refusé pour l'essai.")
        self.assertFalse(
            self.env["declic.household"].search([("lease_number", "=", "D2")])
        )
        self.assertTrue(self.household("D1") and self.household("D3"))

    def test_lost_zeros(self):
        self.checked_then_imported(self.file("000457;UN;A;;;;;;;400;;;;;;;"))
        found = self.file("457;UN;A;;;;;;;410;;;;;;;", "4,57E+11;DEUX;;;;;;;;4;;;;;;;")
        self.assertEqual(
            self.checked_then_imported(found), [(2, "rejected"), (3, "rejected")]
        )
        self.assertIn("000457", found.line_ids[0].reason)
        self.assertEqual(self.household("000457").rent, 400)

    def test_typed_otherwise_it_is_the_same_lease(self):
        self.checked_then_imported(self.file("L-0089/É;UN;A;;;;;;;400;;;;;;;"))
        found = self.file("l - 0089/e;Un;a;;;;;;;410;;;;;;;")
        self.assertEqual(self.checked_then_imported(found), [(2, "updated")])
        self.assertEqual(self.household("L-0089/É").rent, 410)

    def test_a_mobile_stays(self):
        self.checked_then_imported(self.file(self.ROW))
        landline = self.ROW.replace("0612345678", "")
        found = self.file(landline)
        self.assertEqual(self.checked_then_imported(found), [(2, "unchanged")])
        self.assertEqual(self.household("B 001").phone, "+33 6 12 34 56 78")
        other = self.ROW.replace("0612345678", "07 98 76 54 32")
        self.assertEqual(self.checked_then_imported(self.file(other)), [(2, "updated")])
        self.assertEqual(self.household("B 001").phone, "+33 7 98 76 54 32")

    def test_an_empty_cell_changes_nothing(self):
        self.checked_then_imported(self.file(self.ROW))
        found = self.file("B 001;;;;;;;;;;;;;;;;")
        self.assertEqual(self.checked_then_imported(found), [(2, "unchanged")])
        self.assertEqual(self.household("B 001").rent, 412.5)

    def test_former_values_stay_true_of_their_day(self):
        self.checked_then_imported(self.file(self.ROW))
        household = self.household("B 001")
        self.checked_then_imported(self.file(self.ROW.replace("412,50", "420")))
        self.assertEqual(household.rent, 420)
        former = self.env["declic.household.value"].search(
            [("household_id", "=", household.id)]
        )
        self.assertEqual(former.mapped("rent"), [412.5])

    def test_the_account_holder_that_accounting_knows(self):
        """By name whatever its order, by reference where two bear it."""
        people = self.env["res.partner"].create(
            [
                {"name": "DURAND-ESSAI Zoé", "zip": "31000"},
                {"name": "Luc HOMONYME", "ref": "411A", "zip": "31000"},
                {"name": "HOMONYME Luc", "ref": "411B", "zip": "31000"},
            ]
        )
        heads = HEADS + ";compte"
        found = self.file(
            "F1;durand essai;Zoe;;;;;;;400;;;;;;;;",
            "F2;Homonyme;Luc;;;;;;;400;;;;;;;;",
            "F3;Homonyme;Luc;;;;;;;400;;;;;;;;411b",
            "F4;Durand Essai;Zoé;;;;;;;400;;;;;;;;",
            heads=heads,
        )
        self.assertEqual(
            self.checked_then_imported(found),
            [(2, "created"), (3, "rejected"), (4, "created"), (5, "rejected")],
        )
        self.assertEqual(self.household("F1").partner_id, people[0])
        self.assertEqual(self.household("F3").partner_id, people[2])
        self.assertIn("F1", found.line_ids[3].reason)

    def test_names_in_another_alphabet(self):
        """Two people are not one because no letter of them is Latin."""
        self.env["res.partner"].create({"name": "Иван Петров", "zip": "31000"})
        found = self.file(
            "Q11;Сидорова;Анна;;;31000;;;;400;;;;;;;",
            "Q12;Петров;Иван;;;31000;;;;400;;;;;;;",
            "Q13;Lebœuf;Zoé;;;31000;;;;400;;;;;;;",
        )
        self.assertEqual(
            self.checked_then_imported(found),
            [(2, "created"), (3, "created"), (4, "created")],
        )
        self.assertEqual(self.household("Q11").partner_id.name, "Анна Сидорова")
        self.assertEqual(self.household("Q12").partner_id.name, "Иван Петров")
        again = self.file("Q13;LEBOEUF;Zoe;;;31000;;;;410;;;;;;;")
        self.assertEqual(self.checked_then_imported(again), [(2, "updated")])
        self.assertFalse(again.line_ids.reason)

    def test_the_file_goes_when_it_is_imported(self):
        """It names every tenant; so does the first row that the columns showed."""
        found = self.file(self.ROW)
        self.assertIn("TESTARD", found.column_ids.mapped("example"))
        self.checked_then_imported(found)
        self.assertFalse(found.file)
        self.assertFalse(any(found.column_ids.mapped("example")))
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "declic.lease.import"),
                ("res_id", "=", found.id),
                ("res_field", "!=", False),
            ]
        )
        self.assertFalse(attachments)
        with freeze_time(self.today - relativedelta(days=40)):
            unused = self.file(self.ROW)
            self.env.flush_all()
        self.cr.execute(
            "UPDATE declic_lease_import SET write_date = %s WHERE id = %s",
            [self.today - relativedelta(days=40), unused.id],
        )
        self.env.invalidate_all()
        self.env["declic.lease.import"]._gc_unused()
        self.assertFalse(unused.exists())
        self.assertTrue(found.exists())

    def test_other_columns_are_checked_again(self):
        found = self.file(self.ROW)
        found.action_check()
        self.assertTrue(found.created_count)
        found.column_ids.filtered(lambda one: one.target == "charges").target = False
        self.assertFalse(found.line_ids)

    def test_cut_off_it_goes_on(self):
        """Of 1 200 rows the first slice is written; what was running goes on, and the
        whole is what one run makes."""
        rows = [f"G{n};NOM{n};P;;;;;;;{400 + n};;;;;;;" for n in range(1200)]
        found = self.file(*rows)
        found.action_check()
        self.assertEqual(found.created_count, 1200)
        found.action_import()
        self.assertEqual((found.state, found.done_count), ("running", 500))
        with self.assertRaises(UserError):
            found.action_import()
        self.env["declic.lease.import"]._cron_import()
        self.assertEqual((found.state, found.created_count), ("done", 1200))
        self.assertEqual(found.rejected_count, 0)
        made = self.env["declic.household"].search([("lease_number", "=like", "G%")])
        self.assertEqual(len(made), 1200)
        self.assertEqual(sum(made.mapped("rent")), sum(400 + n for n in range(1200)))

    def test_statements_of_a_check(self):
        """As many whatever the number of known leases."""
        rows = [f"H{n};NOM{n};P;;;;;;;400;;;;;;;" for n in range(60)]
        self.checked_then_imported(self.file(*rows))
        counts = []
        for number in (5, 60):
            found = self.file(*rows[:number])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found.action_check()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_core_data_hlm(self):
        heads = (
            "date_extraction;id_lot;id_locataire;id_client;nom_locataire;"
            "telephone_locataire;email_locataire;adresse;code_postal;debut_bail;"
            "fin_bail;loyer_mensuel_en_euros;statut"
        )
        found = self.file(
            "2026-11-01;LOT9;K1;C77;ESSAI Noé;+33612345678;;1 rue Neuve;31000;"
            "2020-01-01;;455.10;occupe",
            "2026-11-01;LOT10;;;;;;;;;;;vacant",
            heads=heads,
        )
        self.assertEqual(
            self.checked_then_imported(found), [(2, "created"), (3, "unchanged")]
        )
        household = self.household("K1")
        self.assertEqual((household.rent, household.dwelling), (455.1, "LOT9"))
        self.assertEqual(household.partner_id.ref, "C77")
        movements = self.file(
            "K1;2026-10;2026-10-05;440.00;loyer_principal",
            "K1;2026-11;2026-11-05;450.00;loyer_principal",
            "K1;2026-11;2026-11-05;60.00;charges",
            "K1;2026-11;2026-11-10;-120.00;caf_apl",
            "K1;2026-11;2026-11-12;-100.00;encaissement_locataire",
            heads="id_locataire;mois_concerne;date_exigibilite;montant_en_euros;categorie",
            kind="movements",
        )
        self.assertEqual(self.checked_then_imported(movements), [(2, "updated")])
        self.assertEqual(
            (household.rent, household.charges, household.housing_benefit),
            (450, 60, 120),
        )
        # 440 + 450 + 60 - 120 - 100 = 730, and the books hold nothing of it.
        self.assertIn("730", movements.line_ids.reason)
        self.assertFalse(household._open_receivable_lines())

    def test_headings_of_ones_own(self):
        """A column that nobody knows is chosen once; the next file finds it again."""
        heads = "Contrat n°;Titulaire;Montant du loyer"
        found = self.file("M1;ESSAI Ana;400", heads=heads)
        with self.assertRaises(UserError), self.cr.savepoint():
            found.action_check()
        self.assertEqual(found.column_ids.mapped("example"), ["M1", "ESSAI Ana", "400"])
        chosen = zip(found.column_ids, ("id_bail", "nom", "loyer"), strict=True)
        found.column_ids = [
            Command.update(column.id, {"target": target}) for column, target in chosen
        ]
        self.assertEqual(self.checked_then_imported(found), [(2, "created")])
        self.assertEqual(self.household("M1").rent, 400)
        again = self.file("M1;ESSAI Ana;410", heads=heads)
        self.assertEqual(self.checked_then_imported(again), [(2, "updated")])

    def test_no_file(self):
        for data, name in (
            (b"", "vide.csv"),
            (b"id_bail;nom", "entete.csv"),
            (b"PK\x03\x04 nothing", "faux.xlsx"),
            (bytes(range(256)) * 4, "image.png"),
        ):
            with self.subTest(name=name), self.assertRaises(UserError):
                self.import_of(data or b"\n", name)

    def test_accounting_is_read_only(self):
        household = self._household("LIVRE-TEST Ana")
        invoice = self._rent(household, self._months_ago(2), 500)
        fields = ("amount_total", "amount_residual", "state", "write_date")
        before = invoice.read(fields)
        found = self.file(
            f"{household.lease_number};;;;;;;;;;;;;;;;;800,00", heads=HEADS + ";solde"
        )
        self.assertEqual(self.checked_then_imported(found), [(2, "unchanged")])
        self.assertIn("800", found.line_ids.reason)
        self.assertIn("500", found.line_ids.reason)
        self.assertEqual(invoice.read(fields), before)

    def test_who_may(self):
        found = self.file(self.ROW)
        for role in ("counsellor", "recovery", "reporter", "data_officer", "worker"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                found.with_user(self.users[role]).action_check()
        with self.assertRaises(AccessError):
            found.write({"state": "done"})
        with self.assertRaises(UserError):
            found.action_import()
        found.action_check()
        with self.assertRaises(AccessError):
            found.line_ids.write({"outcome": "created"})
        found.action_import()
        with self.assertRaises(UserError):
            found.write({"file_name": "autre.csv"})

    def test_formulas_of_the_report(self):
        found = self.file("=1+1;;;;;;;;;;;;;;;;", "@SUM;X;;;;;;;;;;;;;;;")
        found.action_check()
        report = base64.b64decode(found.report).decode("utf-8-sig")
        for row in list(csv.reader(io.StringIO(report), delimiter=";"))[1:]:
            self.assertTrue(row[1].startswith("'"))
