from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import groupby

from ...engine import aid_payments
from ..common.groups import LANDLORD_GROUPS
from ..common.portal_mixin import OF_HOUSEHOLD

ACTIVITY = "declic.activity_aid"


class DeclicAidRequest(models.Model):
    """Financial help asked for a household: FSL, CCAS, Action Logement… (K5).

    Asked, then granted or refused with its reason; paid, in one or several parts, as
    the body's money stands in the ledger and is matched. What is granted and not paid
    yet stays in the forecast. The body's name, a date and amounts: nothing of why the
    household needs it.
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
            "amount_paid",
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
            "amount_paid",
            "is_paid_by_hand",
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
    amount_paid = fields.Monetary(
        string="Paid so far",
        readonly=True,
        copy=False,
        tracking=True,
        help="What accounting matched with the household's debts, in one or several"
        " parts.",
    )
    is_paid_by_hand = fields.Boolean(
        string="Said paid by a person",
        readonly=True,
        copy=False,
        help="The ledger does not name the body: it is not asked any more.",
    )
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
        help="The last part, when there are several.",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount_asked > 0)", "The amount asked for must be more than zero."
    )
    _granted_positive = models.Constraint(
        "CHECK(amount_granted >= 0)",
        "An amount granted is typed in euros, zero or more: log a refusal as such.",
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
        for request in requests:
            self.env["declic.disclosure"]._log(
                request.household_id,
                request.body_id.name,
                self.env._("Request for an aid"),
                "agreement",
            )
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
        # sudo: it may stand in the ledger already, which an association does not read.
        self.sudo()._follow_payments()

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

    def action_record_paid(self):
        """The aid was paid and no line of the ledger says by whom.

        :raises UserError: it was not granted, or is paid already
        """
        for request in self._acting():
            request._set_state(
                "paid",
                amount_paid=request.amount_granted,
                date_paid=fields.Date.context_today(self),
                is_paid_by_hand=True,
            )

    def action_record_unpaid(self):
        """What a person said paid is not: the ledger decides again.

        :raises UserError: it is the ledger that says it
        """
        requests = self._acting()
        for request in requests:
            if not request.is_paid_by_hand:
                raise UserError(
                    self.env._("Accounting matched this payment: it decides.")
                )
            request._set_state(
                "granted", amount_paid=0, date_paid=False, is_paid_by_hand=False
            )
        # sudo: what the ledger says is written whoever asks.
        requests.sudo()._follow_payments()

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
        households = self.env["declic.household"]._of_partners(partner_ids)
        # sudo: whoever matches a payment may know nothing of the aid.
        self.sudo().search(
            Domain("state", "in", ("granted", "paid"))
            & Domain("household_id", "in", households.ids)
        )._follow_payments()

    @api.private
    def _follow_payments(self):
        """Take what the ledger says of these households' aids: how much was paid, and
        when in full. Undone, what came back is awaited again."""
        requests = self.search(
            [
                ("household_id", "in", self.household_id.ids),
                ("state", "in", ("granted", "paid")),
                ("is_paid_by_hand", "=", False),
            ],
            order="household_id, date_asked, id",
        )
        if not requests:
            return
        self.env.flush_all()
        found = dict(
            groupby(
                aid_payments.parts(self.env.cr, requests.household_id.ids),
                lambda row: row["household_id"],
            )
        )
        for household, aids in requests.grouped("household_id").items():
            paid = aid_payments.share(
                [
                    {
                        "id": aid.id,
                        "amount": aid.amount_granted,
                        "date_asked": aid.date_asked,
                        "names": aid.body_id._payer_pattern(),
                    }
                    for aid in aids
                ],
                found.get(household.id, []),
            )
            for aid in aids:
                aid._take_payment(*paid[aid.id])

    def _take_payment(self, amount, part):
        """Write what was paid, EUR, and by which last part; nothing when it is so."""
        self.ensure_one()
        whole = not self.currency_id.compare_amounts(amount, self.amount_granted)
        line_id = part["line_id"] if part else False
        vals = {"amount_paid": amount, "payment_line_id": line_id}
        if whole:
            vals["date_paid"] = part["day"]
        target = "paid" if whole else "granted"
        if target != self.state:
            self._set_state(target, **{"date_paid": False, **vals})
        elif (self.amount_paid, self.payment_line_id.id) != (amount, line_id):
            self._keyed().write(vals)
