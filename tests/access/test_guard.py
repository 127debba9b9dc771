"""What the acts alone write: one guard, one key that no call can forge."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.common.act_key import keyed
from ..common import DeclicCase
from ..landlord import INTERNAL_ROLES

MIXIN = "declic.guard.mixin"


@tagged("post_install", "-at_install")
class TestGuard(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.household = cls.case.household_id
        cls.orientation = cls.case.orientation_id

    def guarded(self):
        """The models with the guard, by name."""
        mixin = self.env.registry[MIXIN]
        return {
            name: model
            for name, model in self.env.registry.items()
            if issubclass(model, mixin) and not model._abstract
        }

    def test_guarded_names_are_fields(self):
        models = self.guarded()
        self.assertIn("declic.household", models)
        self.assertIn("declic.consent", models)
        for name, model in models.items():
            with self.subTest(name):
                names = model._guarded_fields | model._sealed_fields
                self.assertFalse(names - model._fields.keys())

    def test_sealed_is_sealed(self):
        """Refused on create and on write, to the superuser too, and said why."""
        for name, model in self.guarded().items():
            for field in model._sealed_fields:
                with self.subTest(model=name, field=field):
                    with self.assertRaisesRegex(AccessError, "[.]$"):
                        self.env[name].create({field: False})
                    with self.assertRaisesRegex(AccessError, "[.]$"):
                        self.env[name].write({field: False})

    def test_key_cannot_be_forged(self):
        counsellor = self.users["counsellor"]
        tries = (
            (self.case, {"state": "closed"}),
            (self.case, {"date_start": "2020-01-01"}),
            (self.household, {"overdue": 0}),
            (self.household, {"litigation_until": "2031-01-01"}),
            (self.orientation, {"sharing_override": "agreed"}),
            (self.household.consent_ids, {"date_expiry": "2031-01-01"}),
        )
        other = keyed(self.env["declic.signal"]).env.context["declic_key"]
        for key in (None, True, "forged", object(), other):
            for record, vals in tries:
                with (
                    self.subTest(model=record._name, key=key, **vals),
                    self.assertRaises(AccessError),
                ):
                    record.with_user(counsellor).with_context(declic_key=key).write(
                        vals
                    )

    def test_the_key_opens_its_model(self):
        until = self.today.replace(year=self.today.year + 1)
        self.household._keyed().litigation_until = until
        self.assertEqual(self.household.litigation_until, until)
        self.assertFalse(
            self.orientation.with_env(self.household._keyed().env)._is_keyed()
        )

    def test_former_flags_open_nothing(self):
        """A position said with a flag in the context is proved like any other."""
        orientation = self._orientation(self._household("AUTRE"), "none")
        orientation.with_context(declic_from_consent=True).household_position = "agreed"
        self.assertTrue(orientation.household_id.consent_ids)

    def test_what_is_worked_out_is_nobodys_to_write(self):
        """L10's kind: a stored field that Odoo works out took any value by RPC, until
        the next computation. Whoever may write the model is refused the field."""
        # The last one of its model: what was answered is frozen anyway.
        self._orientation(self._household(), send=False)
        seen = 0
        for name, field in self.worked_out():
            record = self.env[name].search([], order="id desc", limit=1)
            for role in INTERNAL_ROLES:
                theirs = record.with_user(self.users[role])
                if not record or not theirs.has_access("write"):
                    continue
                seen += 1
                with (
                    self.subTest(model=name, field=field, role=role),
                    self.assertRaises(AccessError),
                ):
                    theirs.write({field: record[field]})
        self.assertGreater(seen, 50)

    def worked_out(self):
        """(model, field) of what is stored, computed or related, and not to be typed,
        of the models that hands write."""
        for name, model in self.env.registry.items():
            if not name.startswith("declic.") or model._abstract or model._transient:
                continue
            for field in model._fields.values():
                typed = not field.readonly or field.inverse
                if field.store and (field.compute or field.related) and not typed:
                    yield name, field.name

    def test_no_default_for_it_either(self):
        counsellor = self.users["counsellor"]
        household = self._household()
        made = (
            self.env["declic.orientation"]
            .with_user(counsellor)
            .with_context(default_sharing_level="agreed", default_city="AILLEURS")
            .create(
                {
                    "household_id": household.id,
                    "programme_id": self.programme.id,
                    "association_id": self.association.id,
                }
            )
        )
        self.assertEqual(made.sharing_level, "anonymous")
        self.assertEqual(made.city, household.city)
