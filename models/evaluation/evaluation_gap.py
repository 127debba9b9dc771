from odoo import api, fields, models

from ...engine import gaps


class DeclicEvaluationGap(models.Model):
    """One kind of what would make a year report false, with its number (M6)."""

    _name = "declic.evaluation.gap"
    _description = "To complete before a year report"
    _order = "evaluation_id, id"

    evaluation_id = fields.Many2one(
        "declic.evaluation", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="evaluation_id.company_id", store=True, precompute=True
    )
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(string="To complete", compute="_compute_name")
    record_count = fields.Integer(string="Records", readonly=True)
    has_list = fields.Boolean(compute="_compute_has_list")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_name(self):
        for gap in self:
            known = gaps.GAPS.get(gap.code)
            name = known and known.name._translate(self.env.lang or "en_US")
            gap.name = name or ""

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for gap in self:
            gap.display_name = gap.name

    @api.depends("code")
    @api.depends_context("uid")
    def _compute_has_list(self):
        for gap in self:
            known = gaps.GAPS.get(gap.code)
            gap.has_list = bool(known) and self.env[known.model].has_access("read")

    def action_open(self):
        """Open the records that are to be completed, as they stand now."""
        self.ensure_one()
        evaluation = self.evaluation_id
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": gaps.GAPS[self.code].model,
            "view_mode": "list,form",
            "domain": [("id", "in", evaluation._gap_ids()[self.code])],
            "context": {"create": False},
        }


class DeclicEvaluation(models.Model):
    _inherit = "declic.evaluation"

    gap_ids = fields.One2many("declic.evaluation.gap", "evaluation_id")
    gap_count = fields.Integer(string="Still to complete", compute="_compute_gap_count")

    @api.depends("gap_ids.record_count")
    def _compute_gap_count(self):
        for evaluation in self:
            evaluation.gap_count = sum(evaluation.gap_ids.mapped("record_count"))

    def _gap_ids(self):
        """Ids of what is to be completed, by code of ``engine/gaps.py``."""
        self.ensure_one()
        self.env.flush_all()
        return gaps.found(
            self.env.cr, self.date_from, self._day(), self.programme_id.id
        )

    def _count_gaps(self):
        """Count again what is to be completed; a report keeps what was left of it."""
        self.ensure_one()
        self.gap_ids.unlink()
        self.env["declic.evaluation.gap"].create(
            [
                {
                    "evaluation_id": self.id,
                    "code": code,
                    "record_count": len(ids),
                }
                for code, ids in self._gap_ids().items()
                if ids
            ]
        )
