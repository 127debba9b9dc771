"""Classes of data beside the files of support (C6): signals, files handed over."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import tagged

from ..common import SCAN, DeclicCase


@tagged("post_install", "-at_install")
class TestClasses(DeclicCase):
    def rule(self, data_class, **vals):
        return (
            self.env["declic.retention.rule"]
            .with_user(self.users["data_officer"])
            .create(
                {"data_class": data_class, "months": 12, "source": "Décision", **vals}
            )
        )

    def purge(self):
        self.env["declic.retention.rule"]._cron_purge()
        self.env.invalidate_all()

    def signal(self, months):
        signal = self.env["declic.signal"].create(
            {"household_id": self._household().id, "manual_kind": "mail_piling"}
        )
        if months:
            signal.action_close()
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE declic_signal SET date_closed = %s WHERE id = %s",
                (self.today - relativedelta(months=months), signal.id),
            )
            self.env.invalidate_all()
        return signal

    def test_signals(self):
        old, recent, running = self.signal(13), self.signal(11), self.signal(0)
        restricted = self.signal(13)
        restricted.household_id._set_restricted(self.today)
        rule = self.rule("signal")
        self.assertEqual(rule.would_go, 1)
        self.purge()
        self.assertTrue(old.exists(), "the dry run takes nothing")
        rule.is_applied = True
        self.purge()
        self.assertFalse(old.exists())
        for one in (recent, running, restricted):
            self.assertTrue(one.exists())
        self.assertEqual(rule.would_go, 0)

    def test_a_duration_of_another_class_takes_nothing(self):
        old = self.signal(13)
        self.rule("request", is_applied=True)
        self.rule("file", is_applied=True)
        self.purge()
        self.assertTrue(old.exists())

    def test_papers_of_closed_supports(self):
        """The support's figures stay, its running neighbour keeps its papers."""
        kept, made = self.env["declic.document"], []
        for months in (13, 11, None):
            case = self._case(self._household(f"PAPIER-TEST {months}"))
            paper = kept.create(
                {
                    "orientation_id": case.orientation_id.id,
                    "type_id": self.env.ref("declic.document_type_other").id,
                    "audience": "both",
                    "file": SCAN,
                }
            )
            made.append(paper)
            if months:
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE declic_case SET state = 'closed', date_closed = %s"
                    " WHERE id = %s",
                    (self.today - relativedelta(months=months), case.id),
                )
        self.env.invalidate_all()
        old, recent, running = made
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "declic.document"),
                ("res_field", "=", "file"),
                ("res_id", "=", old.id),
            ]
        )
        self.assertTrue(files)
        rule = self.rule("document")
        self.assertEqual(rule.would_go, 1)
        old.orientation_id.household_id._set_restricted(self.today)
        rule.is_applied = True
        self.purge()
        self.assertTrue(old.exists(), "a restricted file keeps its papers")
        old.orientation_id.household_id._set_restricted(False)
        for _night in range(2):
            self.purge()
            self.assertFalse(old.exists() or files.exists())
            self.assertTrue(recent.exists() and running.exists())
        self.assertEqual(self.env["declic.case"].search_count([]), 3)

    def test_files_handed_over(self):
        household = self._household()
        requests = self.env["declic.rights.request"].with_user(
            self.users["data_officer"]
        )
        made = []
        for months in (13, 11):
            with freeze_time(self.today - relativedelta(months=months)):
                request = requests.create(
                    {
                        "kind": "access",
                        "identity": "known",
                        "person_name": household.partner_id.name,
                        "household_reference": household.reference,
                        "answer": "granted",
                    }
                )
                request.action_gather()
                request.passage_ids.decision = "whole"
                request.action_make_file()
                request.action_answer()
            made.append(request)
        self.rule("request", is_applied=True)
        self.purge()
        old, recent = (one.with_context(bin_size=False) for one in made)
        self.assertFalse(old.file_json or old.file_pdf)
        self.assertTrue(recent.file_json and recent.file_pdf)
        # The register still proves the answer.
        self.assertEqual(old.answer, "granted")
        self.assertIn("SHA-256", old.handed_over)
