"""The data of the person's file, as its JSON and its PDF tell them (C5)."""

from collections import Counter

from odoo import fields, models
from odoo.tools import format_date

from ..common.local_day import day_at
from ..privacy.read_log import PATHS


class DeclicRightsRequest(models.Model):
    _inherit = "declic.rights.request"

    def _file_data(self):
        """All that is handed over, once it was reviewed.

        :return: dict that JSON can hold, of ``reference``, ``day``, ``person``,
            ``information``, ``received``, ``readers``, ``sections`` and ``left_out``
        """
        own = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        return {
            "reference": self.reference,
            "day": fields.Date.context_today(self).isoformat(),
            "shown": format_date(own.env, fields.Date.context_today(self)),
            "landlord": self.company_id.name,
            "person": own._person_told(),
            "information": own._information(),
            "received": own._received_told(),
            "readers": own._readers_told(),
            "entries": own._entries_told(),
            "sections": own._reviewed_sections(),
            "left_out": own._left_out_told(),
        }

    def _person_told(self):
        """Labels and values of the person's own contact."""
        # sudo: the data officer reads no household.
        person, household = self._person().sudo(), self.sudo().household_id
        names = ("name", "street", "street2", "zip", "city", "phone", "email", "lang")
        chosen = dict(person._fields["lang"]._description_selection(self.env))
        told = [
            [
                person._fields[name]._description_string(self.env),
                chosen.get(person[name], person[name]),
            ]
            for name in names
            if person[name]
        ]
        told.append([self.env._("Household"), household.reference])
        if not self.member_id and household.birth_year:
            label = household._fields["birth_year"]._description_string(self.env)
            told.append([label, household.birth_year])
        return told

    def _information(self):
        """What art. 15(1) has told beside the data: purposes, bases, how long, rights.

        Durations are those in force; nothing decides by itself (art. 22).
        """
        # sudo: the landlord's durations, for who answers for them.
        rules = self.env["declic.retention.rule"].sudo()
        rule = rules.search(
            [
                ("company_id", "=", self.company_id.id),
                ("programme_id", "=", False),
                ("data_class", "=", "file"),
                ("date_from", "<=", fields.Date.context_today(self)),
            ],
            limit=1,
        )
        kept = (
            self.env._(
                "%(months)s months after the last contact. %(source)s",
                months=rule.months,
                source=rule.source,
            )
            if rule
            else self.env._("The landlord has not recorded a duration yet.")
        )
        return [
            [
                self.env._("Why these data are held"),
                self.env._(
                    "Following the lease and the rent (contract); preventing evictions,"
                    " finding households in difficulty early (legitimate interest);"
                    " support by an association (your agreement)."
                ),
            ],
            [self.env._("Where they come from"), self._sources_told()],
            [self.env._("How long a file of support is kept"), kept],
            [
                self.env._("Decisions"),
                self.env._(
                    "Rules order a list of households to look at; a person decides on"
                    " each one."
                ),
            ],
            [
                self.env._("Your rights"),
                self.env._(
                    "Rectification, erasure, restriction, opposition; taking an"
                    " agreement back at any time; a complaint before the CNIL"
                    " (www.cnil.fr)."
                ),
            ],
        ]

    def _sources_told(self):
        return self.env._(
            "You, the lease and its account, the landlord's staff, and the association"
            " for what it shares with the landlord."
        )

    def _received_told(self):
        """Who outside received something: associations, then each communication."""
        # sudo: see above; organisations, days and kinds of data.
        household = self.sudo().household_id
        levels = self.env["declic.assignment"]._fields["sharing_level"]
        levels = dict(levels._description_selection(self.env))
        told = []
        for one in household.assignment_ids.sorted("date_from"):
            row = {
                "recipient": one.association_id.name,
                "what": levels.get(one.sharing_level, ""),
                "basis": self.env._("Support by an association"),
                "date": one.date_from.isoformat(),
                "shown": format_date(self.env, one.date_from),
            }
            if row not in told:
                told.append(row)
        disclosures = household.env["declic.disclosure"]
        bases = dict(disclosures._fields["basis"]._description_selection(self.env))
        for one in disclosures.search(
            [("household_id", "=", household.id)], order="date, id"
        ):
            told.append(
                {
                    "recipient": one.recipient,
                    "what": one.what,
                    "basis": bases[one.basis],
                    "date": day_at(one, one.date).isoformat(),
                    "shown": format_date(self.env, day_at(one, one.date)),
                }
            )
        return told

    def _readers_told(self):
        """Who read the file: day, organisation and trade, way, and how many hours.

        The trade and not the name: the days and the purposes of a reading are told, the
        employee's identity only where the rights of the person cannot do without
        (CJEU, 22 June 2023, C-579/21).
        """
        # sudo: the log of this household.
        logs = self.env["declic.read.log"].sudo()
        rows = logs.search(
            [("household_id", "=", self.household_id.id)], order="hour, id"
        )
        paths = {code: self.env._(label) for code, label in PATHS}
        counted = Counter(
            (
                day_at(row, row.hour).isoformat(),
                self._trade(row.user_id),
                paths[row.path],
            )
            for row in rows
        )
        return [
            {
                "date": day,
                "shown": format_date(self.env, day),
                "by": by,
                "path": path,
                "hours": count,
            }
            for (day, by, path), count in sorted(counted.items())
        ]

    def _trade(self, user):
        """Organisation and trade of who read."""
        if user.share:
            return user.commercial_partner_id.name
        for name in ("data_officer", "manager", "counsellor", "recovery", "reporter"):
            group = self.env.ref(f"declic.group_{name}")
            if user.has_group(f"declic.group_{name}"):
                # sudo: the name of a group.
                return f"{self.company_id.name} · {group.sudo().name}"
        return self.company_id.name

    def _entries_told(self):
        """The entries that stand in the person's name, paid or not."""
        if not self._is_of_lease():
            return []
        # sudo: see above; accounting's entries in this person's name.
        lines = self.env["account.move.line"].sudo()
        found = lines.search(
            [
                ("partner_id", "=", self._person().id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
            ],
            order="date, id",
        )
        return [
            {
                "date": line.date.isoformat(),
                "shown": format_date(self.env, line.date),
                "entry": line.move_id.name,
                "debit": line.debit,
                "credit": line.credit,
            }
            for line in found
        ]

    def _reviewed_sections(self):
        """The sections with the words that were decided on, and no other."""
        # sudo: the decisions, which the officer made.
        decided = {
            (p.res_model, p.res_id, p.field_name): p for p in self.sudo().passage_ids
        }
        sections = []
        for section in self._sections():
            records = []
            for record in section["records"]:
                passages = []
                for passage in record.pop("passages"):
                    known = decided.get(passage["key"])
                    text = known._released() if known else None
                    if text is not None:
                        passages.append({"label": passage["label"], "text": text})
                if record["values"] or passages:
                    records.append({**record, "passages": passages})
            if records:
                sections.append({**section, "records": records})
        return sections

    def _left_out_told(self):
        """What is not in the file, and why (art. 15(4))."""
        # sudo: how many, whoever prints the file.
        passages = self.sudo().passage_ids
        out = passages.filtered(lambda p: p.decision == "out")
        part = passages.filtered(lambda p: p.decision == "part")
        told = [
            self.env._(
                "What the association holds and does not share with the landlord: ask"
                " it directly."
            ),
            self.env._("What concerns the other adults of the household."),
        ]
        if out or part:
            told.append(
                self.env._(
                    "Passages that tell of somebody else: %(out)s left out, %(part)s"
                    " shortened.",
                    out=len(out),
                    part=len(part),
                )
            )
        return told
