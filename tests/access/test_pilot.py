"""The pilot, who is no counsellor: figures and acts, and no word of the social file.

``docs/domain.md`` §2, column PIL: “A” (aggregated) or “–” for what is said or written.
"""

import importlib.util
import json

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command, Date
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL, file_path

from ..common import DeclicCase
from .test_record_matrix import RecordCase

MIGRATION = "declic/migrations/19.0.1.1.0/post-pilots.py"
MARK = "MOTDUDOSSIER"
# Whose words the pilot does read: what recovery and accounting write of the debt, why
# an access ended; a frozen file has the names that the module gave it.
OF_RECOVERY = (
    "declic.aid.request",
    "declic.procedure",
    "declic.procedure.step",
    "declic.repayment",
    "declic.household",
    "declic.signal",
    "declic.assignment",
    "declic.frozen.file",
)
# Numbers, and recovery's own word in a review.
NO_WORDS = ("reference", "number", "lease_key", "lease_number", "recovery_opinion")


@tagged("post_install", "-at_install", "security")
class TestPilotReads(RecordCase):
    """Every word of the files of the record matrix, looked for on every path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pilot = cls.users["manager"]
        cls.case = cls.files["own"]["declic.case"]
        body = f"{MARK} du fil"
        cls.case.message_post(body=body, subtype_xmlid="mail.mt_note")
        cls.case.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{MARK} d'une activité",
            user_id=cls.users["counsellor"].id,
        )
        cls.env.flush_all()
        cls.marked = 0
        models = {name for records in cls.files.values() for name in records}
        for name in models:
            model = cls.env[name]
            if not name.startswith(OF_RECOVERY) and model._auto:
                cls.marked += cls._mark(model)
        cls.env.invalidate_all()

    @classmethod
    def _mark(cls, model):
        """Write a word into each free text of ``model`` that somebody types."""
        names = [
            name
            for name, field in model._fields.items()
            if field.type in ("text", "html", "char")
            and field.store
            and not (field.compute or field.related or field.translate)
            and name not in NO_WORDS
            and not name.endswith("hash")
        ]
        for name in names:
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s",
                    SQL.identifier(model._table),
                    SQL.identifier(name),
                    f"{MARK} {model._name}.{name}",
                )
            )
        return len(names)

    def told(self, user):
        """What ``user`` reads of everything: JSON by model.

        Field by field, as a client may ask; what is refused is told nothing of.
        """
        found = {}
        others = ["mail.message", "mail.activity", "ir.attachment", "calendar.event"]
        for name in sorted(self.env.registry):
            model = self.env[name]
            if name not in others and not name.startswith("declic."):
                continue
            own = model.with_user(user)
            if model._abstract or model._transient or not own.has_access("read"):
                continue
            if name == "declic.ledger.line":
                continue
            names = [
                field
                for field in own.fields_get(attributes=[])
                if own._fields[field].type not in ("binary",)
            ]
            rows = own.with_context(active_test=False).search([])
            try:
                found[name] = json.dumps(rows.read(names), default=str)
            except AccessError:
                # One of them leads to what is refused: the others, one by one.
                found[name] = "".join(self._field(rows, field) for field in names)
        return found

    def _field(self, rows, field):
        try:
            return json.dumps(rows.read([field]), default=str)
        except AccessError:
            return ""

    def test_no_word_of_the_file(self):
        self.assertGreater(self.marked, 20)
        told = self.told(self.pilot)
        self.assertIn("declic.case", told)
        leaks = {
            name: sorted({*self._words(text)})
            for name, text in told.items()
            if MARK in text
        }
        self.assertFalse(leaks)

    def test_the_counsellor_reads_them(self):
        """The same looking finds the words where they may be read."""
        told = self.told(self.users["counsellor"])
        for name in ("declic.note", "declic.concern", "mail.message", "mail.activity"):
            self.assertIn(MARK, told[name], name)
        self.pilot.group_ids += self.env.ref("declic.group_counsellor")
        both = self.told(self.pilot)
        for name in ("declic.note", "declic.concern", "mail.message"):
            self.assertIn(MARK, both[name], name)

    def _words(self, text):
        return {part.split('"')[0][:60] for part in text.split(MARK)[1:]}

    def test_nothing_is_found_by_trying(self):
        """Search, group, aggregate and order by what is refused are refused."""
        case = self.env["declic.case"].with_user(self.pilot)
        for name in ("note_ids", "refusal_reason_id", "plan_ids", "date_consent_ended"):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    case.search([(name, "!=", False)])
                with self.assertRaises(AccessError):
                    case.formatted_read_group([], [name], ["__count"])
        with self.assertRaises(AccessError):
            case.search([("note_ids.body", "ilike", MARK)])
        with self.assertRaises(AccessError):
            case.search([], order="refusal_reason_id")
        with self.assertRaises(AccessError):
            case.search([("message_ids.body", "ilike", MARK)])
        # What is declared is grouped.
        self.assertTrue(case.formatted_read_group([], ["state"], ["__count"]))

    def test_thread_and_files(self):
        own = self.case.with_user(self.pilot)
        messages = self.env["mail.message"].with_user(self.pilot)
        domain = [("model", "=", "declic.case"), ("res_id", "=", own.id)]
        self.assertFalse(messages.search(domain))
        self.assertTrue(messages.sudo().search(domain))
        with self.assertRaises(AccessError):
            own.read(["message_ids"])
        document = self.files["own"]["declic.document"]
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", document._name),
                    ("res_id", "=", document.id),
                    ("res_field", "!=", False),
                ]
            )
        )
        self.assertTrue(attachment)
        with self.assertRaises(AccessError):
            attachment.with_user(self.pilot).read(["raw"])

    def test_the_closing_form_of_recovery(self):
        """What F5 gives recovery and the pilot: the outcome, not who wished the end."""
        review = self.files["closing"]["declic.review"]
        review._keyed().write({"outcome": "eviction", "closing_initiative": "joint"})
        reports = self.env["ir.actions.report"]
        for role, is_told in (
            ("counsellor", True),
            ("recovery", False),
            ("manager", False),
        ):
            self.env.invalidate_all()
            content, _kind = reports.with_user(self.users[role])._render_qweb_html(
                "declic.report_review", review.ids
            )
            with self.subTest(role=role):
                self.assertIn("Outcome", content.decode())
                self.assertEqual("On the initiative of" in content.decode(), is_told)

    def test_the_library_tells_a_number(self):
        goal = self.env["declic.library.goal"].search([], limit=1)
        self.files["own"]["declic.plan.goal"].library_goal_id = goal
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(goal.with_user(self.pilot).usage_count, goal.usage_count)
        self.assertTrue(goal.usage_count)

    def test_prints(self):
        reports = self.env["ir.actions.report"]
        for report, record in (
            ("report_plan", self.files["own"]["declic.plan"]),
            ("report_circle", self.case),
            ("report_assessment", self.files["own"]["declic.assessment"]),
        ):
            self.env.invalidate_all()
            with self.subTest(report=report), self.assertRaises(AccessError):
                reports.with_user(self.pilot)._render_qweb_html(
                    f"declic.{report}", record.ids
                )


@tagged("post_install", "-at_install", "security")
class TestPilotFields(TransactionCase):
    """What the pilot reads as pilot is a list, and the screens keep to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pilot = new_test_user(cls.env, "only_pilot", groups="declic.group_manager")

    def listed(self):
        return [
            name
            for name in self.env.registry
            if getattr(self.env[name], "_pilot_fields", None) is not None
            and not self.env[name]._abstract
        ]

    def test_each_model_of_a_file_has_its_list(self):
        """A row of rights for the pilot alone on a model of a file asks for a list."""
        recovery = self.env.ref("declic.group_recovery")
        rows = self.env["ir.model.access"].search(
            [
                ("group_id", "=", self.env.ref("declic.group_manager").id),
                ("perm_read", "=", True),
            ]
        )
        found = set()
        for model in rows.model_id:
            of_recovery = self.env["ir.model.access"].search_count(
                [
                    ("model_id", "=", model.id),
                    ("perm_read", "=", True),
                    ("group_id", "in", (recovery | recovery.all_implied_ids).ids),
                ]
            )
            if not of_recovery and getattr(
                self.env[model.model], "_programme_path", None
            ):
                found.add(model.model)
        self.assertEqual(found, set(self.listed()))

    def test_only_what_is_listed(self):
        for name in self.listed():
            own = self.env[name].with_user(self.pilot)
            shown = set(own.fields_get(attributes=[]))
            with self.subTest(model=name):
                self.assertFalse(
                    shown - own._pilot_fields - {"id", "display_name", "active"}
                )
                self.assertFalse(own._pilot_fields - shown)

    def test_views_ask_for_nothing_else(self):
        for name in self.listed():
            own = self.env[name].with_user(self.pilot)
            readable = set(own.fields_get(attributes=[]))
            views = self.env["ir.ui.view"].search(
                [("model", "=", name), ("mode", "=", "primary")]
            )
            for view in views.filtered(lambda v: v.type != "qweb"):
                arch = etree.fromstring(own.get_view(view.id, view.type)["arch"])
                asked = {
                    node.get("name")
                    for node in arch.iter("field")
                    if not any(a.tag == "field" for a in node.iterancestors())
                }
                with self.subTest(model=name, view=view.name or view.type):
                    self.assertFalse(asked - readable)


@tagged("post_install", "-at_install", "security")
class TestPilotActs(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.pilot = cls.users["manager"]

    def test_acts_of_the_pilot(self):
        own = self.case.with_user(self.pilot)
        own.action_assign(self.users["colleague"].id, "worker")
        self.assertEqual(self.case.worker_id, self.users["colleague"])
        concern = (
            self.case.with_user(self.users["counsellor"])
            .action_report_concern(self._reason("concern").id, "Fait")
            .with_user(self.pilot)
        )
        concern.action_acknowledge()
        self.assertEqual(concern.sudo().acknowledged_by_id, self.pilot)

    def test_acts_of_the_counsellor(self):
        """Refused to the pilot alone, allowed to who holds both groups."""
        acts = {
            "adhesion": lambda c: c.action_record_adhesion("accepted"),
            "note": lambda c: c.action_add_note("Vu", "both"),
            "contact": lambda c: c.action_log_contact("phone", "no_answer"),
            "plan": lambda c: c.action_start_plan(),
            "assessment": lambda c: c.action_start_assessment(),
            "concern": lambda c: c.action_report_concern(
                self._reason("concern").id, "Fait"
            ),
            "circle": lambda c: c.action_add_circle_member(
                {
                    "name": "Mme Test",
                    "role_id": self._reason("circle").id,
                    "date_from": Date.today(),
                    "is_shareable": True,
                }
            ),
            "referent": lambda c: c.write({"referent_id": self.pilot.id}),
        }
        for name, act in acts.items():
            with self.subTest(act=name), self.assertRaises(AccessError):
                act(self.case.with_user(self.pilot))
        self.pilot.group_ids = [
            Command.link(self.env.ref("declic.group_counsellor").id)
        ]
        for name, act in acts.items():
            with self.subTest(act=name):
                act(self.case.with_user(self.pilot))


@tagged("post_install", "-at_install")
class TestPilotMigration(TransactionCase):
    """Who piloted before keeps both groups; nobody else gets one."""

    def test_pilots_keep_the_file(self):
        counsellor = self.env.ref("declic.group_counsellor")
        of_own = self.env["res.groups"].create(
            {
                "name": "Direction",
                "implied_ids": [Command.link(self.env.ref("declic.group_manager").id)],
            }
        )
        groups = {
            "pilot": "declic.group_manager",
            "recovery": "declic.group_recovery",
            "employee": "base.group_user",
        }
        users = {
            name: new_test_user(self.env, f"before_{name}", groups=group)
            for name, group in groups.items()
        }
        users["left"] = new_test_user(
            self.env, "before_left", groups="declic.group_manager"
        )
        users["left"].active = False
        users["director"] = new_test_user(self.env, "before_director")
        users["director"].group_ids += of_own
        spec = importlib.util.spec_from_file_location(
            "post_pilots", file_path(MIGRATION)
        )
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, None)
        self.assertFalse(users["pilot"].has_group("declic.group_counsellor"))
        for _again in range(2):
            script.migrate(self.env.cr, "19.0.1.0.0")
            self.env.invalidate_all()
            with_it = {n for n, u in users.items() if counsellor in u.all_group_ids}
            self.assertEqual(with_it, {"pilot", "left", "director"})
        root = self.env.ref("base.user_root")
        self.assertNotIn(counsellor, root.group_ids)
