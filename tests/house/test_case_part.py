"""The form of a case: one mixin gives household, company, name and the end."""

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import DeclicCase

MIXIN = "declic.case.part.mixin"


@tagged("post_install", "-at_install")
class TestCasePart(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        reasons = {k: cls._reason(k).id for k in ("circle", "service", "correction")}
        review = cls.case.review_ids.filtered(lambda r: r.review_type == "month3")
        network = cls.env["declic.network.partner"].create({"name": "CCAS de test"})
        values = {
            "declic.appointment": {
                "start": Datetime.add(Datetime.now(), days=3),
                "medium": "visit",
            },
            "declic.assessment": {},
            "declic.circle.member": {"name": "DUPONT", "role_id": reasons["circle"]},
            "declic.closure.check": {"months": 6, "date": cls.today},
            "declic.concern": {"kind_id": cls._reason("concern").id},
            "declic.correction.request": {
                "form_model": "declic.review",
                "form_id": review.id,
                "reason_id": reasons["correction"],
            },
            "declic.plan": {},
            "declic.referral": {
                "network_id": network.id,
                "service_id": reasons["service"],
            },
            "declic.review": {"review_type": "closing"},
            "declic.sheet.link": {
                "token_hash": "0" * 64,
                "date_expiry": Datetime.to_datetime("2031-05-09 12:00:00"),
            },
        }
        cls.parts = {
            model: cls.env[model].create({"case_id": cls.case.id, **vals})
            for model, vals in values.items()
        }

    def test_every_part_is_here(self):
        made = {
            name
            for name, model in self.env.registry.items()
            if issubclass(model, self.env.registry[MIXIN]) and not model._abstract
        }
        self.assertEqual(made, set(self.parts))

    def test_follow_the_case(self):
        for model, part in self.parts.items():
            with self.subTest(model):
                self.assertEqual(part.household_id, self.case.household_id)
                self.assertEqual(part.company_id, self.company)

    def test_names(self):
        reference = self.case.reference
        expected = {
            "declic.appointment": f"RDV {reference}",
            "declic.assessment": f"{reference} · assessment 1",
            "declic.circle.member": f"{reference} · {self._reason('circle').name}",
            "declic.closure.check": f"{reference} · 6 months after",
            "declic.concern": f"{reference} · serious concern",
            "declic.correction.request": f"{reference} · Point or review",
            "declic.plan": f"{reference} · plan v1",
            "declic.referral": self.parts["declic.referral"].reference,
            "declic.review": f"{reference} · Closing form",
            "declic.sheet.link": f"{reference} · 09/05/2031",
        }
        names = {model: part.display_name for model, part in self.parts.items()}
        self.assertEqual(names, expected)
        self.assertNotIn("DUPONT", "".join(names.values()))

    def test_nothing_is_added_once_closed(self):
        for part in self.parts.values():
            part._check_open()  # the case runs: allowed
        self.case._set_state("closed")
        for model, part in self.parts.items():
            with self.subTest(model):
                if model == "declic.sheet.link":  # revoked whenever
                    part._check_open()
                    continue
                with self.assertRaises(UserError):
                    part._check_open()
