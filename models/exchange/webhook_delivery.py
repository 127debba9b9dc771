import hashlib
import hmac
import json
import logging
import time
from datetime import timedelta

import requests

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

TIMEOUT = 10
# Minutes before the next try, after each failure; then nobody tries any more.
RETRY_MINUTES = (1, 5, 30, 120, 360, 720, 1440)


class DeclicWebhookDelivery(models.Model):
    """One notice to one address, until it was taken (X2)."""

    _name = "declic.webhook.delivery"
    _description = "Notice sent to another software"
    _inherit = ["declic.named.mixin"]
    _order = "id desc"
    _rec_name = "event"

    webhook_id = fields.Many2one(
        "declic.webhook",
        string="Address",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="webhook_id.company_id", store=True, precompute=True
    )
    key = fields.Char(required=True, readonly=True)
    event = fields.Char(required=True, readonly=True)
    body = fields.Text(required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Taken"), ("given_up", "Given up")],
        required=True,
        readonly=True,
        default="waiting",
    )
    attempt_count = fields.Integer(string="Tries", readonly=True)
    date_next = fields.Datetime(
        string="Next try", readonly=True, default=fields.Datetime.now
    )
    http_status = fields.Integer(
        string="Answer",
        readonly=True,
        aggregator=None,
        help="HTTP status of the last answer; 0 when there was none.",
    )

    _once = models.UniqueIndex("(webhook_id, key)", "This was told already.")
    _due_idx = models.Index("(date_next) WHERE state = 'waiting'")

    @api.model
    def _body(self, key, event, data):
        """The bytes that are signed and sent, each time the same: references only."""
        return json.dumps({"id": key, "event": event, "data": data}, sort_keys=True)

    @api.model
    def _send_due(self, limit=200):
        """Send what is due, each in a transaction of its own."""
        due = [("state", "=", "waiting"), ("date_next", "<=", fields.Datetime.now())]
        for delivery in self.search(due, order="date_next, id", limit=limit):
            if delivery.try_lock_for_update():
                delivery._send()
            self.env["ir.cron"]._commit_progress(1, remaining=0)

    def _send(self):
        """Post the notice once, and write what came of it."""
        self.ensure_one()
        # sudo: the secret, to sign.
        webhook = self.webhook_id.sudo()
        body = self.body.encode()
        moment = str(int(time.time()))
        signature = _signature(webhook.secret, moment, body)
        try:
            answer = requests.post(
                webhook.url,
                data=body,
                headers={
                    "Content-Type": "application/json",
                    # The same for each try: who has it already answers 200.
                    "Idempotency-Key": self.key,
                    "X-Declic-Signature": f"t={moment},v1={signature}",
                },
                timeout=TIMEOUT,
                # A redirection would carry the notice where nobody decided.
                allow_redirects=False,
            )
            status = answer.status_code
        except requests.RequestException as error:
            _logger.info("notice %s not taken: %s", self.id, type(error).__name__)
            status = 0
        self._write_answer(status)

    def _write_answer(self, status):
        values = {"http_status": status, "attempt_count": self.attempt_count + 1}
        if 200 <= status < 300:
            values["state"] = "sent"
        elif self.attempt_count >= len(RETRY_MINUTES):
            values["state"] = "given_up"
        else:
            minutes = RETRY_MINUTES[self.attempt_count]
            values["date_next"] = fields.Datetime.now() + timedelta(minutes=minutes)
        self.write(values)

    def action_retry(self):
        """Try again what was given up."""
        self.check_access("write")
        self.filtered(lambda one: one.state == "given_up").write(
            {
                "state": "waiting",
                "attempt_count": 0,
                "date_next": fields.Datetime.now(),
            }
        )


def _signature(secret, moment, body):
    """HMAC-SHA256 of the moment and the body: an old notice cannot be sent again."""
    signed = moment.encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
