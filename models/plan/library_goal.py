from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.axes import AXES


class DeclicLibraryGoal(models.Model):
    """A goal that plans may start from, in the household's own words (P5).

    Delivered in French, the language it is said in: content, not interface. A landlord
    writes the same goals in other languages beside; each household is offered its own
    first.
    """

    _name = "declic.library.goal"
    _description = "Goal of the library"
    _inherit = ["declic.portal.mixin"]
    _order = "axis, sequence, id"
    _programme_path = ""
    _portal_fields = frozenset({"axis", "domain_id", "sequence", "name", "action_ids"})

    axis = fields.Selection(AXES, required=True, index=True)
    domain_id = fields.Many2one("declic.domain", index="btree_not_null")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(
        string="Goal", required=True, help="In the household's words: “I …”."
    )
    lang_id = fields.Many2one(
        "res.lang",
        string="Language",
        help="Offered first to the households that write in it; empty: French.",
    )
    action_ids = fields.One2many("declic.library.action", "goal_id", copy=True)
    usage_count = fields.Integer(string="Used in plans", compute="_compute_usage_count")

    def _compute_usage_count(self):
        # A next version of a plan takes its goals over: that is no further choice.
        # sudo: a number, for the pilot who keeps the library and reads no plan.
        goals = self.env["declic.plan.goal"].sudo()
        counts = dict(
            goals._read_group(
                [("library_goal_id", "in", self.ids), ("previous_id", "=", False)],
                ["library_goal_id"],
                ["__count"],
            )
        )
        for goal in self:
            goal.usage_count = counts.get(goal, 0)

    @api.model
    def _offered(self, household):
        """The goals to choose from: those in the household's language first.

        :param household: one ``declic.household``, which the reader may not read
        """
        # sudo: a code of a language, which orders a list and is not shown.
        language = household.sudo().partner_id.lang
        # All of it: a library that a person chooses from is short.
        goals = self.search(fields.Domain.TRUE)
        # sudo: as above, the code of each goal's language.
        return goals.sorted(lambda g: g.sudo().lang_id.code != language)

    def _values(self, today):
        """Values of a plan's goal made from this one; its text may then be edited.

        :param today: the day the delays of the actions count from
        """
        self.ensure_one()
        return {
            "axis": self.axis,
            "domain_id": self.domain_id.id,
            "name": self.name,
            "library_goal_id": self.id,
            "action_ids": [
                fields.Command.create(
                    {
                        "name": action.name,
                        "actor": action.actor,
                        "date_due": fields.Date.add(today, days=action.delay_days),
                        "library_action_id": action.id,
                    }
                )
                for action in self.action_ids
            ],
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(goal.usage_count for goal in self):
            raise UserError(
                self.env._("Plans were made from this goal: archive it instead.")
            )
