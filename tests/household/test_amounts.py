"""No amount that somebody types is negative, whatever door it comes by: a form, the
plain import of Odoo, a call. The database says so, with a sentence of what to do."""

from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..books import BooksCase

# What to do about it, in the words of the screens.
FRENCH = "saisi|corrig|doit|Saisi|Corrig"
AMOUNTS = ("rent", "charges", "rent_reduction", "housing_benefit")


@tagged("post_install", "-at_install")
class TestAmounts(BooksCase):
    def refuses(self, record, name, error=IntegrityError):
        with (
            self.subTest(model=record._name, field=name),
            mute_logger("odoo.sql_db"),
            self.assertRaises(error),
        ):
            record.write({name: -12})
            self.env.flush_all()

    def checks(self, model):
        """The constraints of the database on a model's table: name to definition."""
        self.env.cr.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid = %s::regclass",
            [model._table],
        )
        return dict(self.env.cr.fetchall())

    def typed(self):
        """Each amount in euros that somebody types: (model, field)."""
        for model in self.env.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if (
                    field.type == "monetary"
                    and field.store
                    and (field._module == "declic")
                    and not (field.readonly or field.compute or field.related)
                ):
                    yield model, field.name

    def test_each_amount_that_is_typed_has_its_constraint(self):
        found = list(self.typed())
        self.assertGreaterEqual(len(found), 14)
        for model, name in found:
            with self.subTest(model=model._name, field=name):
                said = [
                    key
                    for key, text in self.checks(model).items()
                    if f"({name} >" in text
                ]
                self.assertTrue(said)
                # As Odoo tells it to whoever meets it.
                sentence = (
                    self.env["ir.model.constraint"]
                    .with_context(lang="fr_FR")
                    .search([("name", "=", said[0])])
                    .message
                )
                self.assertRegex(sentence, FRENCH)

    def test_a_plain_import_of_a_negative_amount(self):
        """The sign of an export, and the sentence in the reader's language."""
        households = self.env["declic.household"].with_context(lang="fr_FR")
        for name in AMOUNTS:
            partner = self.partner(f"ESSAI {name}")
            with self.subTest(field=name), mute_logger("odoo.sql_db"):
                found = households.load(
                    ["partner_id/.id", name], [[str(partner.id), "-12.00"]]
                )
                self.assertFalse(found["ids"])
                [message] = found["messages"]
                self.assertIn("sans signe moins", message["message"])
                self.assertFalse(
                    households.search_count([("partner_id", "=", partner.id)])
                )

    def test_forms_and_calls(self):
        with self.at("2026-11-25"):
            home = self.household()
            self.rent(home, date(2026, 9, 5))
            plan = self.plan(home, 100)
            draft = plan.copy()
            aid = self.env["declic.aid.request"].create(
                {
                    "household_id": home.id,
                    "body_id": self.env.ref("declic.reason_aid_body_1").id,
                    "amount_asked": 300,
                }
            )
            for name in AMOUNTS:
                self.refuses(home, name)
            for name in ("declic_living_floor", "declic_tolerance_amount"):
                self.refuses(self.company, name)
            self.refuses(draft, "installment_amount", ValidationError)
            self.refuses(draft, "lump_sum")
            self.refuses(draft, "tolerance_amount")
            self.refuses(aid, "amount_asked")
            self.refuses(aid, "amount_granted")
            self.refuses(self.env["declic.line.rule"].search([], limit=1), "below_rent")
            term = self.lines(self.rent(home, date(2026, 10, 5)))
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                draft.line_ids = [
                    Command.create({"move_line_id": term.id, "amount": -12})
                ]
                self.env.flush_all()
