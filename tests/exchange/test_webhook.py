"""Notices to other software (X2): signed, tried again, once, without names."""

import hashlib
import hmac
import json
from datetime import timedelta
from unittest.mock import patch

import requests
from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import DeclicCase

POST = "odoo.addons.declic.models.exchange.webhook_delivery.requests.post"


class Receiver:
    """The other software: answers as it is told, keeps what it was sent."""

    def __init__(self, *statuses):
        self.statuses, self.taken = list(statuses), []

    def __call__(self, url, **options):
        self.taken.append((url, options))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if not status:
            raise requests.ConnectionError("unreachable")
        answer = requests.Response()
        answer.status_code = status
        return answer


@tagged("post_install", "-at_install")
class TestWebhook(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.access = cls.env["declic.api.access"].create(
            {"name": "Tableau de bord", "programme_id": cls.programme.id}
        )
        cls.webhook = cls.env["declic.webhook"].create(
            {
                "access_id": cls.access.id,
                "url": "https://receiver.example/declic",
                "on_proposed": True,
                "on_answered": True,
                "on_broken": True,
                "on_closed": True,
            }
        )
        # Made a little before what it is to tell.
        cls.webhook.flush_recordset()
        cls.env.cr.execute(
            "UPDATE declic_webhook SET create_date = %s WHERE id = %s",
            [Datetime.now() - timedelta(days=2), cls.webhook.id],
        )
        cls.webhook.invalidate_recordset()

    def _send(self, *statuses):
        receiver = Receiver(*statuses)
        with (
            patch(POST, receiver),
            patch.object(self.env.registry["ir.cron"], "_commit_progress"),
        ):
            self.env["declic.webhook"]._cron_send()
        return receiver.taken

    def _events(self):
        return sorted(self.webhook.delivery_ids.mapped("event"))

    def test_the_four_notices(self):
        case = self._case()
        household = case.household_id
        self._rent(household, self._months_ago(5), 900)
        plan = self.env["declic.repayment.plan"].create(
            {
                "household_id": household.id,
                "installment_amount": 90,
                "date_start": self._months_ago(4, 1),
                "date_first": self._months_ago(4, 5),
            }
        )
        plan.action_cover_open_lines()
        plan.action_activate()
        self.assertEqual(plan.state, "broken")
        proposed = self._household("AUTRE-TEST")
        self._propose(proposed)
        self.env["declic.webhook"]._collect()
        case.action_close_alone(
            "ordinary", self._reason("closing").id, self._reason("alone").id
        )
        taken = self._send(200)
        self.assertEqual(
            self._events(),
            ["case.closed", "orientation.answered", "plan.broken", "signal.proposed"],
        )
        told = {}
        for _url, options in taken:
            body = json.loads(options["data"])
            told[body["event"]] = body["data"]
            self.assertNotIn(b"TEST", options["data"])
        self.assertEqual(told["signal.proposed"]["household"], proposed.reference)
        self.assertEqual(told["plan.broken"]["plan"], plan.reference)
        self.assertEqual(told["case.closed"]["case"], case.reference)
        self.assertEqual(
            told["orientation.answered"],
            {
                "household": household.reference,
                "orientation": case.orientation_id.reference,
                "state": "accepted",
            },
        )

    def _propose(self, household):
        household.flush_recordset()
        self.env.cr.execute(
            "UPDATE declic_household SET proposal_state = 'proposed',"
            " date_proposed = %s WHERE id = %s",
            [self.today, household.id],
        )
        self.env.invalidate_all()

    def test_of_one_programme(self):
        """Nothing of the four reaches who reads another programme; a household that was
        in no programme yet is told to both."""
        other = self.env["declic.api.access"].create(
            {
                "name": "Autre logiciel",
                "programme_id": self.programme.copy({"name": "Autre dispositif"}).id,
                "webhook_ids": [
                    Command.create(
                        {
                            "url": "https://other.example/declic",
                            "on_proposed": True,
                            "on_answered": True,
                            "on_broken": True,
                            "on_closed": True,
                        }
                    )
                ],
            }
        )
        other.webhook_ids.flush_recordset()
        self.env.cr.execute(
            "UPDATE declic_webhook SET create_date = %s WHERE id = %s",
            [Datetime.now() - timedelta(days=2), other.webhook_ids.id],
        )
        other.webhook_ids.invalidate_recordset()
        case = self._case()
        household = case.household_id
        self._rent(household, self._months_ago(5), 900)
        plan = self.env["declic.repayment.plan"].create(
            {
                "household_id": household.id,
                "installment_amount": 90,
                "date_start": self._months_ago(4, 1),
                "date_first": self._months_ago(4, 5),
            }
        )
        plan.action_cover_open_lines()
        plan.action_activate()
        self.assertEqual(plan.state, "broken")
        # Proposed again, and known to the first programme.
        self._propose(household)
        free = self._household("LIBRE-TEST")
        self._propose(free)
        self.env["declic.webhook"]._collect()
        case.action_close_alone(
            "ordinary", self._reason("closing").id, self._reason("alone").id
        )
        self._send(200)
        self.assertEqual(len(set(self._events())), 4)
        theirs = other.webhook_ids.delivery_ids
        self.assertEqual(
            [(one.event, json.loads(one.body)["data"]["household"]) for one in theirs],
            [("signal.proposed", free.reference)],
        )

    def test_only_what_was_asked(self):
        self.webhook.on_answered = False
        self._case()
        self.assertEqual(self._send(200), [])

    def test_signed(self):
        """What a receiver does: the HMAC of the moment and the bytes, by itself."""
        self._case()
        ((url, options),) = self._send(200)
        self.assertEqual(url, self.webhook.url)
        parts = dict(
            part.split("=")
            for part in options["headers"]["X-Declic-Signature"].split(",")
        )
        signed = f"{parts['t']}.".encode() + options["data"]
        expected = hmac.new(
            self.webhook.secret.encode(), signed, hashlib.sha256
        ).hexdigest()
        self.assertEqual(parts["v1"], expected)
        self.assertFalse(options["allow_redirects"])

    def test_once(self):
        self._case()
        first = self._send(200)
        self.assertEqual(len(first), 1)
        self.assertEqual(self._send(200), [])
        self.assertEqual(self.webhook.delivery_ids.state, "sent")

    def test_tried_again_with_the_same_key_and_bytes(self):
        self._case()
        sent = self._send(0)
        delivery = self.webhook.delivery_ids
        self.assertEqual((delivery.state, delivery.http_status), ("waiting", 0))
        self.assertEqual(self._send(200), [], "before its time")
        with freeze_time(delivery.date_next + timedelta(seconds=1)):
            sent += self._send(500)
        self.assertEqual(delivery.http_status, 500)
        with freeze_time(delivery.date_next + timedelta(seconds=1)):
            sent += self._send(204)
        self.assertEqual((delivery.state, delivery.attempt_count), ("sent", 3))
        self.assertEqual(len({options["data"] for _url, options in sent}), 1)
        keys = {options["headers"]["Idempotency-Key"] for _url, options in sent}
        self.assertEqual(keys, {delivery.key})

    def test_given_up_then_by_hand(self):
        self._case()
        self._send(500)
        delivery = self.webhook.delivery_ids
        for _turn in range(7):
            with freeze_time(delivery.date_next + timedelta(seconds=1)):
                self._send(302)
        self.assertEqual((delivery.state, delivery.attempt_count), ("given_up", 8))
        with freeze_time(delivery.date_next + relativedelta(days=30)):
            self.assertEqual(self._send(200), [])
            delivery.action_retry()
            self.assertEqual(len(self._send(200)), 1)
        self.assertEqual(delivery.state, "sent")

    def test_one_that_fails_stops_none(self):
        self._case()
        self._case(self._household("AUTRE-TEST"))
        self._send(0, 200)
        self.assertEqual(
            sorted(self.webhook.delivery_ids.mapped("state")), ["sent", "waiting"]
        )

    def test_archived_access_tells_nothing(self):
        self.access.active = False
        self._case()
        self.assertEqual(self._send(200), [])

    def test_address(self):
        for url in (
            "http://receiver.example",
            "ftp://receiver.example",
            "https://",
            "https://user:password@receiver.example",
            "https://user@receiver.example",
            "https://localhost/x",
            "https://127.0.0.1/x",
            "https://169.254.169.254/latest",
            "https://10.1",
            "https://0x7f.0x1",
            "https://2130706433",
            "https://[::1]/x",
            "https://[::1",
            "https://receiver.example:99999",
            "ftp://receiver.example",
        ):
            with self.assertRaises(ValidationError, msg=url):
                self.webhook.url = url
        self.webhook.url = "https://receiver.example:8443/other"
