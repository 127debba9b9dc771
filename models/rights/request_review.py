"""The person's file: gathered, looked at, then handed over (C5)."""

import base64
import hashlib
import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine import third_parties


class DeclicRightsRequest(models.Model):
    _inherit = "declic.rights.request"

    passage_ids = fields.One2many("declic.rights.passage", "request_id")
    date_gathered = fields.Datetime(readonly=True, copy=False)
    file_pdf = fields.Binary(
        string="File (PDF)", attachment=True, readonly=True, copy=False
    )
    file_json = fields.Binary(
        string="File (JSON)", attachment=True, readonly=True, copy=False
    )
    pdf_name = fields.Char(compute="_compute_file_names")
    json_name = fields.Char(compute="_compute_file_names")
    own_note_count = fields.Integer(
        string="Notes their authors keep to themselves",
        readonly=True,
        copy=False,
        help="Ask their authors: this screen does not show them.",
    )

    def _compute_file_names(self):
        for request in self:
            request.pdf_name = f"{request.reference}.pdf"
            request.json_name = f"{request.reference}.json"

    def action_gather(self):
        """Gather what the landlord holds on the person; its words wait for a look.

        Gathered again, what was decided on unchanged words stays decided.

        :raises UserError: not an access, answered already, or nobody was found
        """
        self.ensure_one()
        self.check_access("write")
        self._check_gathers()
        self.env["declic.read.log"]._log(self.household_id, "person")
        found = self._found_passages()
        # sudo: passages are written by this act only.
        own = self.sudo()
        known = {(p.res_model, p.res_id, p.field_name): p for p in own.passage_ids}
        gone = own.passage_ids.browse()
        for key, passage in known.items():
            if key not in found or found[key]["text"] != passage.text:
                gone |= passage
        kept = known.keys() - {(p.res_model, p.res_id, p.field_name) for p in gone}
        gone.unlink()
        own.passage_ids.create(
            [
                {
                    "request_id": self.id,
                    "res_model": model,
                    "res_id": res_id,
                    "field_name": name,
                    **values,
                }
                for (model, res_id, name), values in found.items()
                if (model, res_id, name) not in kept
            ]
        )
        own.write(
            {
                "date_gathered": fields.Datetime.now(),
                "own_note_count": self._own_notes(),
            }
        )

    def _check_gathers(self):
        if self.kind != "access" or self.state != "received":
            raise UserError(
                self.env._("A file is gathered for a request of access, unanswered.")
            )
        # sudo: whether somebody was found.
        if not self.sudo().household_id:
            raise UserError(
                self.env._("Type the household's reference: nobody was found.")
            )

    def _found_passages(self):
        """(model, id, field) → values of each passage of the person's file."""
        own, others = [self._person().name], self._other_names()
        found = {}
        for section in self._sections():
            for record in section["records"]:
                for passage in record["passages"]:
                    marks = third_parties.reasons(passage["text"], own, others)
                    why = next((m for m in ("adult", "about") if m in marks), None)
                    if not why and passage["by_other"]:
                        why = "by"
                    found[passage["key"]] = {
                        "place": f"{record['title']} · {passage['label']}",
                        "text": passage["text"],
                        "why": why,
                    }
        return found

    def action_whole(self):
        """Hand over, as they are, the passages in which nobody else was found."""
        self.ensure_one()
        self.check_access("write")
        self.passage_ids.filtered(lambda p: not p.why and not p.decision).write(
            {"decision": "whole"}
        )

    def action_make_file(self):
        """Make the PDF and the JSON once every passage was decided on.

        :raises UserError: a passage waits, or the file has changed since
        """
        self.ensure_one()
        self.check_access("write")
        self._check_gathers()
        if not self.identity:
            raise UserError(self.env._("Say how the person's identity was checked."))
        self._check_reviewed()
        data = json.dumps(self._file_data(), ensure_ascii=False, indent=1)
        # sudo: files are written by this act only.
        own = self.sudo()
        own.file_json = base64.b64encode(data.encode())
        report = own.env["ir.actions.report"]._get_report("declic.report_rights_file")
        pdf = report._print_or_refuse(*report._freeze_sheet(self.ids))
        own.file_pdf = base64.b64encode(pdf)
        own.handed_over = self.env._(
            "PDF and JSON of %(day)s (SHA-256 %(hash)s)",
            day=format_date(self.env, fields.Date.context_today(self)),
            hash=hashlib.sha256(data.encode()).hexdigest()[:16],
        )

    def _check_reviewed(self):
        """Raise UserError unless every passage, as it stands today, was decided on."""
        if not self.date_gathered:
            raise UserError(self.env._("Gather what is held first."))
        waiting = self.passage_ids.filtered(lambda p: not p.decision)
        if waiting:
            raise UserError(
                self.env._("Passages that wait for your decision: %s.", len(waiting))
            )
        now = {key: values["text"] for key, values in self._found_passages().items()}
        then = {
            (p.res_model, p.res_id, p.field_name): p.text
            for p in self.passage_ids.sudo()  # sudo: whose text it is
        }
        if now != then:
            raise UserError(
                self.env._(
                    "Something was written since: gather again and look at what is new."
                )
            )

    def _forget_file(self):
        """Throw away what was handed over; the line stays and proves the answer."""
        self._keyed().write({"file_pdf": False, "file_json": False})

    def _check_file_made(self):
        if not self.with_context(bin_size=True).file_json:
            raise UserError(
                self.env._("Make the person's file, and hand it over, first.")
            )

    def _printed(self):
        """What the report prints: the very data of the JSON, once it was made.

        :raises UserError: the review is not done
        """
        self.ensure_one()
        self._check_file_made()
        return json.loads(base64.b64decode(self.with_context(bin_size=False).file_json))

    def _labelled(self, label, text):
        """A label and what it says, with the signs of the reader's language."""
        lang = self.company_id.partner_id.lang or self.env.lang
        return self.with_context(lang=lang).env._(
            "%(label)s: %(text)s", label=label, text=text
        )

    def _letterhead(self):
        """Name and logo of the landlord, who writes alone."""
        self.ensure_one()
        return {
            "landlord": self.company_id.name,
            "association": False,
            "landlord_logo": self.company_id._declic_logo(),
            "association_logo": False,
        }
