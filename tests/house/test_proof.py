"""What proves something cannot be touched; who wrote a plan does not approve it."""

import base64
import struct
import zlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..common import SCAN, DeclicLandlord, picture
from ..plan.test_plan import IMAGE, PlanCase


def bomb(side=30000):
    """Base64 of a small PNG that says to be ``side`` pixels wide and high."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return base64.b64encode(content).decode()


@tagged("post_install", "-at_install", "security")
class TestProofs(PlanCase):
    """P4, S7."""

    def signed(self):
        plan = self.plan()
        self.goal(plan)
        plan.action_agree("screen", "Camille Martin", signature=IMAGE)
        return plan.sudo()

    def files(self, record):
        """The attachments of a record's proofs."""
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", record._name),
                    ("res_id", "in", record.ids),
                    ("res_field", "in", sorted(record._proof_fields)),
                ]
            )
        )

    def test_no_path_to_the_files(self):
        plan = self.signed()
        household = self.case.household_id
        consent = self.env["declic.consent"].create(
            {
                "household_id": household.id,
                "association_ids": self.association.ids,
                "evidence": "scan",
                "scan": SCAN,
            }
        )
        self.approve(plan)
        frozen = self.case.orientation_id.frozen_ids | plan.frozen_ids
        other = base64.b64encode(b"autre chose")
        for record in (plan.agreement_ids, consent, frozen):
            files = self.files(record)
            self.assertTrue(files, record._name)
            before = [(file.checksum, file.raw) for file in files]
            for role in ("counsellor", "manager", "worker", None):
                own = files.with_user(self.users[role]) if role else files.sudo()
                for name, act in {
                    "datas": lambda own=own: own.write({"datas": other}),
                    "raw": lambda own=own: own.write({"raw": b"autre"}),
                    "taken away": lambda own=own: own.write({"res_id": 0}),
                    "of another field": lambda own=own: own.write({"res_field": "x"}),
                    "made a link": lambda own=own: own.write(
                        {"type": "url", "url": "https://example.com"}
                    ),
                    "opened": lambda own=own: own.write({"public": True}),
                    "deleted": own.unlink,
                }.items():
                    with (
                        self.subTest(model=record._name, role=role, act=name),
                        self.assertRaises(AccessError),
                        self.env.cr.savepoint(),
                    ):
                        act()
            self.env.invalidate_all()
            self.assertEqual([(file.checksum, file.raw) for file in files], before)
        with self.assertRaises(AccessError):
            plan.agreement_ids.write({"name": "Quelqu'un d'autre"})
        with self.assertRaises(AccessError):
            plan.agreement_ids.unlink()
        # What proves nothing is anybody's who may write it.
        plain = self.env["ir.attachment"].create({"name": "a", "raw": b"a"})
        plain.raw = b"b"
        plain.unlink()

    def test_voiding_keeps_what_was_voided(self):
        plan = self.signed()
        agreement = plan.agreement_id
        plan.goal_ids.write({"name": "Autrement dit"})
        self.assertFalse(plan.agreement_channel)
        self.assertTrue(plan.agreement_voided_on)
        self.assertEqual(
            (agreement.channel, agreement.name, agreement.recorded_by_id),
            ("screen", "Camille Martin", self.users["worker"]),
        )
        self.assertTrue(agreement.signature and agreement.pdf and agreement.voided_on)
        with self.assertRaises(AccessError):
            agreement.voided_on = False

    def test_the_landlord_signs_for_nobody(self):
        plan = self.plan("counsellor")
        self.goal(plan)
        own = plan.with_user(self.users["counsellor"])
        for said in (
            {"channel": "screen", "signature": IMAGE},
            {"channel": "oral", "reason_id": self._reason("oral").id},
        ):
            with self.subTest(said=said["channel"]), self.assertRaises(AccessError):
                own.action_agree(name="Mme Audit", **said)
        for role in ("counsellor", "worker"):
            with self.assertRaises(UserError):
                plan.with_user(self.users[role]).action_agree(
                    "remote", "Mme Audit", signature=IMAGE
                )
        own.action_agree("paper", "Camille Martin", scan=SCAN)
        self.assertEqual(plan.agreement_id.recorded_by_id, self.users["counsellor"])

    def test_what_is_a_signature(self):
        plan = self.plan()
        self.goal(plan)
        bad = {
            "a dot": picture(1, 1),
            "a thin one": picture(120, 4),
            "nothing drawn": picture(ink=False),
            "svg": base64.b64encode(b"<svg xmlns='x'><path d='M0 0'/></svg>").decode(),
            "html": base64.b64encode(b"<b>Camille</b>").decode(),
            "cut": picture()[:80],
            "no text": 12,
            "huge": bomb(),
        }
        for name, signature in bad.items():
            with self.subTest(name=name), self.assertRaises(UserError):
                plan.action_agree("screen", "Camille", signature=signature)
        for name in ("svg", "html", "huge"):
            with self.subTest(scan=name), self.assertRaises(UserError):
                plan.action_agree("paper", "Camille", scan=bad[name])
        program = base64.b64encode(b"MZ\x90\x00" + b"x" * 200).decode()
        with self.assertRaises(UserError):
            plan.action_agree("paper", "Camille", scan=program)
        self.assertFalse(plan.sudo().agreement_ids)


@tagged("post_install", "-at_install", "security")
class TestAuthors(PlanCase):
    """P3: whoever wrote in a plan does not approve it, whatever the order."""

    def refused(self, plan, role):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            plan.with_user(self.users[role]).action_approve()
        self.assertNotEqual(plan.state, "approved")

    def test_given_back_and_rewritten(self):
        plan = self.plan()
        self.goal(plan)
        plan.action_propose()
        own = plan.with_user(self.users["counsellor"])
        own.action_back_to_draft()
        own.goal_ids.write({"name": "BUT DU BAILLEUR"})
        own.action_propose()
        self.refused(plan, "counsellor")
        log = " ".join(self.case.message_ids.mapped("body"))
        self.assertIn(plan.sudo().display_name, log)
        with self.assertRaises(AccessError):
            plan.with_user(self.users["manager"]).action_approve()
        self.users["manager"].group_ids += self.env.ref("declic.group_counsellor")
        plan.with_user(self.users["manager"]).action_approve()
        self.assertEqual(plan.state, "approved")

    def test_started_by_one_and_written_by_another(self):
        first = self.plan()
        self.goal(first)
        first.action_propose()
        first.with_user(self.users["counsellor"]).action_approve()
        plan = self.plan("counsellor")
        self.goal(plan.with_user(self.users["worker"]), "Un autre")
        plan.with_user(self.users["worker"]).action_propose()
        for role in ("worker", "coordinator", "counsellor"):
            self.refused(plan, role)

    def test_an_action_is_written_too(self):
        plan = self.plan()
        goal = self.goal(plan)
        goal.with_user(self.users["counsellor"]).action_add_action(
            "Appeler", "landlord", self.today
        )
        plan.action_propose()
        self.refused(plan, "counsellor")
        self.assertFalse(plan.with_user(self.users["counsellor"]).can_approve)

    def test_nobody_chooses_the_authors(self):
        plan = self.plan("counsellor")
        with self.assertRaises(AccessError):
            plan.with_user(self.users["counsellor"]).write({"author_ids": [(5,)]})


@tagged("post_install", "-at_install", "security")
class TestSignedAsShown(DeclicLandlord, HttpCase):
    """L8: the household signs the version that its page shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")
        cls.case = cls._case()
        worker = cls.case.with_user(cls.users["worker"])
        cls.plan = worker.action_start_plan()
        cls.plan.action_add_goal("social", "Je paie mon loyer")
        cls.path = "/declic" + worker.action_share_sheet().split("/declic", 1)[1]

    def sign(self, shown):
        return self.make_jsonrpc_request(
            f"{self.path}/sign/{shown}", {"name": "Camille", "signature": IMAGE}
        )

    def test_changed_meanwhile(self):
        shown = self.plan._content_sha256()
        self.assertIn(shown, self.url_open(f"{self.path}/sign").text)
        self.plan.goal_ids.action_rewrite("Autre chose")
        self.assertIn("error", self.sign(shown))
        self.assertFalse(self.plan.sudo().agreement_ids)
        self.assertNotIn("error", self.sign(self.plan._content_sha256()))

    def test_a_version_being_written_is_not_signed(self):
        self.plan.action_propose()
        self.plan.with_user(self.users["counsellor"]).action_approve()
        second = self.case.with_user(self.users["worker"]).action_start_plan()
        second.action_add_goal("social", "JAMAISMONTRE")
        page = self.url_open(self.path).text
        self.assertNotIn("JAMAISMONTRE", page)
        self.assertIn("error", self.sign(second._content_sha256()))
        self.assertNotIn("error", self.sign(self.plan._content_sha256()))
        self.assertEqual(self.plan.sudo().agreement_channel, "remote")
        self.assertFalse(second.sudo().agreement_ids)

    def test_not_by_staff_in_its_session(self):
        worker = self.users["worker"].login
        self.authenticate(worker, worker)
        self.assertIn("error", self.sign(self.plan._content_sha256()))
        self.assertFalse(self.plan.sudo().agreement_ids)
