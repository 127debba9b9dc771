from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

VOICES = ("landlord", "association", "household")
# From two points on, the difference is talked over at the next monthly point (A2).
GAP = 2


class DeclicAssessmentLine(models.Model):
    """One domain, three voices. The wording is kept as it was answered (A1)."""

    _name = "declic.assessment.line"
    _description = "Domain of an assessment"
    _inherit = ["declic.portal.mixin"]
    _order = "assessment_id, sequence, id"
    _programme_path = "assessment_id.case_id.programme_id"
    _portal_fields = frozenset(
        {
            "assessment_id",
            "domain_id",
            "sequence",
            "axis",
            "answer",
            "landlord_value",
            "landlord_wording",
            "association_level_id",
            "association_value",
            "association_wording",
            "household_level_id",
            "household_value",
            "household_wording",
            "household_words",
            "target_value",
            "gap",
            "is_gap",
            "is_critical",
            "previous_id",
            "baseline_id",
            "change",
            "association_change",
        }
    )

    assessment_id = fields.Many2one(
        "declic.assessment", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, precompute=True
    )
    domain_id = fields.Many2one(
        "declic.domain", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(readonly=True)
    axis = fields.Selection(related="domain_id.axis")
    answer = fields.Selection(related="domain_id.answer")
    landlord_level_id = fields.Many2one(
        "declic.domain.level",
        string="The landlord sees",
        ondelete="restrict",
        domain="[('domain_id', '=', domain_id)]",
    )
    landlord_value = fields.Integer(
        string="Landlord's level",
        compute="_compute_answers",
        store=True,
        aggregator=None,
    )
    landlord_wording = fields.Char(
        string="The landlord saw", compute="_compute_answers", store=True
    )
    association_level_id = fields.Many2one(
        "declic.domain.level",
        string="The association sees",
        ondelete="restrict",
        domain="[('domain_id', '=', domain_id)]",
    )
    association_value = fields.Integer(
        string="Association", compute="_compute_answers", store=True, aggregator=None
    )
    association_wording = fields.Char(
        string="The association saw", compute="_compute_answers", store=True
    )
    household_level_id = fields.Many2one(
        "declic.domain.level",
        string="The household says",
        ondelete="restrict",
        domain="[('domain_id', '=', domain_id)]",
    )
    household_value = fields.Integer(
        string="Household's level",
        compute="_compute_answers",
        store=True,
        aggregator=None,
    )
    household_wording = fields.Char(
        string="The household said", compute="_compute_answers", store=True
    )
    household_words = fields.Text(string="In the household's words")
    target_value = fields.Integer(
        string="Aimed at", aggregator=None, help="From 1 to 5; 0: nothing aimed at."
    )
    gap = fields.Integer(compute="_compute_gap", store=True, aggregator=None)
    is_gap = fields.Boolean(string="To talk over", compute="_compute_gap", store=True)
    is_critical = fields.Boolean(
        string="Critical", compute="_compute_is_critical", store=True
    )
    previous_id = fields.Many2one(
        "declic.assessment.line", readonly=True, index="btree_not_null"
    )
    baseline_id = fields.Many2one(
        "declic.assessment.line",
        compute="_compute_baseline_id",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The same domain in the first assessment of the support.",
    )
    baseline_value = fields.Integer(
        related="baseline_id.household_value", string="Household at the start"
    )
    baseline_association_value = fields.Integer(
        related="baseline_id.association_value", string="Association at the start"
    )
    change = fields.Integer(
        string="Household's change",
        compute="_compute_change",
        help="Points the household's own score moved since the first assessment.",
    )
    association_change = fields.Integer(
        string="Association's change",
        compute="_compute_change",
        help="Points the association's score moved since the first assessment.",
    )

    _domain_once = models.Constraint(
        "UNIQUE(assessment_id, domain_id)", "Each domain stands once."
    )
    _target_range = models.Constraint(
        "CHECK(target_value BETWEEN 0 AND 5)", "What is aimed at goes from 1 to 5."
    )

    # Of the level alone, not of its wording: a later one leaves the answer as it is.
    @api.depends("landlord_level_id", "association_level_id", "household_level_id")
    def _compute_answers(self):
        for line in self:
            for voice in VOICES:
                level = line[f"{voice}_level_id"]
                line[f"{voice}_value"] = level.value
                line[f"{voice}_wording"] = level.name

    @api.depends("landlord_level_id", "association_level_id", "household_level_id")
    def _compute_gap(self):
        for line in self:
            levels = [line[f"{voice}_level_id"] for voice in VOICES]
            values = [level.value for level in levels if level]
            line.gap = max(values, default=0) - min(values, default=0)
            # A need said or not is no scale: nothing to compare in points.
            line.is_gap = line.domain_id.answer == "scale" and line.gap >= GAP

    @api.depends("association_level_id", "household_level_id")
    def _compute_is_critical(self):
        for line in self:
            domain = line.domain_id
            values = [
                level.value
                for level in (line.association_level_id, line.household_level_id)
                if level
            ]
            if domain.answer == "yes_no":
                line.is_critical = any(values)
            else:
                line.is_critical = any(v <= domain.critical_value for v in values)

    @api.depends("previous_id.baseline_id")
    def _compute_baseline_id(self):
        for line in self:
            line.baseline_id = line.previous_id.baseline_id or line.previous_id

    @api.depends("household_value", "association_value", "baseline_id")
    def _compute_change(self):
        for line in self:
            before, is_scale = line.baseline_id, line.domain_id.answer == "scale"
            for voice, change in (
                ("household", "change"),
                ("association", "association_change"),
            ):
                then, now = before[f"{voice}_value"], line[f"{voice}_value"]
                line[change] = now - then if is_scale and then and now else 0

    @api.depends("assessment_id.case_id.reference", "domain_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: the reference alone, for whoever sees the line.
        for line in self.sudo():
            reference = line.assessment_id.case_id.reference
            line.display_name = f"{reference} · {line.domain_id.name}"

    @api.constrains("landlord_level_id", "association_level_id", "household_level_id")
    def _check_levels(self):
        for line in self:
            for voice in VOICES:
                level = line[f"{voice}_level_id"]
                if level and level.domain_id != line.domain_id:
                    raise UserError(
                        self.env._("Choose one of the answers of the list.")
                    )

    def write(self, vals):
        # sudo: the state decides for everybody.
        frozen = self.sudo()
        if vals.keys() == {"landlord_level_id"}:
            # An association that validated first took nobody's word away.
            frozen -= frozen.filtered(
                lambda line: (
                    line.assessment_id.is_landlord_open and not line.landlord_level_id
                )
            )
        frozen.assessment_id._check_unlocked({"line_ids": True})
        if not self.env.su and vals.keys() - {"landlord_level_id"}:
            raise AccessError(
                self.env._(
                    "The landlord fills its own column: the others belong to the"
                    " household and to the association."
                )
            )
        return super().write(vals)

    def _fill(self, values):
        """Save the association's and the household's answers of one domain, whole or in
        pieces: what is not in ``values`` stays as it is.

        :raises UserError: a level of another domain, or a target out of the scale
        """
        self.ensure_one()
        answers = {
            name: values[name] or False
            for name in (
                "household_level_id",
                "association_level_id",
                "household_words",
            )
            if name in values
        }
        if "target_value" in values:
            answers["target_value"] = values["target_value"] or 0
            if not 0 <= answers["target_value"] <= 5:
                raise UserError(self.env._("What is aimed at goes from 1 to 5."))
        self.write(answers)
