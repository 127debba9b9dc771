"""Role × model × state of the record × path, as ``record_matrix.csv`` declares.

A cell holds the letters of the roles that read such a record; every path must agree.
"""

import base64
import csv
from contextlib import nullcontext
from types import SimpleNamespace
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command, Date, Datetime
from odoo.tests import new_test_user, tagged
from odoo.tools import file_open

from odoo.addons.declic.models.privacy import read_log

from ..common import DeclicCase
from ..landlord import INTERNAL_ROLES

ROLES = {
    "W": "worker",
    "K": "coordinator",
    "P": "psychologist",
    "G": "reporter",
    "R": "recovery",
    "C": "counsellor",
    "M": "manager",
    "D": "data_officer",
    "A": "accountant",
}
PDF = base64.b64encode(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
# One file of each kind, seen by the worker of the first association.
CASES = (
    "own",
    "colleague",
    "other",
    "unassigned",
    "closed",
    "locked",
    "anonymous",
    "informed",
    "withheld",
    "personal",
    "closing",
)


class RecordCase(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = {}
        for kind in CASES:
            cls.files[kind] = getattr(cls, f"_{kind}")()
        cls.env["declic.household"]._run_detection()
        for records in cls.files.values():
            household = records.get("declic.household")
            if not household:
                continue
            records["declic.signal"] = cls.env["declic.signal"].create(
                {"household_id": household.id, "manual_kind": "mail_piling"}
            )
            records["declic.ledger.month"] = household.ledger_month_ids[:1]
            records["declic.arrears.record"] = cls.env["declic.arrears.record"].search(
                [("household_id", "=", household.id)], limit=1
            )
            records["declic.benefit.month"] = cls.env["declic.benefit.month"].create(
                {
                    "household_id": household.id,
                    "month": cls.today.replace(day=1),
                    "kind": "monthly",
                    "is_applied": True,
                }
            )
            # What the rent was until today.
            household.rent += 1
            records["declic.household.value"] = cls.env[
                "declic.household.value"
            ].search([("household_id", "=", household.id)], limit=1)

    @classmethod
    def _network(cls):
        partners = cls.env["declic.network.partner"]
        return partners.search([], limit=1) or partners.create({"name": "CMP test"})

    @classmethod
    def _sheet(cls, case):
        meeting = cls.env["declic.meeting"].create({"programme_id": cls.programme.id})
        return cls.env["declic.meeting.sheet"].create(
            {
                "meeting_id": meeting.id,
                "case_id": case.id,
                "question": "Qui peut passer ?",
                "decision_ids": [
                    Command.create(
                        {
                            "name": "Passer",
                            "actor": "landlord",
                            "date_due": Date.today(),
                        }
                    )
                ],
            }
        )

    @classmethod
    def _landlord_part(cls, name, position, association=None, worker=None):
        household = cls._household(f"{name.upper()}-TEST Sacha")
        member = cls.env["declic.household.member"].create(
            {"household_id": household.id, "role": "child"}
        )
        cls._rent(household, cls._months_ago(3), 900)
        repayment = cls.env["declic.repayment.plan"].create(
            {"household_id": household.id, "installment_amount": 90}
        )
        repayment.action_cover_open_lines()
        repayment.action_activate()
        forecast = cls.env["declic.repayment.forecast"].search(
            [("plan_id", "=", repayment.id)], limit=1
        )
        body = cls._reason("aid_body")
        aid = cls.env["declic.aid.request"].create(
            {"household_id": household.id, "body_id": body.id, "amount_asked": 600}
        )
        procedure = cls.env["declic.procedure"].create({"household_id": household.id})
        step = cls.env["declic.procedure.step"].create(
            {
                "procedure_id": procedure.id,
                "type_id": cls.env.ref("declic.step_type_order_to_pay").id,
            }
        )
        contact = cls.env["declic.contact"].create(
            {"household_id": household.id, "medium": "phone", "result": "no_answer"}
        )
        request = cls.env["declic.rights.request"].create(
            {
                "kind": "access",
                "person_name": household.partner_id.name,
                "household_reference": household.reference,
            }
        )
        passage = cls.env["declic.rights.passage"].create(
            {
                "request_id": request.id,
                "res_model": "declic.contact",
                "res_id": contact.id,
                "field_name": "summary",
                "place": "Contact",
                "text": "Un mot",
            }
        )
        records = {
            "declic.household": household,
            "declic.household.member": member,
            "declic.contact": contact,
            "declic.repayment.plan": repayment,
            "declic.repayment.plan.line": repayment.line_ids[:1],
            "declic.repayment.installment": repayment.installment_ids[:1],
            "declic.repayment.event": repayment.event_ids[:1],
            "declic.repayment.forecast": forecast,
            "declic.aid.request": aid,
            "declic.disclosure": cls.env["declic.disclosure"].search(
                [("household_id", "=", household.id)], limit=1
            ),
            "declic.procedure": procedure,
            "declic.procedure.step": step,
            "declic.rights.passage": passage,
            "declic.rights.request": request,
            "declic.change.log": cls.env["declic.change.log"].create(
                {
                    "user_id": cls.users["counsellor"].id,
                    "household_id": household.id,
                    "res_model": "declic.household",
                    "res_id": household.id,
                    "field_name": "do_not_call",
                }
            ),
            "declic.word.log": cls.env["declic.word.log"].create(
                {
                    "user_id": cls.users["counsellor"].id,
                    "household_id": household.id,
                    "res_model": "declic.note",
                    "field_name": "text",
                    "topic": "health",
                }
            ),
            "declic.text.sample": cls.env["declic.text.sample"].create(
                {
                    "household_id": household.id,
                    "company_id": household.company_id.id,
                    "month": cls.today.replace(day=1),
                    "place": "Note",
                    "text": "Un mot",
                }
            ),
        }
        if not association:
            return records
        orientation = cls._orientation(household, position, association)
        prefix = "" if association == cls.association else "other_"
        case = (
            orientation.with_user(cls.users[f"{prefix}coordinator"])
            .action_accept(cls.users[worker].id)
            .sudo()
        )
        theirs = case.with_user(cls.users[worker])
        theirs.action_log_contact("visit", "reached", 30)
        goal = theirs.action_start_plan().action_add_goal(
            "social",
            "Je paie mon loyer",
            [{"name": "Appeler", "actor": "household", "date_due": Date.today()}],
        )
        goal = case.plan_ids.goal_ids or goal
        agreement = cls.env["declic.plan.agreement"].create(
            {
                "plan_id": case.plan_ids.id,
                "channel": "oral",
                "name": name,
                "recorded_by_id": cls.users[worker].id,
            }
        )
        review = case.review_ids[:1]
        assessment = theirs.action_start_assessment()
        housing = assessment.line_ids.filtered(
            lambda line: line.domain_id == cls.env.ref("declic.domain_housing")
        )
        item = cls.env["declic.budget.item"].search([], limit=1)
        assessment.budget_ids.action_fill(
            {
                "amounts": {item.id: 900.0},
                "person_14_count": 1,
                "child_count": 0,
                "is_shared": True,
            }
        )
        theirs.action_share_sheet()
        referral = theirs.action_refer(
            {
                "network_id": cls._network().id,
                "service_id": cls._reason("service").id,
                "consent_date": Date.today(),
                "category_ids": cls._reason("category").ids,
                "is_shareable": True,
            }
        )
        sheet = cls._sheet(case)
        body = cls._reason("aid_body")
        member = theirs.action_add_circle_member(
            {
                "name": "Mme Test",
                "role_id": cls._reason("circle").id,
                "date_from": Date.today(),
                "is_shareable": True,
            }
        )
        appointment = (
            theirs.action_plan_appointment(
                Datetime.now() + relativedelta(days=2), "visit", channel="visit"
            )
            if position == "agreed"
            else cls.env["declic.appointment"].create(
                {"case_id": case.id, "start": Datetime.now() + relativedelta(days=2)}
            )
        )
        concern = theirs.action_report_concern(cls._reason("concern").id, "Test")
        check = cls.env["declic.closure.check"].create(
            {"case_id": case.id, "months": 6, "date": Date.today()}
        )
        aid = theirs.action_ask_aid({"body_id": body.id, "amount_asked": 600})
        note = theirs.action_add_note("Vu à la porte", "both")
        document = theirs.orientation_id.action_add_document(
            cls.env.ref("declic.document_type_other").id, "both", PDF
        )
        correction = cls.env["declic.correction.request"]._ask(
            case, case.plan_ids, cls._reason("correction")
        )
        decision = cls.env["declic.review.decision"].create(
            {"review_id": review.id, "kind": "aid"}
        )
        result = cls.env["declic.review.goal"].create(
            {"review_id": review.id, "goal_id": goal.id}
        )
        return records | {
            "declic.review.goal": result,
            "declic.review.decision": decision,
            "declic.appointment": appointment.sudo(),
            "declic.concern": concern.sudo(),
            "declic.closure.check": check,
            "declic.aid.request": aid.sudo(),
            "declic.note": note.sudo(),
            "declic.document": document.sudo(),
            "declic.correction.request": correction,
            "declic.contact": case.contact_ids[:1],
            "declic.orientation": orientation.sudo(),
            "declic.orientation.content": orientation.sudo().content_id,
            "declic.orientation.measure": orientation.sudo().measure_ids,
            "declic.circle.member": member.sudo(),
            "declic.assessment": assessment.sudo(),
            "declic.assessment.line": housing.sudo(),
            "declic.budget": assessment.sudo().budget_ids,
            "declic.budget.line": assessment.sudo().budget_ids.line_ids,
            "declic.sheet.link": case.sheet_link_ids,
            "declic.frozen.file": orientation.sudo().frozen_ids.filtered(
                lambda f: f.audience == "association"
            ),
            "declic.referral": referral.sudo(),
            "declic.meeting.sheet": sheet,
            "declic.meeting.decision": sheet.decision_ids,
            "declic.case.fact": cls.env["declic.case.fact"].browse(case.id),
            "declic.snapshot": orientation.sudo().snapshot_id,
            "declic.consent": household.consent_ids[:1],
            "declic.case": case,
            "declic.assignment": case.assignment_ids.filtered("user_id")[:1],
            "declic.plan": case.plan_ids,
            "declic.plan.agreement": agreement,
            "declic.plan.goal": goal.sudo(),
            "declic.plan.action": goal.sudo().action_ids[:1],
            "declic.review": review,
        }

    @classmethod
    def _own(cls):
        return cls._landlord_part("propre", "agreed", cls.association, "worker")

    @classmethod
    def _colleague(cls):
        return cls._landlord_part("collegue", "agreed", cls.association, "colleague")

    @classmethod
    def _other(cls):
        return cls._landlord_part(
            "autre", "agreed", cls.other_association, "other_worker"
        )

    @classmethod
    def _unassigned(cls):
        return cls._landlord_part("libre", "none")

    @classmethod
    def _closed(cls):
        # Closed long ago: the thirty days are over.
        with freeze_time(cls.today - relativedelta(days=40)):
            records = cls._landlord_part("clos", "agreed", cls.association, "worker")
            # Who stands in for the referent beyond that day keeps no more than he does.
            records["declic.case"]._assign(
                cls.users["colleague"],
                "substitute",
                cls.today + relativedelta(months=2),
            )
            records["declic.case"]._close("other", cls._reason("closing"))
        return records

    @classmethod
    def _locked(cls):
        records = cls._landlord_part("exclu", "agreed", cls.association, "worker")
        cls.env["declic.lock"].create(
            [
                {
                    "household_id": records["declic.household"].id,
                    "user_id": cls.users[role].id,
                    "reason": "conflict",
                }
                for role in ROLES.values()
            ]
        )
        return records

    @classmethod
    def _anonymous(cls):
        records = cls._landlord_part("oppose", "agreed", cls.association, "worker")
        records["declic.consent"].action_withdraw()
        return records

    @classmethod
    def _informed(cls):
        return cls._landlord_part("porte", "informed", cls.association, "worker")

    @classmethod
    def _withheld(cls):
        """What the association keeps to itself."""
        records = cls._landlord_part("retenu", "agreed", cls.association, "worker")
        theirs = records["declic.case"].with_user(cls.users["worker"])
        goal = theirs.plan_id.action_add_goal(
            "psychological",
            "Je revois la psychologue",
            [{"name": "Appeler", "actor": "household", "date_due": Date.today()}],
        )
        goal = goal.sudo() or records["declic.plan"].goal_ids[-1:]
        document = theirs.orientation_id.action_add_document(
            cls.env.ref("declic.document_type_other").id, "own", PDF
        )
        records["declic.budget"].action_fill(
            {
                "amounts": {records["declic.budget.line"].item_id.id: 900.0},
                "person_14_count": 1,
                "child_count": 0,
                "is_shared": False,
            }
        )
        records["declic.circle.member"].is_shareable = False
        records["declic.referral"].is_shareable = False
        return records | {
            "declic.note": theirs.action_add_note("Entre nous", "own").sudo(),
            "declic.document": document.sudo(),
            "declic.plan.goal": goal,
            "declic.plan.action": goal.action_ids[:1],
            "declic.budget.line": records["declic.budget"].line_ids,
            "declic.review.goal": cls.env["declic.review.goal"].create(
                {"review_id": records["declic.review"].id, "goal_id": goal.id}
            ),
            "declic.assessment.line": records["declic.assessment"].line_ids.filtered(
                lambda line: not line.domain_id.is_landlord_visible
            )[:1],
        }

    @classmethod
    def _personal(cls):
        """What one person keeps to himself."""
        worker = cls.users["worker"]
        theirs = cls.files["own"]["declic.case"].with_user(worker)
        document = cls.env["declic.document"].with_user(worker).sudo()
        document = document.create(
            {
                "orientation_id": theirs.orientation_id.id,
                "type_id": cls.env.ref("declic.document_type_other").id,
                "audience": "author",
                "file": PDF,
            }
        )
        draft = cls.env["declic.draft"].create(
            {"user_id": worker.id, "key": f"case-{theirs.id}", "content": "Un début"}
        )
        return {
            "declic.note": theirs.action_add_note("Pour moi", "author").sudo(),
            "declic.document": document,
            "declic.draft": draft,
        }

    @classmethod
    def _closing(cls):
        """What stays readable of a support that was closed long ago."""
        case = cls.files["closed"]["declic.case"]
        review = (
            cls.env["declic.review"]
            ._keyed()
            .create(
                {
                    "case_id": case.id,
                    "review_type": "closing",
                    "date_due": cls.today,
                    "state": "validated",
                }
            )
        )
        return {
            "declic.review": review,
            "declic.frozen.file": review._freeze_bytes("association", "x.pdf", PDF),
        }

    def shown(self, records):
        """What each path shows of ``records`` to their user.

        :return: dict of the path's name to a set of ids, empty when it is refused
        """
        model, domain = records.browse(), [("id", "in", records.ids)]

        def counted():
            found = model.search(domain)
            self.assertEqual(model.search_count(domain), len(found))
            return found.ids

        def grouped():
            count, ids = model._read_group(domain, [], ["__count", "id:array_agg"])[0]
            self.assertEqual(count, len(ids or ()))
            return ids

        def formatted():
            [row] = model.formatted_read_group(domain, [], ["__count", "id:array_agg"])
            self.assertEqual(row["__count"], len(row["id:array_agg"] or ()))
            return row["id:array_agg"]

        def one_by_one(read):
            """Of several records, one that is refused would hide the others."""
            return [r.id for r in records if self.allowed(read, r)]

        fields = ["display_name"]
        paths = {
            "search and count": counted,
            "search_fetch": lambda: model.search_fetch(domain, fields).ids,
            "search_read": lambda: [r["id"] for r in model.search_read(domain, fields)],
            "read_group": grouped,
            "formatted_read_group": formatted,
            "name_search": lambda: [r[0] for r in model.name_search("", domain)],
            "read": lambda: one_by_one(lambda r: r.read(fields)),
            "web_read": lambda: one_by_one(lambda r: r.web_read({fields[0]: {}})),
        }
        self.env.invalidate_all()
        return {name: set(self.allowed(path) or ()) for name, path in paths.items()}

    def allowed(self, path, *words):
        """What ``path`` returns, None when it is refused."""
        try:
            return path(*words)
        except AccessError:
            return None


@tagged("post_install", "-at_install", "security")
class TestRecordMatrix(RecordCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("declic/tests/record_matrix.csv") as source:
            cls.declared = {row.pop("model"): row for row in csv.DictReader(source)}
        with file_open("declic/tests/access_matrix.csv") as source:
            cls.allowed_of = {row.pop("model"): row for row in csv.DictReader(source)}

    def cells(self):
        """(model, role, its records of all files as that role, those the row shows)."""
        for name in self.looked_at(self.declared):
            row = self.declared[name]
            files = {kind: records.get(name) for kind, records in self.files.items()}
            for kind, record in files.items():
                if not record:
                    self.assertEqual(row[kind], "", (name, kind))
            everything = self.env[name].union(*filter(None, files.values()))
            for letter, role in ROLES.items():
                shown = self.env[name].union(
                    *(r for kind, r in files.items() if r and letter in row[kind])
                )
                yield name, role, everything.with_user(self.users[role]), shown

    def labels(self, name, ids):
        """The files of the records of these ids: a failure says which."""
        return {
            f"{kind} {record.id}"
            for kind, records in self.files.items()
            for record in records.get(name) or ()
            if record.id in ids
        }

    def test_matrix(self):
        models = {name for records in self.files.values() for name in records}
        self.assertEqual(models, set(self.declared))
        for name, role, records, shown in self.cells():
            wrong = {
                path: self.labels(name, ids ^ set(shown.ids))
                for path, ids in self.shown(records).items()
                if ids != set(shown.ids)
            }
            with self.subTest(model=name, role=role):
                self.assertFalse(wrong)

    def test_operations(self):
        """Write and delete: what the model's row allows, on what the record's row
        shows, and nothing else."""
        for name, role, records, shown in self.cells():
            for operation, short in (("write", "w"), ("unlink", "u")):
                may = short in self.allowed_of[name][role]
                expected = shown if may else shown.browse()
                with self.subTest(model=name, role=role, operation=operation):
                    found = records._filtered_access(operation)
                    self.assertEqual(
                        self.labels(name, found.ids), self.labels(name, expected.ids)
                    )

    def test_fields_of_the_portal(self):
        """A field that an association reads without a line in the file fails."""
        with file_open("declic/tests/portal_fields.csv") as source:
            declared = {
                row["model"]: set(row["fields"].split())
                for row in csv.DictReader(source)
            }
        for name in self.looked_at(self.env):
            if not name.startswith("declic.") or self.env[name]._abstract:
                continue
            readable = set()
            for role in ("worker", "psychologist"):
                model = self.env[name].with_user(self.users[role])
                if model.has_access("read"):
                    readable |= set(model.fields_get(attributes=[]))
            with self.subTest(model=name):
                self.assertEqual(readable, declared.get(name, set()))

    def test_fields_of_some(self):
        """A field of ours that some groups alone read: who reads it, as declared."""
        with file_open("declic/tests/field_rights.csv") as source:
            declared = {
                (row["model"], name): row["readers"]
                for row in csv.DictReader(source)
                for name in row["fields"].split()
            }
        found = {}
        for model in self.looked_at(self.env):
            mine = {name for of, name in declared if of == model}
            if self.env[model]._abstract:
                continue
            mine |= {
                name
                for name, field in self.env[model]._fields.items()
                if field.groups
                and "declic" in field._modules
                and not name.startswith("activity_")
            }
            for letter, role in ROLES.items():
                own = self.env[model].with_user(self.users[role])
                shown = own.fields_get(list(mine), attributes=[]) if mine else ()
                for name in mine:
                    found.setdefault((model, name), "")
                    found[model, name] += letter if name in shown else ""
        looked_at = set(self.looked_at(self.env))
        declared = {key: who for key, who in declared.items() if key[0] in looked_at}
        self.assertFalse(found.items() ^ declared.items())

    def test_other_company(self):
        """What is one landlord's is nobody's of another, whatever the role there."""
        elsewhere = self.env["res.company"].create({"name": "Autre bailleur"})
        strangers = [
            new_test_user(
                self.env,
                f"elsewhere_{role}",
                groups=INTERNAL_ROLES[role],
                company_id=elsewhere.id,
                company_ids=[Command.set(elsewhere.ids)],
            )
            for role in ROLES.values()
            if role in INTERNAL_ROLES
        ]
        households = self.env["declic.household"].search([])
        self.env["declic.line.rule"].create(
            {"name": "Les leurs", "company_id": self.company.id, "nature": "rent"}
        )
        self.env["declic.programme.funding"].create(
            {"programme_id": self.programme.id, "name": "Ville", "year": 2026}
            | {"amount": 1000}
        )
        self.env["declic.evaluation"].create(
            {"programme_id": self.programme.id}
        ).action_compute()
        self.env["declic.review.session"].create(
            {"association_id": self.association.id}
        )
        self.env["declic.clinical.session"].create(
            {
                "association_id": self.association.id,
                "month": "2026-10-01",
                "session_count": 3,
                "hours": 3,
            }
        )
        self.env["declic.lease.import"].create(
            {
                "file": base64.b64encode(b"id_bail;nom;loyer\nZ1;ESSAI;rien"),
                "file_name": "baux.csv",
            }
        ).action_check()
        households.export_data(["reference"])
        access = self.env["declic.api.access"].create(
            {"name": "Tableau de bord", "programme_id": self.programme.id}
        )
        self.env["declic.api.call"]._log(access, "cases")
        webhook = self.env["declic.webhook"].create(
            {"access_id": access.id, "url": "https://receiver.example"}
        )
        self.env["declic.webhook.delivery"].create(
            {"webhook_id": webhook.id, "key": "x", "event": "x", "body": "{}"}
        )
        self.env["declic.retention.rule"].create({"source": "Test"})
        own = SimpleNamespace(cursor=lambda: nullcontext(self.cr))
        with patch.object(read_log, "Registry", lambda _name: own):
            read_log._write("", self.env.uid, households.ids, Datetime.now(), "screen")
        for model in self.looked_at(self.env):
            kind = self.env.registry[model]
            if not model.startswith("declic.") or kind._abstract or kind._transient:
                continue
            if "company_id" in self.env[model]._fields:
                domain = [("company_id", "=", self.company.id)]
            elif model in ("declic.clinical.session", "declic.orientation.content"):
                # Of an association whose programme, or of an orientation that, is one
                # landlord's.
                domain = []
            else:
                continue
            kept = self.env[model].with_context(declic_ledger=households.ids)
            ours = kept.search(domain)
            for user in strangers:
                theirs = kept.with_user(user)
                theirs = theirs.with_context(allowed_company_ids=elsewhere.ids)
                if not theirs.has_access("read"):
                    continue
                with self.subTest(model=model, user=user.login):
                    self.assertTrue(ours, "no record to look at")
                    self.assertFalse(theirs.search([("id", "in", ours.ids)]))

    def test_beside_the_files(self):
        """What belongs to no household, or to many: its readers, and who is not."""
        other = self.programme.copy({"name": "Sans orientation"})
        closed = self.env["declic.network.partner"].create(
            {"name": "Service fermé", "active": False}
        )
        sessions = self.env["declic.clinical.session"].create(
            [
                {
                    "association_id": one.id,
                    "month": "2026-10-01",
                    "session_count": 3,
                    "hours": 3,
                }
                for one in (self.association, self.other_association)
            ]
        )
        evaluation = self.env["declic.evaluation"].create(
            {"programme_id": self.programme.id}
        )
        printed = evaluation._freeze_bytes("funder", "bilan.xlsx", b"x")
        frozen = printed | self.files["own"]["declic.frozen.file"]
        costs = self.env["declic.evaluation.cost"].create(
            [
                {
                    "evaluation_id": evaluation.id,
                    "case_id": self.files[kind]["declic.case"].id,
                    "minutes": 60,
                }
                for kind in ("own", "locked")
            ]
        )
        own, locked = (
            self.files[kind]["declic.household"] for kind in ("own", "locked")
        )
        lines = self.env["declic.ledger.line"]
        lines = lines.with_context(declic_ledger=(own | locked).ids).search([])
        theirs = lines.filtered(lambda line: line.household_id == own)
        self.assertLess(len(theirs), len(lines))
        programmes = self.programme | other
        meetings = self.env["declic.review.session"].create(
            [{"association_id": self.association.id}] * 2
        )
        for meeting, kind in zip(meetings, ("own", "locked"), strict=True):
            meeting.review_ids = self.files[kind]["declic.review"]
        approving = self.env.ref("declic.declic_day_tile_plans")
        self.assertNotIn(self.env.ref("declic.group_recovery"), approving.group_ids)
        for records, role, shown in (
            (programmes, "worker", self.programme),
            (programmes, "coordinator", self.programme),
            (programmes, "other_worker", self.programme),
            (programmes, "manager", programmes),
            (closed | self._network(), "worker", self._network()),
            (sessions, "psychologist", sessions[0]),
            (sessions, "manager", sessions),
            (frozen, "manager", printed),
            (costs, "manager", costs[0]),
            (lines, "recovery", theirs),
            (meetings, "counsellor", meetings[0]),
            (approving, "counsellor", approving),
            (approving, "recovery", approving.browse()),
        ):
            found = records.with_user(self.users[role]).with_context(active_test=False)
            with self.subTest(model=records._name, role=role):
                self.assertEqual(
                    found.search([("id", "in", records.ids)]).sudo(), shown
                )

    def test_export(self):
        """An export is a read: refused to the portal, and of what is not seen."""
        export = self.env.ref("declic.group_export")
        for role in ("counsellor", "manager"):
            user = self.users[role]
            user.group_ids |= export
            locked = self.files["locked"]["declic.household"].with_user(user)
            with self.assertRaises(AccessError):
                locked.export_data(["reference"])
            own = self.files["own"]["declic.household"].with_user(user)
            self.assertTrue(own.export_data(["reference"])["datas"])
