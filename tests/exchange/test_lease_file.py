"""What a cell says, by hand; whatever is typed is read or refused, never an error."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.declic.engine import lease_file as file


@tagged("post_install", "-at_install")
class TestLeaseFile(BaseCase):
    def test_amounts(self):
        for text, amount in (
            ("1 234,50 €", 1234.5),
            ("1\u202f234,50", 1234.5),
            ("1.234,50", 1234.5),
            ("1,234.50", 1234.5),
            ("-12", -12),
            ("450", 450),
            ("0,1", 0.1),
            ("12 000 EUR", 12000),
        ):
            with self.subTest(text=text):
                self.assertEqual(file.money(text), amount)
        for text in ("abc", "1,2,3", "", "NaN", "Infinity", "12/05", "1E100"):
            with self.subTest(text=text), self.assertRaises(file.Refused):
                file.money(text)

    def test_what_is_owed_alone_may_be_negative(self):
        self.assertEqual(file.read({"solde": "-3"})[0], {"solde": -3})
        self.assertTrue(file.read({"loyer": "-3"})[1])

    def test_days(self):
        for text in (
            "2026-03-05",
            "05/03/2026",
            "5/3/2026",
            "05.03.2026",
            "20260305",
            "2026-03-05 00:00:00",
            "2026-03-05T00:00:00",
        ):
            with self.subTest(text=text):
                self.assertEqual(file.day(text), date(2026, 3, 5))
        for text in ("31/02/2026", "05/03/26", "3026-01-01", "mars", "46086"):
            with self.subTest(text=text), self.assertRaises(file.Refused):
                file.day(text)

    def test_telephones(self):
        for text in (
            "0612345678",
            "06 12 34 56 78",
            "+33612345678",
            "00336.12345678",
        ):
            with self.subTest(text=text):
                self.assertEqual(file.phone(text), "+33 6 12 34 56 78")
        self.assertTrue(file.is_mobile(file.phone("07 00 00 00 00")))
        self.assertFalse(file.is_mobile(file.phone("05 61 00 00 00")))
        self.assertEqual(file.phone("+49 30 901820"), "+49 30 901820")

    def test_separators_and_encodings(self):
        for sign in (";", ",", "\t", "|"):
            self.assertEqual(file.separator(f"id_bail{sign}nom{sign}loyer\n1,5"), sign)
        text = "id_bail;nom\n1;Éléonore"
        for name in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            data = text.encode(name)
            with self.subTest(encoding=name):
                self.assertEqual(data.decode(file.encoding(data)), text)

    def test_keys(self):
        self.assertEqual(file.lease_key(" L-0012/à "), file.lease_key("l-00 12/A"))
        self.assertNotEqual(file.lease_key("0012"), file.lease_key("12"))
        self.assertEqual(
            file.person_key("Éloïse", "DU-PONT"), file.person_key("du pont eloise")
        )

    def test_lost_zeros(self):
        known = {"000123", "900"}
        self.assertEqual(file.lost_zeros("123", known), "000123")
        self.assertEqual(file.lost_zeros("900", known), "")
        self.assertEqual(file.lost_zeros("L123", known), "")
        self.assertEqual(file.usual_length(["0001", "0002", "1234"]), 4)
        # Nobody knows of a list without any zero in front.
        self.assertIsNone(file.usual_length(["1", "22", "333"]))

    # A busy machine draws slowly.
    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(st.dictionaries(st.sampled_from(sorted(file.COLUMNS)), st.text(max_size=30)))
    def test_whatever_is_typed(self, cells):
        values, refused = file.read(cells)
        self.assertLessEqual(values.keys(), cells.keys())
        for error in refused:
            _word, text, column = error.args
            self.assertEqual(text, cells[column].strip())
            self.assertNotIn(column, values)
        # What is given again in the plainest way says the same.
        plain = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if name in (*file.MONEY, *file.DAYS, "telephone", "mobile")
        }
        self.assertEqual(file.read(plain)[0], {k: values[k] for k in plain})
