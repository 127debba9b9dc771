"""The journal of a case: what happened between the household and both sides, in one
stream, newest first, as the reader may see each line."""

from odoo import fields, models

# Older lines stay in their own lists.
MAX_LINES = 200


class DeclicCase(models.Model):
    _inherit = "declic.case"

    journal = fields.Json(compute="_compute_journal", groups="declic.group_counsellor")

    def _compute_journal(self):
        lines = {case: [] for case in self}
        for records, line in (
            (self._journal_search("declic.contact", "date"), self._journal_of_contact),
            # Whose these are is the case's own rule, and its next step has read them.
            (self.appointment_ids, self._journal_of_appointment),
            (self._journal_search("declic.note"), self._journal_of_note),
            (self.review_ids, self._journal_of_review),
            (self._journal_search("declic.document"), self._journal_of_document),
        ):
            for record in records:
                values = line(record)
                if values:
                    lines[record.case_id].append(
                        {"model": record._name, "id": record.id, **values}
                    )
        for case in self:
            found = sorted(lines[case], key=lambda one: one["date"], reverse=True)
            case.journal = found[:MAX_LINES]

    def _journal_search(self, model, day="create_date"):
        """The newest records of ``model`` by ``day``, searched as the reader whatever
        the cache holds: the rules decide each line."""
        return self.env[model].search(
            [("case_id", "in", self.ids)],
            order=f"{day} desc",
            limit=MAX_LINES * len(self),
        )

    def _said(self, record, name):
        """Label of the selection ``name`` of ``record``, in the user's language."""
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    def _moment(self, moment):
        """A date and time as text of the user's own time zone."""
        local = fields.Datetime.context_timestamp(self, moment)
        return local.strftime("%Y-%m-%d %H:%M")

    def _journal_of_contact(self, contact):
        if contact.appointment_id:
            # Told by its appointment.
            return None
        present = ", ".join(contact.present_ids.mapped("name"))
        return {
            "kind": "contact",
            "date": self._moment(contact.date),
            "title": self._said(contact, "medium"),
            "text": " · ".join(filter(None, (self._said(contact, "result"), present))),
            "who": contact.user_id.sudo().name,  # sudo: a professional's name
            "minutes": contact.minutes,
            "good": contact.is_honoured,
        }

    def _journal_of_appointment(self, appointment):
        return {
            "kind": "appointment",
            "date": self._moment(appointment.start),
            "title": self._said(appointment, "medium"),
            "text": self._said(appointment, "state"),
            "who": appointment.user_id.sudo().name,  # sudo: a professional's name
            "minutes": appointment.minutes_spent,
            "good": appointment.state == "kept",
        }

    def _journal_of_note(self, note):
        return {
            "kind": "note",
            "date": self._moment(note.create_date),
            "title": self._said(note, "audience"),
            "text": note.text,
            "who": note.author_name,
        }

    def _journal_of_review(self, review):
        to_come = review.date_due > fields.Date.context_today(self)
        if review.state == "cancelled" or (review.state == "draft" and to_come):
            return None
        parts = (
            self._said(review, "state"),
            self._said(review, "decision"),
            self._said(review, "handover") if review.handover else "",
        )
        day = review.date_held or review.date_due
        return {
            "kind": "review",
            "date": f"{day} 00:00",
            "title": self._said(review, "review_type"),
            "text": " · ".join(filter(None, parts)),
            "who": "",
            "good": review.state == "validated",
        }

    def _journal_of_document(self, document):
        return {
            "kind": "document",
            "date": self._moment(document.create_date),
            "title": document.type_id.name,
            "text": self._said(document, "audience"),
            "who": document.author_id.sudo().name,  # sudo: a professional's name
        }
