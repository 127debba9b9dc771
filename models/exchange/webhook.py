import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# What is told: the name of the notice, its field.
EVENTS = {
    "signal.proposed": "on_proposed",
    "orientation.answered": "on_answered",
    "plan.broken": "on_broken",
    "case.closed": "on_closed",
}
# How far back a night of maintenance is caught up.
DAYS = 7


class DeclicWebhook(models.Model):
    """An address that another software wants to be called at (X2)."""

    _name = "declic.webhook"
    _description = "Notice to another software"
    _inherit = ["declic.named.mixin"]
    _rec_name = "url"

    access_id = fields.Many2one(
        "declic.api.access",
        string="Software",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="access_id.company_id", store=True, precompute=True
    )
    active = fields.Boolean(default=True)
    url = fields.Char(string="Address", required=True)
    secret = fields.Char(
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_hex(32),
        groups="base.group_system",
        help="Signs each notice: hand it to the other software, by a safe way.",
    )
    on_proposed = fields.Boolean(string="Household proposed")
    on_answered = fields.Boolean(string="Orientation answered")
    on_broken = fields.Boolean(string="Repayment plan broken")
    on_closed = fields.Boolean(string="Support closed")
    delivery_ids = fields.One2many("declic.webhook.delivery", "webhook_id")

    @api.constrains("url")
    def _check_url(self):
        for webhook in self:
            if not _is_address(webhook.url):
                raise ValidationError(
                    self.env._(
                        "The address begins with https://, names a server and no"
                        " number, and holds no password."
                    )
                )

    # What happened: read from the records, so that no act waits for another server

    @api.model
    def _cron_send(self):
        """Find what happened since the last run, then send what is due."""
        self._collect()
        self.env["declic.webhook.delivery"]._send_due()

    @api.model
    def _collect(self):
        """Queue one notice for each thing that happened and was not told; twice is
        once, by the key of the notice."""
        deliveries = self.env["declic.webhook.delivery"]
        for webhook in self.search([("access_id.active", "=", True)]):
            found = webhook._happened()
            known = deliveries.search(
                [("webhook_id", "=", webhook.id), ("key", "in", list(found))]
            )
            told = set(known.mapped("key"))
            deliveries.create(
                [
                    {
                        "webhook_id": webhook.id,
                        "key": key,
                        "event": event,
                        "body": deliveries._body(key, event, data),
                    }
                    for key, (event, data) in found.items()
                    if key not in told
                ]
            )

    def _happened(self):
        """What this address is to be told of the last days.

        :return: dict of key to (event, data); the key says the same thing for ever
        """
        self.ensure_one()
        since = max(self.create_date, fields.Datetime.now() - timedelta(days=DAYS))
        found = {}
        for event, field in EVENTS.items():
            if not self[field]:
                continue
            tell = getattr(self, f"_tell_{field.removeprefix('on_')}")
            for record, day, data in tell(since):
                if self._is_restricted(record):
                    continue
                found[f"{event}:{record.id}:{day.isoformat()}"] = (event, data)
        return found

    def _is_restricted(self, record):
        """Whether nothing may be told of the file of ``record`` (GDPR, art. 18)."""
        return bool(self.env["declic.household"]._of_record(record).date_restricted)

    def _tell_proposed(self, since):
        waiting = self.env["declic.api"]._waiting(self.access_id)
        recent = Domain("date_proposed", ">=", since.date())
        for household in self.env["declic.household"].search(waiting & recent):
            yield (
                household,
                household.date_proposed,
                {
                    "household": household.reference,
                    "debt_level": household.debt_level,
                    "silence_level": household.silence_level,
                },
            )

    def _tell_answered(self, since):
        answered = self._of_programme() & Domain("date_answered", ">=", since)
        for orientation in self.env["declic.orientation"].search(answered):
            yield (
                orientation,
                orientation.date_answered,
                {
                    "household": orientation.household_id.reference,
                    "orientation": orientation.reference,
                    "state": orientation.state,
                },
            )

    def _tell_broken(self, since):
        followed = self.env["declic.api"]._followed(self.access_id)
        broken = (
            Domain("kind", "=", "broken")
            & Domain("date", ">=", since)
            & Domain("plan_id.household_id", "any", followed)
        )
        for event in self.env["declic.repayment.event"].search(broken):
            plan = event.plan_id
            yield (
                event,
                event.date,
                {"household": plan.household_id.reference, "plan": plan.reference},
            )

    def _tell_closed(self, since):
        closed = self._of_programme() & Domain("date_closed", ">=", since.date())
        for case in self.env["declic.case"].search(closed):
            yield (
                case,
                case.date_closed,
                {
                    "household": case.household_id.reference,
                    "case": case.reference,
                    "outcome": case.outcome or None,
                },
            )

    def _of_programme(self):
        return Domain("programme_id", "=", self.access_id.programme_id.id)


def _is_address(url):
    """Whether ``url`` names another server by https: who answers must prove that name
    by a certificate, so that nothing else of the inner network is called."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" or parts.username or parts.password or not host:
            return False
        # Read, and refused, here: 0 to 65535.
        is_port = parts.port != 0
    except ValueError:
        return False
    # A number, however it is written: 10.0.0.1, 0x7f.1, 2130706433, [::1].
    is_number = ":" in host or host.rsplit(".", 1)[-1][:1].isdigit()
    return is_port and "." in host and not is_number
