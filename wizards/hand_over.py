"""A colleague of the landlord leaves: its work goes to a successor (T7)."""

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain


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
    state = fields.Selection(
        [("draft", "To hand over"), ("done", "Handed over")],
        default="draft",
        readonly=True,
        required=True,
    )
    # What went over, one line a file, once it went.
    report = fields.Text(readonly=True)
    has_letters = fields.Boolean(compute="_compute_has_letters")

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

    @api.depends("state", "case_ids")
    def _compute_has_letters(self):
        for wizard in self:
            wizard.has_letters = wizard.state == "done" and bool(
                wizard._told_by_letter()
            )

    def _told_by_letter(self):
        """The supports whose household may be written to."""
        return self.case_ids.filtered(lambda case: case._has_letter("referent"))

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

        :return: the same window, with the report and the letters
        :raises AccessError: to who is no pilot
        :raises UserError: nothing is chosen, or the successor is no social counsellor
            or excluded from one of the households
        """
        self.ensure_one()
        if not self.env.user.has_group("declic.group_manager"):
            raise AccessError(
                self.env._("Only the pilot hands over a colleague's work.")
            )
        if self.state == "done":
            raise UserError(self.env._("This was handed over already."))
        households = self._households()
        self._check_successor(households)
        _cases, _orientations, appointments, activities = self._records()
        # sudo: how many activities stand where, and none of their words.
        tasks = Counter((a.res_model, a.res_id) for a in activities.sudo())
        meetings = Counter(a.case_id.id for a in appointments)
        cases, orientations = households._pass_on(self.from_id, self.to_id)
        if not (cases or orientations):
            raise UserError(self.env._("Nothing of this colleague is open."))
        self.write({"state": "done", "case_ids": [Command.set(cases.ids)]})
        self.report = self._report(cases, orientations, meetings, tasks)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_hand_over_action"
        )
        return {**action, "name": self.env._("Handed over"), "res_id": self.id}

    def _report(self, cases, orientations, meetings, tasks):
        """What went over, one line a file, by references only.

        :param meetings: dict of case id to the number of its appointments
        :param tasks: dict of (model, id) to the number of its activities
        """
        told = set(self._told_by_letter().ids)

        def line(record, task_count):
            return self.env._(
                "%(reference)s: appointments %(meetings)s, activities %(tasks)s,"
                " letter %(letter)s",
                reference=record.reference,
                meetings=meetings[record.id] if record._name == "declic.case" else 0,
                tasks=task_count,
                letter=self.env._("ready")
                if record._name == "declic.case" and record.id in told
                else self.env._("none: no support, or it must not be written to"),
            )

        lines = [
            line(
                case,
                tasks[case._name, case.id]
                + tasks["declic.household", case.household_id.id],
            )
            for case in cases
        ]
        lines += [line(form, tasks[form._name, form.id]) for form in orientations]
        return "\n".join(lines)

    def action_open_supports(self):
        """The supports that went over."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Handed over"),
            "res_model": "declic.case",
            "view_mode": "list,form",
            "domain": [("id", "in", self.case_ids.ids)],
            "context": {"create": False, "show_holder": True},
        }

    def action_print(self):
        """The letters to the households, in one file.

        :raises UserError: nothing went over yet, or nobody may be written to
        """
        self.ensure_one()
        if not self.has_letters:
            raise UserError(self.env._("There is no letter to print."))
        report = self.env.ref("declic.action_report_letter_referent")
        return report.report_action(self._told_by_letter())

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
