"""Ma journée: what waits for somebody, counted, each count opening its own list."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


class DeclicDayTile(models.Model):
    """One question of the day. It is declared by its list: the number is what that list
    shows to whoever reads it, under the same access rights and record rules."""

    _name = "declic.day.tile"
    _description = "Tile of the day"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    action_id = fields.Many2one(
        "ir.actions.act_window", required=True, ondelete="cascade"
    )
    group_ids = fields.Many2many("res.groups", string="For whom")
    part_domain = fields.Char(
        default="[]", help="What is told apart among the records of the list."
    )
    part_name = fields.Char(
        string="Told apart as", translate=True, help="“%s” stands for the number."
    )
    sum_field = fields.Char(
        help="Field that is added up over the list; empty: its records are counted."
    )
    is_board = fields.Boolean(string="On the pilot's dashboard")
    record_count = fields.Integer(string="Number", compute="_compute_counts")
    part_count = fields.Integer(string="Of which", compute="_compute_counts")
    part = fields.Char(compute="_compute_counts")

    @api.depends("action_id", "part_domain", "part_name", "sum_field")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_counts(self):
        for tile in self:
            # sudo: the definition of the list; its records are read as the user.
            action = tile.action_id.sudo()
            records = self.env[action.res_model]
            tile.record_count = tile.part_count = 0
            tile.part = False
            if not records.has_access("read"):
                continue
            domain = tile._domain(action.domain)
            tile.record_count = (
                sum(records.search(domain).mapped(tile.sum_field))
                if tile.sum_field
                else records.search_count(domain)
            )
            if tile.part_name and tile.record_count:
                tile.part_count = records.search_count(
                    domain & tile._domain(tile.part_domain)
                )
                tile.part = tile.part_name % tile.part_count

    def _domain(self, text):
        """The domain that ``text`` writes, as the web client would read it."""
        return Domain(safe_eval(text or "[]", {"uid": self.env.uid}))

    def action_open(self):
        """Open the list that the number counts.

        :return: the window action
        """
        self.ensure_one()
        # sudo: see _compute_counts.
        return self.action_id.sudo()._get_action_dict()
