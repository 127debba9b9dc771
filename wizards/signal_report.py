from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import escape_psql

from ..engine.folding import words

# More households than these are no choice: another word is asked for.
MATCHES = 6
# Fewer letters tell nobody.
LETTERS = 3


class DeclicSignalReport(models.TransientModel):
    """What agency staff saw: they name the dwelling and see nothing of the file."""

    _name = "declic.signal.report"
    _description = "Report a worry"
    _inherit = ["declic.named.mixin"]

    lease = fields.Char(
        string="Who or where",
        help="The tenant's name or a part of it, the building and the door, the"
        " street, or the number of the lease.",
    )
    manual_kind = fields.Selection(
        lambda self: (
            self.env["declic.signal"]
            ._fields["manual_kind"]
            ._description_selection(self.env)
        ),
        string="What was seen",
    )
    comment = fields.Char(
        size=200, help="One sentence of facts. No health, no judgement."
    )
    state = fields.Selection(
        [("draft", "To report"), ("choose", "Which one"), ("done", "Reported")],
        default="draft",
        readonly=True,
        required=True,
    )
    match_ids = fields.One2many(
        "declic.signal.report.match", "report_id", readonly=True
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._("Report a worry")

    def action_report(self):
        """Open a manual signal on the household that is named whole, else ask which of
        those that bear these words is meant.

        :raises UserError: nothing was said, nobody bears these words, or too many do
        """
        self.ensure_one()
        typed = (self.lease or "").strip()
        if not typed or not self.manual_kind:
            raise UserError(
                self.env._("Say who or where, and choose what was seen in the list.")
            )
        # sudo: a reporter creates a signal and sees nothing of the household.
        households = self.env["declic.household"].sudo()
        ours = Domain("company_id", "in", self.env.companies.ids)
        named = households.search(
            ours
            & Domain.OR(
                Domain(name, "=ilike", escape_psql(typed))
                for name in ("lease_number", "dwelling", "name", "reference")
            ),
            limit=2,
        )
        if len(named) == 1:
            return self._report(named)
        if sum(len(word) for word in words(typed)) < LETTERS:
            raise UserError(self.env._("Type three letters or figures at least."))
        found = households.search(
            ours & households._typed_domain(typed), limit=MATCHES + 1
        )
        if not found:
            raise UserError(
                self.env._(
                    "Nobody was found: try a part of the name, the street with the"
                    " door, or the number of the lease."
                )
            )
        if len(found) > MATCHES:
            raise UserError(
                self.env._(
                    "More than %(count)s households bear this: add the door, the first"
                    " name or the street.",
                    count=MATCHES,
                )
            )
        # sudo: what a reporter may be told of a household, written for its choice.
        self.sudo().write(
            {
                "state": "choose",
                "match_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "household_id": household.id,
                                "name": self._where(household),
                            }
                        )
                        for household in found
                    ),
                ],
            }
        )
        return self._show()

    @staticmethod
    def _where(household):
        """A dwelling as its caretaker knows it: door and address, and no name that was
        not typed."""
        return ", ".join(
            part
            for part in (
                household.dwelling or household.lease_number,
                household.street,
                household.city,
            )
            if part
        )

    def _report(self, household):
        household.signal_ids.create(
            {
                "household_id": household.id,
                "manual_kind": self.manual_kind,
                "comment": self.comment,
            }
        )
        # sudo: the state is the report's own, no hand's.
        self.sudo().write({"state": "done", "match_ids": [Command.clear()]})
        return self._show()

    def action_again(self):
        """Another choice of words, what was seen being kept."""
        self.ensure_one()
        self.check_access("write")
        # sudo: as above.
        self.sudo().write({"state": "draft", "match_ids": [Command.clear()]})
        return self._show()

    def _show(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_signal_report_action"
        )
        return {**action, "res_id": self.id}


class DeclicSignalReportMatch(models.TransientModel):
    """A dwelling that the words of a report may mean."""

    _name = "declic.signal.report.match"
    _description = "Dwelling that may be meant"
    _order = "name, id"

    report_id = fields.Many2one(
        "declic.signal.report", required=True, ondelete="cascade", readonly=True
    )
    household_id = fields.Many2one(
        "declic.household",
        required=True,
        ondelete="cascade",
        readonly=True,
        groups=fields.NO_ACCESS,
    )
    name = fields.Char(string="Dwelling", readonly=True)

    def action_choose(self):
        """Report on this dwelling."""
        self.ensure_one()
        # sudo: the household that the report itself found.
        return self.report_id._report(self.sudo().household_id)
