"""A passage of free words, looked at before it is handed over (C5)."""

from odoo import api, fields, models

from ...engine import anonymise

DECISIONS = [
    ("whole", "Hand it over"),
    ("part", "Hand over in part"),
    ("out", "Leave out"),
]


class DeclicRightsPassage(models.Model):
    """What somebody typed in a file, or a paper in it: a person decides on each.

    Copied when the file is gathered and gone with the answer. Only the decision and the
    words handed over in part are the officer's to write.
    """

    _name = "declic.rights.passage"
    _description = "Passage to review"
    _inherit = ["declic.guard.mixin"]
    _order = "request_id, id"
    _rec_name = "place"
    _guarded_fields = frozenset(
        {"request_id", "res_model", "res_id", "field_name", "place", "text", "why"}
    )

    request_id = fields.Many2one(
        "declic.rights.request",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True
    )
    household_id = fields.Many2one(
        related="request_id.household_id", store=True, precompute=True, index=True
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    field_name = fields.Char(required=True, readonly=True)
    place = fields.Char(string="Where", required=True, readonly=True)
    text = fields.Text(string="What stands there", required=True, readonly=True)
    why = fields.Selection(
        [
            ("adult", "Names another adult of the household"),
            ("about", "Speaks of somebody else"),
            ("by", "By a third party"),
        ],
        string="To look at",
        readonly=True,
    )
    decision = fields.Selection(DECISIONS)
    part = fields.Text(
        string="Words handed over",
        compute="_compute_part",
        store=True,
        readonly=False,
        help="Without what tells of somebody else (GDPR, art. 15(4)).",
    )

    _once = models.UniqueIndex(
        "(request_id, res_model, res_id, field_name)", "Gathered already."
    )

    @api.depends("text")
    def _compute_part(self):
        for passage in self:
            names = passage.request_id._other_names()
            passage.part = anonymise.strip(passage.text, (), names)

    def _released(self):
        """The words that the person is given; None: left out.

        An undecided passage is left out: nothing leaves that nobody looked at.
        """
        self.ensure_one()
        return {"whole": self.text, "part": self.part or ""}.get(self.decision)
