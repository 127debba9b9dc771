"""What was told outside of the two parties (C9): each act leaves its own row."""

import importlib.util

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import file_path

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestDisclosure(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = file_path("declic/migrations/19.0.1.1.0/post-recipients.py")
        spec = importlib.util.spec_from_file_location("post_recipients", path)
        cls.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cls.script)
        # A database that was made by an earlier code has them by the migration.
        cls.script.migrate(cls.cr, "19.0.1.0.0")
        cls.env.invalidate_all()

    def told(self, household):
        """(to whom, basis, by whom) of what was told of the household, in order."""
        rows = self.env["declic.disclosure"].search(
            [("household_id", "=", household.id)], order="id"
        )
        roles = {user: role for role, user in self.users.items()}
        return [(one.recipient, one.basis, roles.get(one.user_id)) for one in rows]

    def test_milestones(self):
        household = self._household()
        recovery = self.users["recovery"]
        procedure = (
            self.env["declic.procedure"]
            .with_user(recovery)
            .create({"household_id": household.id})
        )
        for code in ("reminder", "signalled", "ccapex", "order_to_pay", "prefect"):
            procedure.step_ids.create(
                {
                    "procedure_id": procedure.id,
                    "type_id": self.env.ref(f"declic.step_type_{code}").id,
                }
            )
        self.assertEqual(
            self.told(household),
            [
                ("Benefit office (CAF, MSA)", "duty", "recovery"),
                ("CCAPEX", "duty", "recovery"),
                ("Prefect", "duty", "recovery"),
            ],
        )

    def test_referral_and_aid(self):
        case = self._case()
        theirs = case.with_user(self.users["worker"])
        service = self.env["declic.network.partner"].create({"name": "CMP de l'essai"})
        body = self._reason("aid_body")
        theirs.action_ask_aid({"body_id": body.id, "amount_asked": 300})
        theirs.action_refer(
            {
                "network_id": service.id,
                "service_id": self._reason("service").id,
                "consent_date": Date.today(),
                "category_ids": self._reason("category").ids,
            }
        )
        self.assertEqual(
            self.told(case.household_id),
            [
                (body.name, "agreement", "worker"),
                ("CMP de l'essai", "agreement", "worker"),
            ],
        )
        # What the service is called later changes nothing of what was told to whom.
        service.name = "Autre nom"
        self.assertEqual(self.told(case.household_id)[1][0], "CMP de l'essai")

    def test_sheet(self):
        household = self._household()
        sheet = (
            self.env["declic.outside.sheet"]
            .with_user(self.users["counsellor"])
            .create({"household_id": household.id, "kind": "ccapex", "basis": "law"})
        )
        self.assertTrue(sheet.text)
        self.assertEqual(self.told(household), [], "looking at it tells nobody")
        sheet.action_csv()
        [row] = self.told(household)
        self.assertEqual(row[1:], ("duty", "counsellor"))
        self.assertIn("CCAPEX", row[0])

    def test_nobody_rewrites_it(self):
        case = self._case()
        case.with_user(self.users["worker"]).action_ask_aid(
            {"body_id": self._reason("aid_body").id, "amount_asked": 300}
        )
        row = self.env["declic.disclosure"].search(
            [("household_id", "=", case.household_id.id)]
        )
        for role in ("counsellor", "data_officer"):
            own = row.with_user(self.users[role])
            self.assertTrue(own.recipient)
            for act in (lambda one=own: one.write({"what": "x"}), own.unlink):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    act()
            with self.assertRaises(AccessError), self.cr.savepoint():
                own.create({"household_id": case.household_id.id})
        with self.assertRaises(AccessError):
            row.sudo().write({"recipient": "x"})
        for role in ("manager", "recovery", "worker", "coordinator", "reporter"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                row.with_user(self.users[role]).read(["what"])

    def test_milestones_of_an_older_database(self):
        kinds = self.env["declic.procedure.step.type"].search([("code", "!=", False)])
        before = {kind.code: kind.recipient for kind in kinds}
        own = kinds.filtered(lambda kind: kind.code == "hearing")
        kinds.recipient = False
        own.recipient = "Le nôtre"
        self.env.flush_all()
        self.script.migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        after = {kind.code: kind.recipient for kind in kinds.with_context(lang="en_US")}
        self.assertEqual(after, {**before, "hearing": "Le nôtre"})
