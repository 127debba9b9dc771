import re

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import DeclicCase

# What each mail may take from the base. Neither a name of a household, nor an address,
# nor a free text: whoever adds a placeholder says here why.
PLACEHOLDERS = {
    # To the household itself: when, where, and the professional who comes.
    "appointment": {
        "object._when()",
        "object._where()",
        "object._caller()['name']",
        "object._caller()['phone']",
    },
    "appointment_cancelled": {
        "object._when()",
        "object._caller()['name']",
        "object._caller()['phone']",
    },
    "appointment_reminder": {
        "object._when()",
        "object._where()",
        "object._caller()['name']",
        "object._caller()['phone']",
    },
    "call_back": {"object._caller()['name']", "object._caller()['phone']"},
    # To professionals: references and dates.
    "concern": {"object.case_id.reference", "ctx.get('declic_link')"},
    "orientation": {
        "object.reference",
        "format_date(object.date_answer_due)",
        "ctx.get('declic_link')",
    },
    "orientation_new": {
        "object.reference",
        "format_date(object.date_answer_due)",
        "ctx.get('declic_link')",
    },
    "orientation_admitted": {"object.reference", "ctx.get('declic_link')"},
    "talk": {"object.reference", "ctx.get('declic_link')"},
    "referral": {"object.reference", "format_date(object.date_answer_due)"},
    # To the partner: its own link, which shows the reference and the question.
    "referral_link": {
        "object.reference",
        "format_date(object.date_answer_due)",
        "ctx.get('declic_link')",
    },
    "referral_answered": {"object.reference"},
    "digest": {
        "ctx.get('declic_week') or []",
        "topic['label']",
        "topic['count']",
        "topic['references']",
        "ctx.get('declic_home')",
    },
}
SECRET = "MOTSECRET"


@tagged("post_install", "-at_install")
class TestMailTemplate(DeclicCase):
    """An administrator rewords a mail; out of the box it tells references only."""

    def templates(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "declic"), ("model", "=", "mail.template")]
        )
        self.assertTrue(all(data.mapped("noupdate")))
        return {
            row.name.removeprefix("mail_template_"): self.env["mail.template"].browse(
                row.res_id
            )
            for row in data
        }

    def test_placeholders(self):
        templates = self.templates()
        self.assertEqual(set(templates), set(PLACEHOLDERS))
        for lang in ("en_US", "fr_FR"):
            for name, template in templates.items():
                with self.subTest(template=name, lang=lang):
                    told = template.with_context(lang=lang)
                    found = re.findall(r"{{ *(.*?) *}}", told.subject)
                    body = str(told.body_html)
                    found += re.findall(r' t-(?:out|foreach|att-\w+)="(.*?)"', body)
                    # No other directive: no t-set, no t-call, no t-field.
                    kinds = set(re.findall(r" (t-[\w-]+)=", body))
                    self.assertLessEqual(
                        kinds, {"t-out", "t-foreach", "t-as", "t-att-href"}
                    )
                    self.assertEqual(set(found), PLACEHOLDERS[name])

    def test_words_in_both_languages_without_a_word_of_the_household(self):
        case = self._case(self._household(f"{SECRET} Camille"))
        case.household_id.partner_id.street = SECRET
        theirs = case.with_user(self.users["worker"])
        appointment = theirs.action_plan_appointment(
            Datetime.add(Datetime.now(), days=2), "visit", channel="letter"
        )
        concern = theirs.action_report_concern(self._reason("concern").id, SECRET)
        partner = self.env["declic.network.partner"].create(
            {
                "name": SECRET,
                "service_ids": [Command.set(self._reason("service").ids)],
            }
        )
        referral = theirs.action_refer(
            {
                "network_id": partner.id,
                "service_id": self._reason("service").id,
                "request": SECRET,
                "basis": "agreement",
                "consent_date": self.today,
                "category_ids": self._reason("category").ids,
            }
        )
        about = {
            "appointment": appointment,
            "appointment_cancelled": appointment,
            "appointment_reminder": appointment,
            "concern": concern,
            "orientation": case.orientation_id,
            "orientation_new": case.orientation_id,
            "talk": case,
            "orientation_admitted": case.orientation_id,
            "referral": referral,
            "referral_link": referral,
            "referral_answered": referral,
            "digest": self.users["worker"],
            "call_back": self.env["declic.contact.many"]
            .create(
                {"line_ids": [Command.create({"household_id": case.household_id.id})]}
            )
            .line_ids,
        }
        self.assertEqual(set(about), set(PLACEHOLDERS))
        words = self.env["mail.template"]._declic_words
        for name, record in about.items():
            with self.subTest(template=name):
                said = {}
                for lang in ("en_US", "fr_FR"):
                    subject, body = words(
                        name, record, lang, declic_week=[], declic_home="/my"
                    )
                    self.assertTrue(subject)
                    self.assertIn("<p>", body)
                    self.assertNotIn(SECRET, f"{subject} {body}")
                    said[lang] = body
                self.assertNotEqual(said["en_US"], said["fr_FR"])

    def test_reworded_and_not_deleted(self):
        template = self.env.ref("declic.mail_template_concern")
        template.with_context(lang="fr_FR").write(
            {
                "subject": "{{ object.case_id.reference }} : à lire",
                "body_html": "<p>Lisez.</p>",
            }
        )
        case = self._case()
        self.users["counsellor"].lang = "fr_FR"
        case.with_user(self.users["worker"]).action_report_concern(
            self._reason("concern").id, "Faits"
        )
        message = self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("model", "=", case._name),
                ("res_id", "=", case.id),
            ]
        )
        self.assertEqual(message.subject, f"{case.reference} : à lire")
        self.assertEqual(message.body, "<p>Lisez.</p>")
        with self.assertRaisesRegex(UserError, "change its words"):
            template.unlink()
        # Another's template is none of our business.
        self.env["mail.template"].create({"name": "Autre"}).unlink()
