"""U4: several households asked to call back, each by its safe channel."""

import io

from dateutil.relativedelta import relativedelta
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..common import DeclicLandlord


@tagged("post_install", "-at_install")
class TestContactMany(DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        soon = cls.today + relativedelta(days=20)
        cls.cases = {
            "print": cls._household("LETTRE-TEST Awa", safe_channel="letter"),
            "sent": cls._household("COURRIEL-TEST Bo", safe_channel="email"),
            "self": cls._household("APPEL-TEST Chloé", safe_channel="phone"),
        }
        cls.cases["sent"].partner_id.email = "bo@example.com"
        cls.left_out = {
            "refused": cls._household(
                "REFUS-TEST Dan", safe_channel="letter", do_not_write=True
            ),
            "hold": cls._household(
                "PAUSE-TEST Eva",
                safe_channel="letter",
                debt_hold_reason="disputed",
                debt_hold_until=soon,
            ),
            "dead": cls._household("DECES-TEST Fred", safe_channel="letter"),
            "no_address": cls._household("SANS-TEST Gil", safe_channel="email"),
        }
        cls.left_out["dead"].date_death = cls.today

    def many(self, role="counsellor"):
        chosen = [*self.cases.values(), *self.left_out.values()]
        return (
            self.env["declic.contact.many"]
            .with_user(self.users[role])
            .with_context(
                active_model="declic.household", active_ids=[h.id for h in chosen]
            )
            .create({})
        )

    def test_each_by_its_safe_channel(self):
        before = self.env["mail.mail"].search([]).ids
        many = self.many()
        obstacles = {line.household_id: line.obstacle for line in many.line_ids}
        for kind, household in self.cases.items():
            self.assertFalse(obstacles[household], kind)
        for kind, household in self.left_out.items():
            self.assertTrue(obstacles[household], kind)
        many.action_send()
        results = {line.household_id: line.result for line in many.line_ids}
        for kind, household in self.cases.items():
            self.assertEqual(results[household], kind)
        for household in self.left_out.values():
            self.assertEqual(results[household], "left_out")
            self.assertFalse(household.contact_ids)
        logged = {h: h.contact_ids.mapped("result") for h in self.cases.values()}
        self.assertEqual([*logged.values()], [["sent"], ["sent"], []])
        [mail] = self.env["mail.mail"].search([("id", "not in", before)])
        self.assertEqual(mail.email_to, "bo@example.com")
        for word in ("COURRIEL-TEST", "loyer", "dette", "Déclic", "arrears"):
            self.assertNotIn(word, f"{mail.subject} {mail.body_html}")
        with self.assertRaisesRegex(UserError, "sent already"):
            many.action_send()

    def test_letters_in_one_file(self):
        self.cases["self"].safe_channel = "letter"
        many = self.many("recovery")
        many.action_send()
        letters = many.line_ids.filtered("is_letter")
        self.assertEqual(len(letters), 2)
        self.assertEqual(many.action_print()["context"]["active_ids"], letters.ids)
        reports = self.env["ir.actions.report"].with_user(self.users["recovery"])
        content, _kind = reports.with_context(
            lang="fr_FR", force_report_rendering=True
        )._render_qweb_pdf("declic.report_call_back", letters.ids)
        pages = PdfReader(io.BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for name in ("LETTRE-TEST Awa", "APPEL-TEST Chloé", "12 rue des Invisibles"):
            self.assertIn(name, text)
        for word in ("loyer", "dette", "impayé"):
            self.assertNotIn(word, text)
        self.assertEqual(len(pages), 2)

    def test_only_what_one_reads(self):
        other = self.env["res.company"].create({"name": "Autre bailleur"})
        partner = self.env["res.partner"].create({"name": "AILLEURS-TEST"})
        theirs = self.env["declic.household"].create(
            {"partner_id": partner.id, "company_id": other.id}
        )
        many = self.env["declic.contact.many"].with_user(self.users["recovery"])
        with self.assertRaises(AccessError):
            many.with_context(
                active_model="declic.household", active_ids=theirs.ids
            ).create({})
