from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..common.groups import LANDLORD_GROUPS
from ..common.portal_mixin import OF_HOUSEHOLD

ACTIVITY = "declic.activity_aid"


class DeclicAidRequest(models.Model):
    """Financial help asked for a household: FSL, CCAS, Action Logement… (K5).

    Asked, then granted or refused with its reason; paid once the payment stands in the
    ledger and is matched. What is granted stays in the forecast until then. The body's
    name, a date and amounts: nothing of why the household needs it.
    """

    _name = "declic.aid.request"
    _description = "Request for financial aid"
    _inherit = [
        "declic.reference.mixin",
        "declic.state.mixin",
        "declic.portal.mixin",
        "mail.thread",
        "declic.activity.mixin",
    ]
    _order = "date_asked desc, id desc"
    _programme_path = OF_HOUSEHOLD
    _portal_fields = frozenset(
        {
            "reference",
            "case_id",
            "body_id",
            "state",
            "amount_asked",
            "amount_granted",
            "date_asked",
            "date_deadline",
            "date_answered",
            "date_expected",
            "date_paid",
            "refusal_reason_id",
            "currency_id",
        }
    )

    _initial_state = "asked"
    _transitions = {
        "asked": {"granted", "refused", "dropped"},
        "granted": {"paid", "dropped"},
        # The payment was rejected, or its match undone.
        "paid": {"granted"},
        # The body changed its mind: an appeal succeeded.
        "refused": {"asked"},
    }
    _guarded_fields = frozenset(
        {
            "amount_granted",
            "date_answered",
            "date_expected",
            "date_paid",
            "payment_line_id",
            "refusal_reason_id",
            "case_id",
            "author_id",
        }
    )
    _locked_states = frozenset({"refused", "paid", "dropped"})

    household_id = fields.Many2one("declic.household", required=True, index=True)
    case_id = fields.Many2one(
        "declic.case",
        compute="_compute_case_id",
        store=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    author_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    body_id = fields.Many2one(
        "declic.reason",
        string="Asked of",
        required=True,
        domain=[("kind", "=", "aid_body")],
        tracking=True,
    )
    state = fields.Selection(
        [
            ("asked", "Aid asked"),
            ("granted", "Aid granted"),
            ("paid", "Aid paid"),
            ("refused", "Aid refused"),
            ("dropped", "Not followed up"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="asked",
        index=True,
        tracking=True,
    )
    amount_asked = fields.Monetary(required=True)
    amount_granted = fields.Monetary(readonly=True, copy=False, tracking=True)
    date_asked = fields.Date(required=True, default=fields.Date.context_today)
    date_deadline = fields.Date(
        string="To follow up by",
        help="The body's closing date, or the day its answer is due: one activity.",
    )
    date_answered = fields.Date(readonly=True, copy=False)
    date_expected = fields.Date(string="Payment expected on", readonly=True, copy=False)
    date_paid = fields.Date(readonly=True, copy=False)
    refusal_reason_id = fields.Many2one(
        "declic.reason",
        string="Why it was refused",
        readonly=True,
        copy=False,
        tracking=True,
        domain=[("kind", "=", "aid_refusal")],
    )
    payment_line_id = fields.Many2one(
        "account.move.line",
        string="Paid by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=LANDLORD_GROUPS,
    )

    _amount_positive = models.Constraint(
        "CHECK(amount_asked > 0)", "The amount asked for must be more than zero."
    )
    _payment_once = models.UniqueIndex(
        "(payment_line_id) WHERE payment_line_id IS NOT NULL",
        "This payment already pays another aid.",
    )

    @api.depends("household_id")
    def _compute_case_id(self):
        for request in self:
            # The case that runs when the aid is asked for, and no later one.
            request.case_id = request.case_id or request.household_id.case_ids.filtered(
                lambda c: c.state != "closed"
            )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._remind()
        return requests

    def write(self, vals):
        done = super().write(vals)
        if "date_deadline" in vals:
            # sudo: the reminder follows from the date.
            self.sudo().activity_unlink([ACTIVITY])
            self._remind()
        return done

    def _remind(self):
        """One activity at the deadline, for the landlord's referent."""
        for request in self.sudo():  # sudo: an association raises it for the landlord
            if request.date_deadline and request.state in ("asked", "granted"):
                user = request.case_id.referent_id or request.author_id
                request.activity_schedule(
                    ACTIVITY,
                    date_deadline=request.date_deadline,
                    user_id=(
                        user if not user.share else self.env.ref("base.user_root")
                    ).id,
                )

    def _check_open(self):
        self.case_id._check_open()

    @api.model
    def _ask(self, household, values):
        """Ask for an aid.

        :param values: dict of ``body_id`` (id of a reason of kind ``aid_body``),
            ``amount_asked`` (EUR), ``date_asked`` and ``date_deadline`` (dates or
            False)
        :return: the request
        :raises UserError: no body, no amount, or a deadline before the request
        """
        body = self.env["declic.reason"]._chosen(
            values.get("body_id"),
            "aid_body",
            self.env._("Choose whom the aid is asked of."),
        )
        if (values.get("amount_asked") or 0) <= 0:
            raise UserError(self.env._("Amounts are typed in euros, more than zero."))
        today = fields.Date.context_today(self)
        asked = values.get("date_asked") or today
        if asked > today:
            raise UserError(self.env._("The request cannot lie in the future."))
        deadline = values.get("date_deadline") or False
        if deadline and deadline < asked:
            raise UserError(self.env._("The deadline lies before the request."))
        return self.create(
            {
                "household_id": household.id,
                "body_id": body.id,
                "amount_asked": values["amount_asked"],
                "date_asked": asked,
                "date_deadline": deadline,
            }
        )

    def action_grant(self, amount, date_expected=None):
        """The body grants ``amount`` EUR, expected on ``date_expected`` (a month from
        now when empty); it enters the forecast.

        :raises UserError: the amount is not more than zero
        """
        for request in self._acting():
            if not amount or amount <= 0:
                raise UserError(
                    self.env._("Amounts are typed in euros, more than zero.")
                )
            today = fields.Date.context_today(self)
            request._set_state(
                "granted",
                amount_granted=amount,
                date_answered=today,
                date_expected=date_expected or fields.Date.add(today, months=1),
            )
        self._answered()

    def action_refuse(self, reason_id):
        """The body refuses; ``reason_id``: id of a reason of kind ``aid_refusal``.

        :raises UserError: no reason
        """
        reason = self.env["declic.reason"]._chosen(
            reason_id, "aid_refusal", self.env._("Choose why it was refused.")
        )
        self._acting()._set_state(
            "refused",
            refusal_reason_id=reason.id,
            date_answered=fields.Date.context_today(self),
        )
        self._answered()

    def action_drop(self):
        """The household gave it up, or it is no longer needed."""
        self._acting()._set_state("dropped")
        self._answered()

    def action_ask_again(self):
        """An appeal, or a new request to the same body after a refusal."""
        for request in self._acting():
            request._set_state("asked", refusal_reason_id=False, date_answered=False)
            request._remind()

    def _answered(self):
        # sudo: the reminder ends with the answer, whoever wrote it.
        self.sudo().activity_feedback([ACTIVITY])

    @api.private
    @api.model
    def _ledger_moved(self, partner_ids):
        """Follow the payments of these accounts' granted aids."""
        if not partner_ids:
            return
        # sudo: whoever matches a payment may know nothing of the aid.
        self.sudo().search(
            Domain("state", "in", ("granted", "paid"))
            & (
                Domain("household_id.partner_id", "in", partner_ids)
                | Domain(
                    "household_id.member_ids",
                    "any",
                    [("role", "=", "co_holder"), ("partner_id", "in", partner_ids)],
                )
            )
        )._follow_payments()

    @api.private
    def _follow_payments(self):
        """Paid: a credit of exactly the amount granted, dated after the request, stands
        in the household's ledger (or was matched with it by the body's own account) and
        is wholly matched. Undone, the aid is awaited again."""
        self.env.flush_all()
        for request in self.filtered(lambda r: r.state == "paid"):
            line = request.payment_line_id
            if not line or line.parent_state != "posted" or not line.reconciled:
                request._set_state("granted", date_paid=False, payment_line_id=False)
        for request in self.filtered(lambda r: r.state == "granted"):
            line = request._find_payment()
            if line:
                request._set_state("paid", date_paid=line.date, payment_line_id=line.id)

    def _find_payment(self):
        """The credit that pays this aid, or none."""
        lines = self.env["account.move.line"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("balance", "=", -self.amount_granted)
            & Domain("reconciled", "=", True)
            & Domain("date", ">=", self.date_asked)
            & (
                Domain("partner_id", "in", self.household_id._holders().ids)
                | Domain(
                    "matched_debit_ids.debit_move_id.partner_id",
                    "in",
                    self.household_id._holders().ids,
                )
            ),
            order="date, id",
        )
        taken = self.search([("payment_line_id", "in", lines.ids)]).payment_line_id
        return (lines - taken)[:1]
