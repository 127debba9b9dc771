import csv

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open

from ..common import DeclicCase

OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "u"}


@tagged("post_install", "-at_install", "security")
class TestAccessMatrix(DeclicCase):
    """Role × model × operation as ``access_matrix.csv`` declares; drift fails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("declic/tests/access_matrix.csv") as source:
            cls.matrix = {row.pop("model"): row for row in csv.DictReader(source)}

    def test_every_model_has_a_row(self):
        own = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("declic.") and not model._abstract
        }
        # And what we open of Odoo's own.
        ours = {name for name in self.matrix if name.startswith("declic.")}
        self.assertEqual(own, ours)

    def test_matrix(self):
        for name in self.looked_at(self.matrix):
            row = self.matrix[name]
            for role, declared in row.items():
                model = self.env[name].with_user(self.users[role])
                granted = "".join(
                    letter
                    for operation, letter in OPERATIONS.items()
                    if model.has_access(operation)
                )
                with self.subTest(model=name, role=role):
                    self.assertEqual(granted, declared)

    def test_portal_models_have_a_rule_and_a_whitelist(self):
        groups = self.env["res.groups"].browse(
            [
                self.env.ref("declic.group_association_worker").id,
                self.env.ref("declic.group_association_coordinator").id,
            ]
        )
        # Lists of the scheme itself: nothing of a household stands in them.
        open_lists = {
            "declic.reason",
            "declic.domain",
            "declic.domain.level",
            "declic.document.type",
            "declic.budget.item",
            "declic.library.goal",
            "declic.library.action",
        }
        for name in self.looked_at(self.matrix):
            row = self.matrix[name]
            if not row["worker"]:
                continue
            with self.subTest(model=name):
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", name), ("groups", "in", groups.ids)]
                )
                if name not in open_lists:
                    self.assertEqual(rules.groups & groups, groups)
                self.assertTrue(self.env[name]._portal_fields)
                self.assertLessEqual(
                    self.env[name]._portal_fields, set(self.env[name]._fields)
                )

    def test_no_role_no_word(self):
        case = self._case()
        for role in ("psychologist", "tenant", "employee", "reporter"):
            for name in self.looked_at(self.matrix):
                with self.subTest(model=name, role=role):
                    model = self.env[name].with_user(self.users[role])
                    if self.matrix[name][role]:
                        continue
                    with self.assertRaises(AccessError):
                        model.search([])
        self.assertTrue(case)


@tagged("post_install", "-at_install", "security")
class TestPortalRecords(DeclicCase):
    """What the portal roles see of a case that is theirs, and of others'."""

    PATHS = (
        "declic.case",
        "declic.orientation",
        "declic.household",
        "declic.orientation.content",
        "declic.snapshot",
        "declic.review",
        "declic.plan",
        "declic.plan.goal",
        "declic.contact",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        case = cls.case.with_user(cls.users["worker"])
        case.action_log_contact("visit", "reached", 30)
        case.action_start_plan().action_add_goal("social", "Je paie mon loyer")

    def seen(self, role, name):
        return self.env[name].with_user(self.users[role]).search([])

    def test_assigned_only(self):
        for name in self.looked_at(self.PATHS):
            with self.subTest(model=name):
                self.assertTrue(self.seen("worker", name))
                self.assertTrue(self.seen("coordinator", name))
                for role in ("colleague", "other_worker", "other_coordinator"):
                    self.assertFalse(self.seen(role, name), role)

    def test_foreign_record_by_id(self):
        for name in self.looked_at(self.PATHS):
            record = self.env[name].search([], limit=1)
            foreign = record.with_user(self.users["colleague"])
            with self.subTest(model=name):
                with self.assertRaises(AccessError):
                    foreign.read(["display_name"])
                self.assertFalse(
                    foreign._read_group([("id", "=", record.id)], [], ["__count"])[0][0]
                )

    def test_fields_of_the_whitelist_only(self):
        household = self.case.household_id.with_user(self.users["worker"])
        self.assertEqual(household.name, "MARTIN-TEST Camille")
        for field in ("overdue", "partner_id", "signal_ids", "message_ids"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                household.read([field])
        with self.assertRaises(AccessError):
            household.search([("overdue", ">", 0)])

    def test_portal_never_writes(self):
        worker = self.users["worker"]
        for name in self.looked_at(self.PATHS):
            record = self.env[name].with_user(worker).search([], limit=1)
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=name, operation=operation):
                    self.assertFalse(record.has_access(operation))
        with self.assertRaises(AccessError):
            self.case.with_user(worker).write({"date_end": self.today})

    def test_sharing_levels(self):
        """C8: the level decides, on every path."""
        expected = {
            "none": (False, False),
            "opposed": (False, False),
            "informed": (True, False),
            "agreed": (True, True),
        }
        for position, (identity, content) in expected.items():
            with self.subTest(position=position):
                orientation = self._orientation(self._household(), position)
                seen = orientation.with_user(self.users["coordinator"])
                self.assertEqual(seen.city, "Toulouse")
                self.assertEqual(bool(seen.shared_reasons), identity)
                self.assertEqual(
                    bool(seen.household_id._filtered_access("read")), identity
                )
                self.assertEqual(
                    bool(seen.content_id._filtered_access("read")), content
                )
                snapshot = orientation.sudo().snapshot_id.with_user(seen.env.user)
                self.assertEqual(bool(snapshot._filtered_access("read")), content)
                with self.assertRaises(AccessError):
                    seen.read(["request"])

    def test_referent_changes(self):
        """T2: the access moves in the same transaction."""
        self.case._assign(self.users["colleague"], "worker")
        self.assertTrue(self.seen("colleague", "declic.case"))
        self.assertFalse(self.seen("worker", "declic.case"))

    def test_access_ends(self):
        """T4: once the assignment has ended, nothing is left."""
        self.case.assignment_ids._end("Test")
        for name in self.looked_at(self.PATHS):
            with self.subTest(model=name):
                self.assertFalse(self.seen("worker", name))
                self.assertFalse(self.seen("coordinator", name))

    def test_states_cannot_be_forged(self):
        counsellor = self.users["counsellor"]
        with self.assertRaises(AccessError):
            self.case.with_user(counsellor).write({"state": "closed"})
        with self.assertRaises(AccessError):
            self.case.with_user(counsellor).with_context(declic_key="forged").write(
                {"state": "closed"}
            )
        with self.assertRaises(AccessError):
            self.case.household_id.with_user(counsellor).write({"overdue": 0})
