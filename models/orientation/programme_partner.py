from odoo import api, fields, models

from ..common.title import title


class DeclicProgrammePartner(models.Model):
    """The agreement of an association in a programme: its period and its places.

    The end of the agreement ends the access of all users of the association (T4).
    """

    _name = "declic.programme.partner"
    _description = "Agreement of a partner association"
    _inherit = ["declic.named.mixin"]
    _order = "programme_id, association_id"

    programme_id = fields.Many2one(
        "declic.programme", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="programme_id.company_id", store=True, precompute=True
    )
    association_id = fields.Many2one(
        "res.partner", required=True, index=True, domain=[("is_company", "=", True)]
    )
    capacity = fields.Integer(
        string="Places", help="At a time; 0: no other limit than the programme's."
    )
    date_from = fields.Date(string="Agreement from")
    date_to = fields.Date(string="Agreement until")
    # sudo: a number of places, for whoever reads the agreement and no case.
    running_count = fields.Integer(
        compute="_compute_running_count", compute_sudo=True, string="Running"
    )
    answer_days = fields.Float(
        string="Median answer (working days)",
        compute="_compute_answer_days",
        digits=(16, 1),
    )

    _one_row = models.Constraint(
        "UNIQUE(programme_id, association_id)",
        "This association already has its agreement in the programme.",
    )
    _capacity_positive = models.Constraint(
        "CHECK(capacity >= 0)", "The places cannot be negative."
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The end comes before the start.",
    )

    def _compute_running_count(self):
        running = {
            (programme, association): count
            for programme, association, count in self.env["declic.case"]._read_group(
                [
                    ("programme_id", "in", self.programme_id.ids),
                    ("state", "!=", "closed"),
                ],
                ["programme_id", "association_id"],
                ["__count"],
            )
        }
        for partner in self:
            key = (partner.programme_id, partner.association_id)
            partner.running_count = running.get(key, 0)

    def _compute_answer_days(self):
        """Median of the working days between sending and answer (O3, M4)."""
        self.env["declic.orientation"].flush_model(["answer_days"])
        self.env.cr.execute(
            """
            SELECT programme_id, association_id,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY answer_days)
              FROM declic_orientation
             WHERE programme_id = ANY(%s) AND date_answered IS NOT NULL
             GROUP BY 1, 2
            """,
            [self.programme_id.ids],
        )
        found = {row[:2]: row[2] for row in self.env.cr.fetchall()}
        for partner in self:
            key = (partner.programme_id.id, partner.association_id.id)
            partner.answer_days = found.get(key, 0)

    def _is_in_force(self, day):
        """Whether the agreement, and the programme itself, hold on ``day``."""
        self.ensure_one()
        if self.programme_id.date_to < day:
            return False
        return (not self.date_from or self.date_from <= day) and (
            not self.date_to or self.date_to >= day
        )

    def _free_places(self):
        """Places that the association may still take, within the programme's."""
        self.ensure_one()
        left = self.programme_id.free_places
        if self.capacity:
            left = min(left, max(self.capacity - self.running_count, 0))
        return left

    @api.depends("programme_id.name", "association_id.name")
    def _compute_display_name(self):
        for partner in self:
            partner.display_name = title(
                partner.programme_id.name, partner.association_id.name
            )
