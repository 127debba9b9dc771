"""How a household may be reached without any risk, and how it must not."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What each prohibition rules out.
CALLS = frozenset({"phone", "sms"})
WRITINGS = frozenset({"email", "letter"})


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    date_death = fields.Date(
        string="Account holder deceased on",
        copy=False,
        help="No reminder is made out to him any more. With a co-holder the lease goes"
        " on; else the household leaves the worklist of the tenants.",
    )

    interpreter_id = fields.Many2one(
        "declic.reason",
        string="Interpreter needed",
        domain=[("kind", "=", "language")],
        help="In which language; empty when the household needs none.",
    )

    @api.constrains("date_death")
    def _check_date_death(self):
        today = fields.Date.context_today(self)
        if any(h.date_death and h.date_death > today for h in self):
            raise ValidationError(self.env._("A death lies in the past."))

    def action_record_safe_contact(
        self, channel, do_not_write=False, do_not_call=False, interpreter_id=None
    ):
        """Record by which channel the household may be reached without any risk, and in
        which language.

        :param channel: a key of ``safe_channel``
        :param interpreter_id: id of a ``declic.reason`` of kind ``language``; 0 for no
            interpreter, None to leave it as it is
        :raises UserError: unknown channel, or one that the two prohibitions forbid
        """
        self.ensure_one()
        household = self._acting()
        if channel not in dict(self._fields["safe_channel"].selection):
            raise UserError(self.env._("Choose the safe channel."))
        forbidden = self._forbidden_channels(do_not_write, do_not_call)
        if channel in forbidden:
            raise UserError(
                self.env._("The safe channel is one of those that must not be used.")
            )
        values = {
            "safe_channel": channel,
            "do_not_write": bool(do_not_write),
            "do_not_call": bool(do_not_call),
        }
        if interpreter_id is not None:
            values["interpreter_id"] = (
                self.env["declic.reason"]
                ._chosen(interpreter_id, "language", self.env._("Choose the language."))
                .id
                if interpreter_id
                else False
            )
        household.write(values)

    @api.model
    def _forbidden_channels(self, do_not_write, do_not_call):
        """Keys of ``safe_channel`` that the two prohibitions rule out: a set."""
        return (WRITINGS if do_not_write else set()) | (CALLS if do_not_call else set())

    def _invitation_channel(self):
        """The safe channel, or the visit when that one must not be used."""
        self.ensure_one()
        channel = self.safe_channel or "visit"
        return channel if self._is_reached_by(channel) else "visit"

    @api.private
    def _is_reached_by(self, channel):
        """Whether the household may be reached by ``channel``, a key of
        ``safe_channel``: not what it forbade, and nobody who died."""
        self.ensure_one()
        forbidden = self._forbidden_channels(self.do_not_write, self.do_not_call)
        # sudo: the address and the number are those of who died, whoever asks.
        return channel not in forbidden and not self.sudo().date_death

    def _check_channel(self, channel):
        """Raise UserError when the household must not be reached by ``channel``.

        :param channel: a key of ``safe_channel``
        """
        self.ensure_one()
        if channel in WRITINGS | CALLS:
            self._check_alive()
        if channel in WRITINGS and self.do_not_write:
            raise UserError(
                self.env._(
                    "%s must not be written to: no letter and no e-mail. Choose another"
                    " channel.",
                    self.reference,
                )
            )
        if channel in CALLS and self.do_not_call:
            raise UserError(
                self.env._(
                    "%s must not be called: no call and no text message. Choose another"
                    " channel.",
                    self.reference,
                )
            )

    def _check_alive(self):
        """Raise UserError when what is about to be sent would reach somebody dead."""
        # sudo: whether a letter may leave, for whoever would send it.
        for household in self.sudo():
            if household.date_death:
                raise UserError(
                    self.env._(
                        "The account holder of %s is deceased: write to the heirs or"
                        " the notary, or make the co-holder the account holder.",
                        household.reference,
                    )
                )
