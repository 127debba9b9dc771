"""What a client names it may read, and nothing leaves its landlord (T2, C8)."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..common import DeclicCase

# Their writer reads no household, and names one on purpose.
BLIND = {"declic.lock"}


@tagged("post_install", "-at_install", "security")
class TestNamed(DeclicCase):
    def test_who_writes_is_asked_what_he_names(self):
        """Each model that a role writes, and that names a record of ours."""
        mixin = self.env.registry["declic.named.mixin"]
        written = self.env["ir.model.access"].search(
            ["|", ("perm_write", "=", True), ("perm_create", "=", True)]
        )
        names = [
            name
            for name in set(written.model_id.mapped("model")) - BLIND
            if name.startswith("declic.")
            and any(
                field.store
                and field.relational
                and field.comodel_name.startswith(("declic.", "res.company"))
                for field in self.env[name]._fields.values()
            )
        ]
        self.assertGreater(len(names), 40)
        self.assertFalse(
            [n for n in names if not issubclass(self.env.registry[n], mixin)]
        )

    def elsewhere(self):
        """Another landlord of the same database, with a programme."""
        company = self.env["res.company"].create({"name": "Autre bailleur"})
        both = self.env(
            context={
                **self.env.context,
                "allowed_company_ids": (self.company | company).ids,
            }
        )
        programme = both["declic.programme"].create(
            {
                "name": "Autre programme",
                "company_id": company.id,
                "date_from": Date.today(),
                "date_to": Date.today() + relativedelta(years=1),
            }
        )
        return company, programme

    def test_nothing_goes_to_another_landlord(self):
        """The data officer's duration would destroy the other one's files, the pilot's
        rule would type the other one's accounts."""
        company, programme = self.elsewhere()
        # Of no company: Odoo's own check of companies has nothing to say.
        household = self._household()
        household.partner_id.company_id = False
        household.agency_id = False
        rule = self.env["declic.retention.rule"].create(
            {"company_id": self.company.id, "source": "Test"}
        )
        records = {
            "data_officer": (rule,),
            "manager": (
                household,
                self.env["declic.agency"].create({"name": "Agence nue"}),
                self.env["declic.line.rule"].create(
                    {
                        "name": "Règle",
                        "nature": "rent",
                        "company_id": self.company.id,
                    }
                ),
                self.env["declic.network.partner"].create({"name": "CMP (test)"}),
            ),
        }
        for role, own in records.items():
            for record in own:
                record = record.with_user(self.users[role])
                with (
                    self.subTest(record._name),
                    self.assertRaises(UserError),
                    self.cr.savepoint(),
                ):
                    record.write({"company_id": company.id})
                self.env.invalidate_all()
                self.assertEqual(record.sudo().company_id, self.company)
        officer = rule.with_user(self.users["data_officer"])
        with self.assertRaises(AccessError), self.cr.savepoint():
            officer.programme_id = programme
        officer.programme_id = self.programme
        agreement = self.programme.partner_ids[:1].with_user(self.users["manager"])
        with self.assertRaises(AccessError), self.cr.savepoint():
            agreement.programme_id = programme
        agreement.capacity = 3

    def test_accounting_of_another_landlord_is_not_counted(self):
        company, _programme = self.elsewhere()
        wizard = self.env["declic.household.proposal"].with_user(self.users["manager"])
        values = {"company_id": company.id}
        with self.assertRaises(AccessError):
            wizard.create(values).mapped("billed_count")
        with self.assertRaises(AccessError):
            wizard.onchange(values, ["company_id"], {"billed_count": {}})
        self.assertEqual(wizard.create({}).company_id, self.company)


@tagged("post_install", "-at_install", "security")
class TestWizards(DeclicCase):
    """What somebody typed into a wizard is his own: a tenant's name, a worry, a file
    from which the colleague is excluded."""

    def test_each_wizard_is_its_authors(self):
        """Each of ours, written as the database has it, with no act of the wizard."""
        author, colleague = (
            new_test_user(
                self.env,
                login,
                groups="base.group_system,declic.group_manager,declic.group_reporter",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for login in ("test_author", "test_reader")
        )
        found = []
        self.env.flush_all()
        for name, model in sorted(self.env.registry.items()):
            if not (name.startswith("declic.") and model._transient):
                continue
            if not self.env[name].with_user(author).has_access("read"):
                continue
            table = SQL.identifier(model._table)
            for field in model._fields.values():
                if field.store and field.required and field.column_type:
                    self.cr.execute(
                        SQL(
                            "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL",
                            table,
                            SQL.identifier(field.name),
                        )
                    )
            self.cr.execute(
                SQL(
                    "INSERT INTO %s (create_uid) VALUES (%s) RETURNING id",
                    table,
                    author.id,
                )
            )
            record = self.env[name].browse(self.cr.fetchone())
            with self.subTest(name):
                self.assertTrue(record.with_user(author).has_access("read"))
                for mode in ("read", "write", "unlink"):
                    self.assertFalse(record.with_user(colleague).has_access(mode))
                self.assertFalse(
                    record.with_user(colleague).search([("id", "=", record.id)])
                )
            found.append(name)
        self.assertGreater(len(found), 20)
