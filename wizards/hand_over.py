"""A colleague of the landlord leaves: its work goes to a successor (T7)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class DeclicHandOver(models.TransientModel):
    """All of a colleague's open supports, or those that are chosen: in shares, one
    share at a time. Orientations, appointments and activities follow; all of it in one
    transaction, or nothing."""

    _name = "declic.hand.over"
    _description = "Hand over a colleague's work"
    _inherit = ["declic.named.mixin"]

    from_id = fields.Many2one(
        "res.users",
        string="Who leaves",
        required=True,
        domain=[("share", "=", False)],
        context={"active_test": False},
    )
    to_id = fields.Many2one(
        "res.users",
        string="Who takes over",
        required=True,
        domain="[('share', '=', False), ('id', '!=', from_id)]",
    )
    case_ids = fields.Many2many(
        "declic.case",
        string="Supports",
        compute="_compute_case_ids",
        store=True,
        readonly=False,
        domain="[('referent_id', '=', from_id), ('state', '!=', 'closed')]",
    )
    preview = fields.Text(compute="_compute_preview")

    @api.depends("from_id")
    def _compute_case_ids(self):
        for wizard in self:
            wizard.case_ids = wizard._supports()

    @api.depends("from_id", "case_ids")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = "\n".join(
                f"{self.env['ir.model']._get(records._name).name}: {len(records)}"
                for records in wizard._records()
            )

    def _households(self):
        """Whose work goes over: of the chosen supports, and, when all of them are
        chosen, of the colleague's orientations too."""
        households = self.case_ids.household_id
        if self.case_ids == self._supports():
            # Without a share: what hangs on no support goes as well.
            households |= (
                self.env["declic.orientation"]
                .search(
                    Domain("referrer_id", "=", self.from_id.id)
                    & Domain("state", "in", ("draft", "sent", "returned", "waiting"))
                )
                .household_id
            )
        return households

    def _supports(self):
        """The colleague's open supports."""
        return self.env["declic.case"].search(
            [("referent_id", "=", self.from_id.id), ("state", "!=", "closed")]
        )

    def _records(self):
        """What goes over: (supports, orientations, appointments, activities)."""
        return self._households()._open_work(self.from_id)

    def action_hand_over(self):
        """Give it all to the successor.

        :return: the action that lists what went over
        :raises AccessError: to who is no pilot
        :raises UserError: nothing is chosen, or the successor is no social counsellor
            or excluded from one of the households
        """
        self.ensure_one()
        if not self.env.user.has_group("declic.group_manager"):
            raise AccessError(
                self.env._("Only the pilot hands over a colleague's work.")
            )
        households = self._households()
        self._check_successor(households)
        cases, orientations = households._pass_on(self.from_id, self.to_id)
        if not (cases or orientations):
            raise UserError(self.env._("Nothing of this colleague is open."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Handed over"),
            "res_model": "declic.case",
            "view_mode": "list,form",
            "domain": [("id", "in", cases.ids)],
            "context": {"create": False, "show_holder": True},
        }

    def _check_successor(self, households):
        to = self.to_id
        # sudo: where the successor works, and nothing else of the account.
        works_here = households.company_id <= to.sudo().company_ids
        if not (to.active and to.has_group("declic.group_counsellor") and works_here):
            raise UserError(
                self.env._("The successor is a social counsellor of this landlord.")
            )
        if households._excluding(to):
            raise UserError(
                self.env._(
                    "This successor cannot take them all: hand over in shares, or"
                    " choose somebody else."
                )
            )
