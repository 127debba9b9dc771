import base64
import json
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from ..common import DeclicLandlord

WORDS = (
    "MARTIN",
    "Invisibles",
    "MOTSECRET",
    "SCANSECRET",
    "MESSAGESECRET",
    "MOTGRAVE",
    "MOTPARTAGE",
)


@tagged("post_install", "-at_install", "security")
class TestHttpPaths(DeclicLandlord, HttpCase):
    """What is not assigned is not found by any address of the server (T1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.case = cls._case()
        cls.orientation = cls.case.orientation_id
        cls.household = cls.case.household_id
        secret = base64.b64encode(b"%PDF-1.4\nSCANSECRET\n%%EOF\n")
        cls.consent = cls.env["declic.consent"].create(
            {
                "household_id": cls.household.id,
                "association_ids": cls.association.ids,
                "evidence": "scan",
                "scan": secret,
            }
        )
        cls.attachment = cls.env["ir.attachment"].create(
            {
                "name": "piece.txt",
                "datas": secret,
                "res_model": "declic.case",
                "res_id": cls.case.id,
            }
        )
        said = "MESSAGESECRET"
        cls.case.message_post(body=said)
        cls.review = cls.case.review_ids[:1]
        theirs = cls.case.with_user(cls.users["worker"])
        cls.review.with_user(cls.users["worker"]).action_fill_association_part(
            {"shareable_facts": "MOTPARTAGE"}
        )
        cls.appointment = theirs.action_plan_appointment(
            datetime.now() + timedelta(days=2), "visit", channel="letter"
        )
        cls.concern = theirs.action_report_concern(
            cls._reason("concern").id, "MOTGRAVE"
        )

    def call(self, path, params):
        answer = self.url_open(
            path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return answer.text

    def call_kw(self, model, method, args, **kwargs):
        return self.call(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def answers(self):
        """Text of the answer of every path, by its name."""
        household, case = self.household.id, self.case.id
        domain = [["id", "=", household]]
        spec = {"name": {}, "street": {}}
        yield "read", self.call_kw("declic.household", "read", [[household], ["name"]])
        yield (
            "web_search_read",
            self.call_kw(
                "declic.household",
                "web_search_read",
                [],
                domain=domain,
                specification=spec,
            ),
        )
        yield (
            "web_read",
            self.call_kw(
                "declic.household", "web_read", [[household]], specification=spec
            ),
        )
        yield (
            "read_group",
            self.call_kw(
                "declic.household",
                "formatted_read_group",
                [],
                domain=domain,
                groupby=["city"],
                aggregates=["__count"],
            ),
        )
        yield (
            "export",
            self.call_kw("declic.household", "export_data", [[household], ["name"]]),
        )
        yield (
            "request",
            self.call_kw(
                "declic.orientation.content",
                "search_read",
                [],
                domain=[],
                fields=["request"],
            ),
        )
        yield (
            "concern",
            self.call_kw(
                "declic.concern", "search_read", [], domain=[], fields=["facts"]
            ),
        )
        yield (
            "messages",
            self.call(
                "/mail/thread/messages",
                {"thread_model": "declic.case", "thread_id": case},
            ),
        )
        yield (
            "data",
            self.call(
                "/mail/data",
                {
                    "fetch_params": [
                        [
                            "mail.thread",
                            {
                                "thread_model": "declic.case",
                                "thread_id": case,
                                "request_list": ["attachments", "followers"],
                            },
                        ]
                    ]
                },
            ),
        )
        for path in (
            f"/report/html/declic.report_orientation/{self.orientation.id}",
            f"/report/pdf/declic.report_orientation/{self.orientation.id}",
            f"/report/html/declic.report_review/{self.review.id}",
            f"/web/content/declic.consent/{self.consent.id}/scan",
            f"/web/content/declic.orientation/{self.orientation.id}/position_scan",
            f"/web/content/{self.attachment.id}",
            f"/web/image/{self.attachment.id}",
            f"/my/declic/case/{case}",
            f"/my/declic/orientation/{self.orientation.id}",
            f"/my/declic/review/{self.review.id}",
            f"/my/declic/review/{self.review.id}/pdf",
            f"/my/declic/appointment/{self.appointment.id}",
            f"/my/declic/appointment/{self.appointment.id}/letter",
            f"/my/declic/concern/{self.concern.id}",
            f"/my/declic/case/{case}/appointment",
            f"/my/declic/case/{case}/concern",
            f"/report/html/declic.report_invitation/{self.appointment.id}",
        ):
            yield path, self.url_open(path).text

    def json2(self, role, model, method, **body):
        user = self.users[role]
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", datetime.now() + timedelta(hours=1))
        )
        self.authenticate(None, None)
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(body),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"bearer {key}",
            },
        )
        return answer.text

    def test_no_word_of_what_is_not_assigned(self):
        for role in ("colleague", "other_worker", "other_coordinator", "psychologist"):
            login = self.users[role].login
            self.authenticate(login, login)
            for path, text in self.answers():
                with self.subTest(role=role, path=path):
                    for word in WORDS:
                        self.assertNotIn(word, text)

    def test_json2(self):
        household = self.household.id
        for role, found in (("worker", True), ("colleague", False)):
            for method, body in (
                ("read", {"ids": [household], "fields": ["name"]}),
                ("search_read", {"domain": [], "fields": ["name"]}),
            ):
                with self.subTest(role=role, method=method):
                    text = self.json2(role, "declic.household", method, **body)
                    self.assertEqual("MARTIN" in text, found)
            text = self.json2(
                role, "declic.household", "read", ids=[household], fields=["overdue"]
            )
            self.assertNotIn('"overdue":', text)

    def test_ones_own_paths_open(self):
        """The same addresses answer who is assigned: the test above can fail."""
        login = self.users["worker"].login
        self.authenticate(login, login)
        answers = dict(self.answers())
        self.assertIn("MARTIN", answers["read"])
        self.assertIn("MARTIN", answers["web_search_read"])
        self.assertIn("MOTSECRET", answers["request"])
        self.assertIn("MOTGRAVE", answers["concern"])
        self.assertIn("MOTGRAVE", answers[f"/my/declic/concern/{self.concern.id}"])
        self.assertIn("MOTPARTAGE", answers[f"/my/declic/review/{self.review.id}"])
        self.assertIn("Invisibles", answers[f"/my/declic/case/{self.case.id}"])
        # The proof of the agreement and the landlord's printed form are not theirs.
        for path, text in answers.items():
            if "consent" in path or path.startswith("/report"):
                with self.subTest(path=path):
                    self.assertNotIn("SCANSECRET", text)
                    self.assertNotIn("MOTSECRET", text)
