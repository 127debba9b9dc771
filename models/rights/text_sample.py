"""Twenty texts a month, drawn by lot, for the data officer to look at (C7)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, html2plaintext

from ...engine import anonymise
from .word import TOPICS

# What one person reads in half an hour (CNIL, « zones bloc-note » : regular audits).
DRAWN = 20
KEPT_MONTHS = 3


class DeclicTextSample(models.Model):
    """A text of last month without the names in it, and what the officer thinks of it.

    Of what a role of the landlord reads alone. Gone after three months.
    """

    _name = "declic.text.sample"
    _description = "Text drawn by lot"
    _inherit = ["declic.guard.mixin"]
    _order = "month desc, id"
    _rec_name = "place"
    _guarded_fields = frozenset(
        {"household_id", "company_id", "month", "place", "text", "topic"}
    )

    household_id = fields.Many2one(
        "declic.household",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    month = fields.Date(required=True, readonly=True)
    place = fields.Char(string="Where", required=True, readonly=True)
    text = fields.Text(required=True, readonly=True)
    topic = fields.Selection(TOPICS, string="May tell of", readonly=True)
    verdict = fields.Selection(
        [
            ("fine", "Fine"),
            ("mend", "To mend"),
            ("train", "To talk about with the team"),
        ]
    )

    @api.model
    def _cron_draw(self):
        """Draw last month's texts, once, and throw the old ones away."""
        first = fields.Date.context_today(self).replace(day=1)
        month = first - relativedelta(months=1)
        old = first - relativedelta(months=KEPT_MONTHS)
        self.search([("month", "<", old)]).unlink()
        for company in self.env["res.company"].search([("id", "!=", 0)]):
            done = [("company_id", "=", company.id), ("month", "=", month)]
            if not self.search_count(done, limit=1):
                self._draw(company, month, first)

    def _draw(self, company, month, until):
        """Draw the texts that were begun from ``month`` to before ``until``."""
        words, households = self.env["declic.word"], self.env["declic.household"]
        requests = self.env["declic.rights.request"]
        found = []
        for name, model in self.env.items():
            boxes = [box for box in words._boxes(name) if model._fields[box].store]
            if not boxes or model._transient or not model._auto or model._abstract:
                continue
            path = households._path_from(name)
            owner = "company_id" if path == "id" else f"{path}.company_id"
            recent = model.search(
                [
                    (owner, "=", company.id),
                    ("create_date", ">=", month),
                    ("create_date", "<", until),
                ]
            )
            read = requests._landlord_reads(name, recent.ids)
            found += [
                (name, one, box)
                for one, fields_ in read.items()
                for box in boxes
                if box in fields_
            ]
        if not found:
            return
        self.env.cr.execute(
            SQL(
                """SELECT n FROM generate_series(0, %s) n ORDER BY random() LIMIT %s""",
                len(found) - 1,
                5 * DRAWN,
            )
        )
        drawn = []
        for (number,) in self.env.cr.fetchall():
            name, one, box = found[number]
            record = self.env[name].browse(one)
            text = html2plaintext(record[box] or "").strip()
            if text and len(drawn) < DRAWN:
                drawn.append(self._drawn(record, box, text, month))
        self.create(drawn)

    def _drawn(self, record, box, text, month):
        household = self.env["declic.household"]._of_record(record)
        people = household.partner_id | household.member_ids.partner_id
        topics = sorted(self.env["declic.word"]._topics(text))
        label = record._fields[box]._description_string(self.env)
        return {
            "household_id": household.id,
            "company_id": household.company_id.id,
            "month": month,
            "place": f"{self.env['ir.model']._get(record._name).name} · {label}",
            "text": anonymise.strip(text, (), people.mapped("name")),
            "topic": topics[0] if topics else False,
        }
