"""What the association keeps: no word of it on any path of the landlord (C4)."""

import logging

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from ..common import DeclicCase
from ..landlord import INTERNAL_ROLES

# Each word stands in one place that the landlord does not read.
WORDS = (
    "ZQXNOTE",
    "ZQXSOI",
    "ZQXPEUR",
    "ZQXBUT",
    "ZQXGESTE",
    "ZQXCERCLE",
    "ZQXDEMANDE",
    "ZQXFICHIER",
)
# And one that it does: without it the search would find nothing anywhere.
SHARED = "ZQXPARTAGE"
TYPED = ("char", "text", "html", "json", "many2one", "reference")
ELSEWHERE = (
    "calendar.event",
    "ir.attachment",
    "mail.activity",
    "mail.mail",
    "mail.message",
    "mail.tracking.value",
    "res.partner",
)


class Heard(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.told = []

    def emit(self, record):
        self.told.append(record.getMessage())


@tagged("post_install", "-at_install", "security")
class TestKeptWords(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # With the chatter and its tracking, which the other tests go without.
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.case = cls._case()
        heard = Heard()
        logger = logging.getLogger("odoo.addons")
        logger.addHandler(heard)
        cls.addClassCleanup(logger.removeHandler, heard)
        cls.heard = heard
        theirs = cls.case.with_user(cls.users["worker"])
        theirs.action_add_note("ZQXNOTE partie à l'abri", "own")
        theirs.action_add_note("ZQXSOI", "author")
        theirs.action_add_note(SHARED, "both")
        theirs.action_start_assessment().action_fill({"fears": "ZQXPEUR"})
        theirs.action_start_plan().action_add_goal(
            "psychological",
            "ZQXBUT",
            [{"name": "ZQXGESTE", "actor": "household", "date_due": Date.today()}],
        )
        theirs.action_add_circle_member(
            {
                "name": "ZQXCERCLE",
                "role_id": cls._reason("circle").id,
                "date_from": Date.today(),
            }
        )
        theirs.action_refer(
            {
                "network_id": cls.env["declic.network.partner"]
                .create({"name": "CMP de l'essai"})
                .id,
                "service_id": cls._reason("service").id,
                "consent_date": Date.today(),
                "category_ids": cls._reason("category").ids,
                "request": "ZQXDEMANDE",
            }
        )
        document = theirs.orientation_id.action_add_document(
            cls.env.ref("declic.document_type_other").id,
            "own",
            b"JVBERi0xLjQKMSAwIG9iago8PD4+CmVuZG9iagolJUVPRgo=",
        )
        files = cls.env["ir.attachment"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)]
        )
        files |= cls.env["ir.attachment"].search(
            [
                ("res_model", "=", document._name),
                ("res_id", "=", document.id),
                ("res_field", "!=", False),
            ]
        )
        cls.file = files[:1]
        cls.env.cr.execute(
            "UPDATE ir_attachment SET name = %s, index_content = %s WHERE id = %s",
            ("ZQXFICHIER.pdf", "ZQXFICHIER", cls.file.id),
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def models(self, user):
        for name, model in self.env.items():
            ours = name.startswith("declic.") or name in ELSEWHERE
            own = model.with_user(user)
            if (
                ours
                and not model._abstract
                and not model._transient
                and own.has_access("read")
            ):
                yield own

    def found(self, text):
        return {word for word in (*WORDS, SHARED) if word in text}

    def reading(self, model):
        """All that a client gets of a model by reading each field that it may."""
        names = [
            name
            for name, field in model._fields.items()
            if field.type in TYPED and model._has_field_access(field, "read")
        ]
        try:
            return str(model.search([]).read(names))
        except AccessError:
            # One record of another test is not this role's: each by itself.
            told = []
            for record in model.search([]):
                try:
                    told.append(str(record.read(names)))
                except AccessError:
                    continue
            return " ".join(told)

    def test_reading(self):
        """Every record and field of every role; the chatter and its tracking too."""
        for role in INTERNAL_ROLES:
            seen = set()
            for model in self.models(self.users[role]):
                self.env.invalidate_all()
                seen |= self.found(self.reading(model))
            with self.subTest(role=role):
                allowed = {SHARED} if role == "counsellor" else set()
                self.assertEqual(seen, allowed)

    def test_searching(self):
        for role in INTERNAL_ROLES:
            for model in self.models(self.users[role]):
                for name, field in model._fields.items():
                    if field.type not in ("char", "text", "html") or not (
                        field.store and model._has_field_access(field, "read")
                    ):
                        continue
                    for word in ("ZQXNOTE", "ZQXPEUR", "ZQXBUT", "ZQXFICHIER"):
                        try:
                            found = model.search([(name, "ilike", word)])
                        except (AccessError, UserError):
                            continue
                        with self.subTest(role=role, model=model._name, field=name):
                            self.assertFalse(found)

    def test_papers_and_exports(self):
        counsellor = self.users["counsellor"]
        counsellor.group_ids |= self.env.ref("declic.group_export")
        case = self.case.with_user(counsellor)
        reports = self.env["ir.actions.report"].with_user(counsellor)
        for report in reports.sudo().search(
            [("model", "=", "declic.case"), ("report_name", "=like", "declic.%")]
        ):
            try:
                page, _kind = reports._render_qweb_html(report.report_name, case.ids)
            except (AccessError, UserError):
                continue
            with self.subTest(report=report.report_name):
                self.assertFalse(self.found(str(page)))
        for file in self.case.orientation_id.frozen_ids.with_user(counsellor):
            if file._filtered_access("read"):
                self.assertFalse(self.found(str(file.sudo()._sheet())))
        exported = case.export_data(
            ["reference", "note_ids/text", "circle_ids/name", "plan_ids/goal_ids/name"]
        )
        self.assertLessEqual(self.found(str(exported)), {SHARED})

    def test_mails_and_logs(self):
        self.env.cr.execute(
            "SELECT string_agg(t::text, ' ') FROM mail_mail t"
            " UNION SELECT string_agg(t::text, ' ') FROM mail_message t"
            " UNION SELECT string_agg(t::text, ' ') FROM mail_tracking_value t"
            " UNION SELECT string_agg(t::text, ' ') FROM mail_activity t"
            " UNION SELECT string_agg(t::text, ' ') FROM calendar_event t"
            " UNION SELECT string_agg(t::text, ' ') FROM declic_read_log t"
            " UNION SELECT string_agg(t::text, ' ') FROM declic_change_log t"
            " UNION SELECT string_agg(t::text, ' ') FROM declic_word_log t"
        )
        told = " ".join(row[0] or "" for row in self.env.cr.fetchall())
        self.assertFalse(self.found(told))
        self.assertFalse(self.found(" ".join(self.heard.told)))

    def test_the_persons_file(self):
        request = (
            self.env["declic.rights.request"]
            .with_user(self.users["data_officer"])
            .create(
                {
                    "kind": "access",
                    "identity": "known",
                    "person_name": self.case.household_id.partner_id.name,
                    "household_reference": self.case.household_id.reference,
                }
            )
        )
        request.action_gather()
        told = str(request.passage_ids.read(["text", "place", "part"]))
        self.assertEqual(self.found(told), {SHARED})
        request.passage_ids.decision = "whole"
        self.assertEqual(self.found(str(request._file_data())), {SHARED})
