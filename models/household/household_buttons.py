"""What the buttons of a household open."""

from odoo import models
from odoo.exceptions import UserError


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    def action_reopen(self):
        """Write a new orientation to the association that followed the household last:
        its acceptance opens the next episode, and the first one stays as it is.

        :raises UserError: there is no closed support
        """
        self.ensure_one()
        last = self.case_ids.filtered(lambda c: c.state == "closed").sorted(
            "date_closed"
        )[-1:]
        if not last:
            raise UserError(self.env._("No closed support to reopen."))
        orientation = self.env["declic.orientation"].create(
            {
                "household_id": self.id,
                "programme_id": last.programme_id.id,
                "association_id": last.association_id.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "declic.orientation",
            "res_id": orientation.id,
            "view_mode": "form",
            "context": {"show_holder": True},
        }

    def action_open_case(self):
        """Open the running support of the household.

        :raises UserError: there is none
        """
        self.ensure_one()
        running = self.case_ids.filtered(lambda c: c.state != "closed")
        if not running:
            raise UserError(self.env._("No support is running for this household."))
        return self._action_for_record(running[:1])

    def action_open_procedure(self):
        """Open the running procedure of the household.

        :raises UserError: there is none
        """
        self.ensure_one()
        running = self.procedure_ids.filtered(lambda p: p.state == "open")
        if not running:
            raise UserError(self.env._("No procedure is open for this household."))
        return self._action_for_record(running[:1])

    def _action_for_record(self, record):
        """The action that opens ``record`` on a page of its own."""
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            "context": {"show_holder": True},
        }

    def action_open_ledger(self):
        """Open the typed ledger of the household: what each line is."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_ledger_line_action"
        )
        action["name"] = self.env._("Rent ledger")
        action["context"] = {"declic_ledger": self.ids}
        return action

    def action_open_invoices(self):
        """Open the rent invoices and credit notes of the holder."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [
            ("partner_id", "in", self._account_partners().ids),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {"default_partner_id": self.partner_id.id}
        return action

    def action_open_payments(self):
        """Open the payments of the holder."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_payments"
        )
        action["domain"] = [
            ("partner_id", "in", self._account_partners().ids),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {"default_partner_id": self.partner_id.id}
        return action
