"""What the landlord's screens say and show: words with one meaning, amounts with their
unit, boxes that may be written, names on a telephone (screens.md, S3 and §3)."""

import base64
from collections import defaultdict

from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.declic.models.review import review_parts

from ..browser import WebClient
from ..common import SCAN, DeclicCase, DeclicLandlord
from ..page_visit import PHONE, Look

# What the landlord's staff or the association write at a meeting.
PARTS = (
    review_parts.ASSOCIATION_FIELDS
    | review_parts.COUNSELLOR_FIELDS
    | review_parts.RECOVERY_FIELDS
    | review_parts.DECISION_FIELDS
    | review_parts.CLOSING_FIELDS
    | review_parts.PILOT_FIELDS
    | {"date_due"}
)


@tagged("post_install", "-at_install")
class TestSaid(DeclicCase):
    def screen(self, model, role, view_type="form", view=None):
        """A view in French, as ``role`` gets it."""
        model = self.env[model].with_user(self.users[role]).with_context(lang="fr_FR")
        arch = model.get_view(view and self.env.ref(view).id, view_type)["arch"]
        return etree.fromstring(arch)

    def label(self, model, name):
        model = self.env[model].with_context(lang="fr_FR")
        return model._fields[name]._description_string(model.env)

    def choices(self, model, name):
        model = self.env[model].with_context(lang="fr_FR")
        return dict(model._fields[name]._description_selection(model.env))

    def test_one_label_names_one_field(self):
        """Whoever filters, groups or exports chooses among labels."""
        twice = []
        for name, model in self.env.items():
            if not name.startswith("declic."):
                continue
            fields = defaultdict(list)
            for field in model._fields.values():
                fields[field.string].append(field.name)
            twice += [(name, *names) for names in fields.values() if names[1:]]
        self.assertFalse(twice)

    def test_an_amount_has_its_unit(self):
        """“Impayé 1 000,00”, said the buttons above a household and a case."""
        seen = 0
        for view in self.env["ir.ui.view"].search(
            [("model", "=like", "declic.%"), ("type", "=", "form")]
        ):
            fields = self.env[view.model]._fields
            for node in etree.fromstring(view.arch).xpath(
                "//div[@name='button_box']//field"
            ):
                field = fields[node.get("name")]
                seen += field.type == "monetary"
                with self.subTest(view=view.xml_id, field=field.name):
                    self.assertFalse(
                        field.type == "monetary" and node.get("widget") == "statinfo"
                    )
        self.assertGreater(seen, 2)

    def test_what_is_offered_may_be_written(self):
        """A box of another side took the text, and refused it on saving."""
        case = self._case()
        for kind in ("monthly", "closing"):
            self.env["declic.review"].create({"case_id": case.id, "review_type": kind})
        reviews = {review.review_type: review for review in case.review_ids}
        self.assertLessEqual({"monthly", "month3", "closing"}, set(reviews))
        for kind, review in reviews.items():
            for role in ("counsellor", "recovery"):
                theirs = review.with_user(self.users[role])
                form = Form(theirs)
                offered = {
                    name
                    for name in form._view["fields"]
                    if name in theirs._own_part() | PARTS
                    and not form._get_modifier(name, "readonly")
                    and not form._get_modifier(name, "invisible")
                }
                with self.subTest(kind=kind, role=role):
                    self.assertTrue(offered)
                    self.assertLessEqual(offered, theirs._own_part())
        # Each its own opinion.
        for role, own in (
            ("counsellor", "landlord_opinion"),
            ("recovery", "recovery_opinion"),
        ):
            form = Form(reviews["monthly"].with_user(self.users[role]))
            form[own] = "Loyer repris en novembre."
            form.save()
        self.assertEqual(reviews["monthly"].landlord_opinion, reviews["monthly"][own])

    def test_a_point_is_no_review(self):
        """“Ce bilan est en retard”, “Type de bilan”, “Impayé au bilan précédent”."""
        screen = self.screen("declic.review", "counsellor")
        [alert] = screen.xpath("//div[contains(@invisible, \"!= 'monthly'\")]")
        self.assertIn("Ce point est en retard", alert.text)
        self.assertEqual(self.label("declic.review", "review_type"), "Type")
        self.assertEqual(
            self.label("declic.review", "previous_overdue"), "Impayé à cette date"
        )

    def test_words_of_one_meaning(self):
        """An English word with two meanings had one French word for both (§3)."""
        for model, name, french in (
            ("declic.programme", "partner_ids", "Conventions"),
            ("declic.review.decision", "date_due", "Avant le"),
            ("declic.plan.action", "date_due", "À faire avant le"),
            ("declic.case", "frozen_file_ids", "Fiches validées"),
            ("declic.assessment.line", "landlord_level_id", "Le bailleur voit"),
            ("declic.assessment.line", "landlord_wording", "Le bailleur a vu"),
        ):
            with self.subTest(field=f"{model}.{name}"):
                self.assertEqual(self.label(model, name), french)
        for model, state, french in (
            ("declic.consent", "withdrawn", "Accord retiré"),
            ("declic.orientation", "withdrawn", "Retirée"),
            ("declic.aid.request", "refused", "Aide refusée"),
            ("declic.repayment.installment", "missed", "Échéance manquée"),
            ("declic.correction.request", "asked", "Correction demandée"),
            ("declic.correction.request", "refused", "Correction refusée"),
            ("declic.referral", "answered", "Réponse reçue"),
        ):
            with self.subTest(state=f"{model}.{state}"):
                self.assertEqual(self.choices(model, "state")[state], french)
        settings = self.env["res.config.settings"].with_context(lang="fr_FR")
        titles = etree.fromstring(settings.get_view()["arch"]).xpath("//block/@title")
        self.assertIn("Plans d'accompagnement", titles)
        self.assertNotIn("Plans d'action", titles)

    def test_a_file_has_its_name(self):
        """“192.00 bytes” stood where a scan was filed."""
        for view in self.env["ir.ui.view"].search(
            [("model", "=like", "declic.%"), ("type", "in", ("form", "list"))]
        ):
            fields = self.env[view.model]._fields
            for node in etree.fromstring(view.arch).xpath("//field[@name]"):
                field = fields.get(node.get("name"))
                if field is None or field.type != "binary":
                    continue
                with self.subTest(view=view.xml_id, field=field.name):
                    shown = node.get("widget") in ("image", "signature")
                    self.assertTrue(shown or node.get("filename"))
        consent = self.env["declic.consent"].create(
            {
                "household_id": self._household().id,
                "association_ids": [Command.set(self.association.ids)],
                "evidence": "scan",
                "scan": SCAN,
            }
        )
        reference = consent.household_id.reference
        self.assertEqual(consent.scan_name, f"{reference}.png")
        plan = self.env["declic.repayment.plan"].create(
            {"household_id": self._household().id, "installment_amount": 90}
        )
        self.assertFalse(plan.signed_scan_name)
        plan.signed_scan = SCAN
        self.assertEqual(plan.signed_scan_name, f"{plan.reference}.png")
        with self.assertRaises(UserError):
            plan.signed_scan = base64.b64encode(b"MZ" + bytes(60))
        orientation = self._orientation(self._household(), send=False)
        self.assertFalse(orientation.position_scan_name)
        orientation.position_scan = SCAN
        self.assertEqual(orientation.position_scan_name, f"{orientation.reference}.png")

    def test_months_are_months(self):
        """A month or a quarter that is kept as its first day was “1 nov.”."""
        seen = 0
        for view in self.env["ir.ui.view"].search(
            [("model", "=like", "declic.%"), ("type", "in", ("form", "list"))]
        ):
            for node in etree.fromstring(view.arch).xpath(
                "//field[@name='month' or @name='quarter']"
            ):
                model = self.env[view.model]
                for parent in node.xpath("ancestor::field/@name"):
                    model = self.env[model._fields[parent].comodel_name]
                if model._fields[node.get("name")].type != "date":
                    continue
                seen += 1
                with self.subTest(view=view.xml_id):
                    shown = f"declic_{node.get('name')}"
                    hidden = node.get("column_invisible") or node.get("invisible")
                    self.assertTrue(hidden or node.get("widget") == shown)
        self.assertGreater(seen, 3)

    def test_a_short_month_keeps_its_only_dot(self):
        """“Prochaine échéance le 16 nov..”, said accounting's banner."""
        ours = self.env["ir.model.data"].search(
            [("module", "=", "declic"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(ours.mapped("res_id"))
        for view in views.filtered(lambda view: view.type == "form"):
            fields = self.env[view.model]._fields
            for node in etree.fromstring(view.arch).xpath("//field[@name]"):
                field = fields.get(node.get("name"))
                if field is not None and field.type in ("date", "datetime"):
                    with self.subTest(view=view.xml_id, field=field.name):
                        after = node.tail or node.getparent().tail or ""
                        self.assertFalse(after.lstrip().startswith("."))

    def test_the_name_is_the_title(self):
        """A reference stood where one looks for the household."""
        for model, role, name in (
            ("declic.procedure", "recovery", "household_id"),
            ("declic.repayment.plan", "recovery", "partner_id"),
            ("declic.review", "counsellor", "household_id"),
            ("declic.case", "counsellor", "holder_name"),
        ):
            with self.subTest(model=model):
                [title] = self.screen(model, role).xpath("//sheet//h1/field/@name")
                self.assertEqual(title, name)


@tagged("post_install", "-at_install")
class TestShown(WebClient, DeclicLandlord, Look):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.prepare_web_client()
        cls.dress_for_the_manual()
        cls.household = cls._household("Ghislaine Fontanel-Verdier")
        cls.env["declic.contact"].create(
            {
                "household_id": cls.household.id,
                "medium": "visit",
                "result": "returned_mail",
                "user_id": cls.users["counsellor"].id,
            }
        )

    def see(self, path, heading, ready, **options):
        self.look(path, self.users["counsellor"].login, heading, ready=ready, **options)

    def test_no_year_of_birth_is_no_zero(self):
        """“Titulaire né(e) en 0”."""
        self.see(
            f"/odoo/declic-households/{self.household.id}",
            self.household.name,
            "(document.querySelector('.o_notebook a[name=file]')?.click(),"
            " document.querySelector('[name=birth_year] input')?.value === '')",
        )
        self.household.birth_year = 1961
        self.see(
            f"/odoo/declic-households/{self.household.id}",
            self.household.name,
            "(document.querySelector('.o_notebook a[name=file]')?.click(),"
            " document.querySelector('[name=birth_year] input')?.value === '1961')",
        )

    def test_rows_are_cards_on_a_telephone(self):
        """The result of a contact was off the screen, and the name cut."""
        for path, heading, name in (
            (f"declic-households/{self.household.id}", self.household.name, "result"),
            ("declic-contacts", "Contacts", "household_id"),
            ("declic-households", "Ménages", "name"),
        ):
            with self.subTest(path=path):
                self.see(
                    f"/odoo/{path}",
                    heading,
                    f"""(() => {{
                        const cell = document.querySelector(
                            ".o_declic_list .o_data_row td[name={name}]"
                        );
                        const box = cell?.getBoundingClientRect();
                        return !!box && box.right <= innerWidth && box.width > 100
                            && cell.scrollWidth <= cell.clientWidth
                            && [...document.querySelectorAll("td[data-void]")].every(
                                (one) => !one.offsetParent
                            )
                            && cell.textContent.trim().length > 5;
                    }})()""",
                    sizes=[PHONE],
                )

    def test_a_count_is_one_line(self):
        """“35” was a 3 above a 5."""
        self.see(
            "/odoo/declic-day",
            "Ma journée",
            """[...document.querySelectorAll(".o_declic_number")].some(
                (one) => getComputedStyle(one).whiteSpace === "nowrap"
            )""",
        )
