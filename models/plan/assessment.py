from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.groups import ASSOCIATION_GROUP

# In the household's and the worker's words; they stay with the association (F2).
NARRATIVES = ("aspirations", "fears", "constraints", "opportunities")


class DeclicAssessment(models.Model):
    """What the household, the association and the landlord see of the situation.

    One line per domain with the three voices side by side; the association writes it
    with the household, the landlord its own column. Frozen once validated, but for what
    the landlord had not said by then; the next one stands beside it.
    """

    _name = "declic.assessment"
    _description = "Assessment"
    _inherit = ["declic.form.mixin"]
    _order = "case_id, number desc"
    _form_fields = NARRATIVES
    _portal_fields = frozenset(NARRATIVES) | {
        "case_id",
        "number",
        "state",
        "date",
        "line_ids",
        "previous_id",
        "budget_ids",
        "repayment_capacity",
        "currency_id",
        "handover",
    }

    # Back to draft: given back on a request for correction.
    _part_name_fields = ("number",)
    _transitions = {"draft": {"validated"}, "validated": {"draft"}}
    _locked_states = frozenset({"validated"})

    case_id = fields.Many2one(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer(required=True, readonly=True, default=1)
    state = fields.Selection(
        [("draft", "Being written"), ("validated", "Validated")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )
    date = fields.Date(readonly=True, copy=False, string="Validated on")
    previous_id = fields.Many2one(
        "declic.assessment", readonly=True, index="btree_not_null", copy=False
    )
    line_ids = fields.One2many("declic.assessment.line", "assessment_id")
    aspirations = fields.Text(groups=ASSOCIATION_GROUP)
    fears = fields.Text(groups=ASSOCIATION_GROUP)
    constraints = fields.Text(groups=ASSOCIATION_GROUP)
    opportunities = fields.Text(groups=ASSOCIATION_GROUP)
    budget_ids = fields.One2many("declic.budget", "assessment_id")
    repayment_capacity = fields.Monetary(
        string="Repayment capacity (per month)",
        help="What the household can pay back each month, decided with it from the"
        " budget sheet. Both sides see this figure, whoever sees the budget.",
    )

    is_landlord_open = fields.Boolean(
        string="The landlord's column is open",
        compute="_compute_is_landlord_open",
        help="The landlord may write in its column: in all of it until the association"
        " validates, then in what it had left empty, until the next assessment or the"
        " end of the support.",
    )

    _number_unique = models.Constraint(
        "UNIQUE(case_id, number)", "This assessment already exists."
    )
    _one_draft = models.UniqueIndex(
        "(case_id) WHERE state = 'draft'",
        "An assessment of this case is already being written.",
    )
    _capacity_not_negative = models.Constraint(
        "CHECK(repayment_capacity >= 0)",
        "The repayment capacity cannot be negative: type 0 when nothing can be paid"
        " back.",
    )

    def _part_name(self):
        return self.env._("assessment %s", self.number)

    @api.depends("state", "case_id.state", "case_id.assessment_ids.number")
    def _compute_is_landlord_open(self):
        for assessment in self:
            case = assessment.case_id
            assessment.is_landlord_open = case.state != "closed" and (
                assessment.state == "draft"
                or assessment == case.assessment_id
                and not all(line.landlord_level_id for line in assessment.line_ids)
            )

    @api.model_create_multi
    def create(self, vals_list):
        assessments = super().create(vals_list)
        assessments._fill_lines()
        return assessments

    def _fill_lines(self):
        """A line per domain in use, beside the former assessment's, and a budget."""
        domains = self.env["declic.domain"].search([("active", "=", True)])
        self.env["declic.assessment.line"].create(
            [
                {
                    "assessment_id": assessment.id,
                    "domain_id": domain.id,
                    "sequence": domain.sequence,
                    "previous_id": assessment.previous_id.line_ids.filtered(
                        lambda line, domain=domain: line.domain_id == domain
                    ).id,
                }
                for assessment in self
                for domain in domains
            ]
        )
        for assessment in self:
            self.env["declic.budget"]._create_for(assessment)

    def action_fill(self, values):
        """Save the association's and the household's part, whole or in pieces.

        :param values: dict; the four narratives, ``repayment_capacity`` (EUR a month)
            and ``lines``: dict of line id to a dict of ``household_level_id``,
            ``association_level_id`` (ids or False), ``household_words`` and
            ``target_value`` (1 to 5, or 0)
        :raises UserError: validated already, or a value is not of the lists
        """
        self.ensure_one()
        assessment = self._acting()
        allowed = {*NARRATIVES, "repayment_capacity"}
        assessment.write({k: v for k, v in values.items() if k in allowed})
        for line in assessment.line_ids:
            if line.id in (values.get("lines") or {}):
                line._fill(values["lines"][line.id])

    def _check_whole(self):
        """Raise UserError that names the domains without the household's or the
        association's answer."""
        unanswered = self.line_ids.filtered(
            lambda line: not (line.household_level_id and line.association_level_id)
        )
        if unanswered:
            raise UserError(
                self.env._(
                    "Still to answer, by the household and by you: %s.",
                    ", ".join(unanswered.domain_id.mapped("name")),
                )
            )

    def action_validate(self, shown=None):
        """Freeze the assessment; the next one will stand beside it.

        :param shown: fingerprint of the answers that were read before sending
            (:meth:`_form_version`); None when they were not shown apart
        :raises UserError: a domain without the household's or the association's answer,
            or changed since it was read
        """
        for assessment in self._acting():
            assessment._check_whole()
            if shown is not None and shown != assessment._form_version():
                raise UserError(
                    self.env._("It was changed meanwhile: read it again, then send.")
                )
            assessment._set_state("validated", date=fields.Date.context_today(self))
            assessment._freeze_forms()

    # Sent to the landlord (T3)

    def _is_handed_over(self):
        return self.state == "validated"

    def _can_be_given_back(self):
        # The next one already stands beside it: it is compared with what was said.
        return self._is_handed_over() and self == self.case_id.assessment_id

    def _give_back(self):
        self._set_state("draft", date=False)

    def _form_values(self):
        values = super()._form_values()
        capacity = f"{self.repayment_capacity:.2f}"
        label = self._fields["repayment_capacity"]._description_string(self.env)
        values["repayment_capacity"] = (label, capacity, capacity)
        for line in self.line_ids:
            domain = line.domain_id.name
            for voice in ("household", "association"):
                level = line[f"{voice}_level_id"]
                values[f"{voice}_{line.id}"] = (
                    domain,
                    str(level.id or ""),
                    level.display_name or self.env._("not answered"),
                )
            words = line.household_words or ""
            values[f"words_{line.id}"] = (domain, words, words)
        return values
