"""All that the landlord holds on one adult of a household (C5; GDPR, art. 15).

Found by the fields themselves, as the anonymising does: what a later version adds is in
the file too. Closed lists, dates and amounts are told as they stand; every word that
somebody typed is a passage, which a person looks at first.
"""

from odoo import models
from odoo.tools import (
    format_amount,
    format_date,
    format_datetime,
    formatLang,
    html2plaintext,
)

from ...engine import folding
from ..common.local_day import day_at

# Told elsewhere in the file, or of others: who is excluded, what was printed again.
_LEFT_OUT = frozenset(
    {
        "declic.assignment",
        "declic.change.log",
        "declic.disclosure",
        "declic.evaluation.cost",
        "declic.frozen.file",
        "declic.lease.import.line",
        "declic.lock",
        "declic.read.log",
        "declic.rights.passage",
        "declic.sheet.link",
        "declic.text.sample",
        "declic.word.log",
    }
)
# Of one adult each, by their ``member_id``; empty: the account holder's.
_OF_AN_ADULT = frozenset({"declic.consent", "declic.rights.request"})
_TECHNICAL = frozenset(
    {
        "active",
        "company_id",
        "create_date",
        "create_uid",
        "currency_id",
        "display_name",
        "id",
        "lease_key",
        "line_mark",
        "ledger_print",
        "mimetype",
        "pdf_sha256",
        "content_sha256",
        "search_text",
        "sequence",
        "urgency",
        "write_date",
        "write_uid",
    }
)
# Of the account holder alone, whoever else holds the lease.
_OF_HOLDER = frozenset(
    {"name", "city", "birth_year", "partner_id", "estate_partner_id"}
)
# Text that no person typed about somebody: drawn, computed or copied from a list.
_DRAWN = frozenset(
    {
        "reference",
        "lease_number",
        "dwelling",
        "city",
        "notice_version",
        "landlord_wording",
        "association_wording",
        "household_wording",
        "household_reference",
        "person_name",
    }
)
# Typed by an association, a partner or on somebody else's word.
_BY_OTHERS = frozenset(
    {
        ("declic.circle.member", "name"),
        ("declic.circle.member", "organisation"),
        ("declic.circle.member", "phone"),
        ("declic.concern", "facts"),
        ("declic.referral", "answer_text"),
        ("declic.referral", "request"),
        ("declic.review", "association_opinion"),
        ("declic.review", "shareable_facts"),
        ("declic.signal", "comment"),
    }
)
_TYPED = ("char", "text", "html")


class DeclicRightsRequest(models.Model):
    _inherit = "declic.rights.request"

    def _other_names(self):
        """Names of the other people of the household, each as one text."""
        person = self._person()
        # sudo: the data officer reads no household; the names mark passages.
        household = self.sudo().household_id
        others = household.partner_id | household.member_ids.partner_id
        return (others - person).mapped("name")

    def _is_of_lease(self):
        """Whether the person holds the lease, alone or with others."""
        # sudo: see above.
        member = self.sudo().member_id
        return not member or member.role in ("holder", "co_holder")

    def _sections(self):
        """What is held, by kind of records.

        :return: list of dicts of ``model``, ``title`` and ``records``, each a dict of
            ``title``, ``values`` (dicts of ``name``, ``label``, ``value``, ``shown``)
            and ``passages`` (dicts of ``key``, ``label``, ``text``, ``by_other``)
        """
        self.ensure_one()
        lang = self.company_id.partner_id.lang or self.env.lang
        own = self.with_context(lang=lang)
        # sudo: the officer reads no household; what a role of the landlord reads is
        # told, after a look at each passage.
        household = own.sudo().household_id
        sections = []
        owned = household._anonymise_owned()
        for name, ids in sorted(owned.items()):
            if name in _LEFT_OUT or self.env[name]._transient:
                continue
            read = own._landlord_reads(name, ids)
            records = [
                told
                for record in household.env[name].browse(sorted(read))
                if own._is_about_person(record)
                and (told := own._record_told(record, read[record.id], owned))
            ]
            records += own._messages_told(name, sorted(read))
            if records:
                title = own.env["ir.model"].sudo()._get(name).name  # sudo: a name
                sections.append({"model": name, "title": title, "records": records})
        return sections

    def _is_about_person(self, record):
        """Whether a record is not another adult's."""
        if record == self:
            return False
        # sudo: whom the request is about.
        member = self.sudo().member_id
        if record._name == "declic.household.member":
            return record.partner_id == self._person()
        if record._name in _OF_AN_ADULT:
            return record.member_id == member
        return True

    def _record_told(self, record, names, owned):
        """One record of a section; None when nothing of it is the person's.

        :param owned: names of the models that hold what is the household's
        """
        values, passages = [], []
        for name in sorted(names - _TECHNICAL):
            field = record._fields[name]
            if not field.store or (
                name in _OF_HOLDER and record._name == "declic.household"
            ):
                continue
            label = field._description_string(self.env)
            if field.type in _TYPED and name not in _DRAWN:
                text = record[name] and html2plaintext(record[name])
                if text:
                    passages.append(self._passage(record, name, label, text))
            else:
                value, shown = self._value_told(record, field, owned)
                if shown:
                    values.append(
                        {"name": name, "label": label, "value": value, "shown": shown}
                    )
        if not self._is_of_lease() and record._name not in _OF_AN_ADULT | {
            "declic.household.member"
        }:
            # The lease, its debt and its support are the holders'; what names the
            # person is the person's too.
            values, passages = [], self._naming(passages)
        if not values and not passages:
            return None
        moment = record["create_date"] if "create_date" in record._fields else False
        day = day_at(self, moment)
        title = record["reference"] if "reference" in record._fields else ""
        return {
            # Not the display name: a goal's is what somebody typed.
            "title": title or (day and format_date(self.env, day)) or "",
            "date": day and day.isoformat(),
            "values": values,
            "passages": passages,
        }

    def _passage(self, record, name, label, text):
        return {
            "key": (record._name, record.id, name),
            "label": label,
            "text": text,
            "by_other": (record._name, name) in _BY_OTHERS,
        }

    def _naming(self, passages):
        """Those of ``passages`` in which the person's name stands."""
        own = set(folding.words(self._person().name))
        own -= {w for name in self._other_names() for w in folding.words(name)}
        return [p for p in passages if own & set(folding.words(p["text"]))]

    def _value_told(self, record, field, owned):
        """(as JSON, in words) of a value that nobody typed; empty words: not told."""
        value = record[field.name]
        if field.type in ("many2one", "many2many", "one2many"):
            names = [] if field.comodel_name in owned else self._names_told(value)
            return names, ", ".join(names)
        if field.type in ("binary", "json", "reference", "many2one_reference"):
            return None, ""
        if not value:
            return None, ""
        if field.type == "boolean":
            return True, self.env._("Yes")
        if field.type == "selection":
            return value, dict(field._description_selection(self.env)).get(value, "")
        if field.type == "date":
            return value.isoformat(), format_date(self.env, value)
        if field.type == "datetime":
            return value.isoformat(), format_datetime(
                self.env, value, dt_format="short"
            )
        if field.type == "monetary":
            currency = record[field.get_currency_field(record)]
            return value, format_amount(self.env, value, currency)
        if field.type == "float":
            return value, formatLang(self.env, value)
        return value, str(value)

    def _names_told(self, records):
        """Names of what is of a list or an organisation; of nobody else's person."""
        name = records._name
        if name == "res.partner":
            records = records.filtered("is_company")
        elif not name.startswith("declic.") or not records._auto:
            # The rows of a view are counted, and named nowhere.
            return []
        return [record.display_name for record in records]

    def _messages_told(self, model_name, ids):
        """The messages on the records ``ids``, each a record of its own."""
        # sudo: whoever of the landlord reads the record reads its messages.
        messages = self.env["mail.message"].sudo()
        found = messages.search(
            [
                ("model", "=", model_name),
                ("res_id", "in", ids),
                ("message_type", "!=", "user_notification"),
            ],
            order="id",
        )
        told = []
        label = self.env._("Message")
        for message in found:
            text = html2plaintext(message.body or "")
            if not text:
                continue
            passage = {
                "key": ("mail.message", message.id, "body"),
                "label": label,
                "text": text,
                "by_other": not message.author_id.user_ids.filtered(
                    lambda user: not user.share
                ),
            }
            passages = [passage] if self._is_of_lease() else self._naming([passage])
            if passages:
                day = day_at(self, message.date)
                told.append(
                    {
                        "title": format_date(self.env, day),
                        "date": day.isoformat(),
                        "values": [],
                        "passages": passages,
                    }
                )
        return told

    def _own_notes(self):
        """Number of notes and documents that colleagues of the landlord keep to
        themselves: their authors are asked, for nobody else reads them."""
        return sum(
            # sudo: their number alone.
            self.env[name]
            .sudo()
            .search_count(
                [
                    (f"{path}.household_id", "=", self.sudo().household_id.id),
                    ("audience", "=", "author"),
                    ("side", "=", "landlord"),
                ]
            )
            for name, path in (
                ("declic.note", "case_id"),
                ("declic.document", "orientation_id"),
            )
        )
