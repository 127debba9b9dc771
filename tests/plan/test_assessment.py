"""Shared assessment and budget sheet (A1–A5, K6)."""

import io

from dateutil.relativedelta import relativedelta
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.declic.engine import budget as means

from ..common import DeclicCase


class AssessmentCase(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.housing = cls.env.ref("declic.domain_housing")
        cls.family = cls.env.ref("declic.domain_family")

    def start(self):
        return self.case.with_user(self.users["worker"]).action_start_assessment()

    def line(self, assessment, domain):
        return assessment.sudo().line_ids.filtered(lambda li: li.domain_id == domain)

    def level(self, domain, value):
        return domain.level_ids.filtered(lambda level: level.value == value)

    def fill(self, assessment, scores=None, value=4, **values):
        """Answer every domain with ``value``; ``scores`` maps a domain to the
        household's and the association's own values."""
        lines = {}
        for line in assessment.sudo().line_ids:
            domain = line.domain_id
            default = value if domain.answer == "scale" else 0
            household, association = (scores or {}).get(domain, (default, default))
            lines[line.id] = {
                "household_level_id": self.level(domain, household).id,
                "association_level_id": self.level(domain, association).id,
                "household_words": f"Mes mots sur {domain.name}",
            }
        assessment.action_fill({"lines": lines, **values})


@tagged("post_install", "-at_install")
class TestAssessment(AssessmentCase):
    prints = True

    def test_an_administrator_adds_a_domain(self):
        """A1: in the UI; answers given before keep their wording."""
        first = self.start()
        self.fill(first)
        first.action_validate()
        before = self.line(first, self.housing).household_wording
        manager = self.users["manager"]
        level = self.level(self.housing, 4).with_user(manager)
        level.name = "Tout autre chose"
        domain = (
            self.env["declic.domain"]
            .with_user(manager)
            .create(
                {
                    "name": "Mobilité",
                    "axis": "social",
                    "level_ids": [
                        (0, 0, {"value": n, "name": f"Degré {n}"}) for n in range(1, 6)
                    ],
                }
            )
        )
        self.assertEqual(self.line(first, self.housing).household_wording, before)
        self.assertFalse(self.line(first, domain))
        second = self.start()
        self.assertTrue(self.line(second, domain))
        self.fill(second)
        self.assertEqual(
            self.line(second, self.housing).household_wording, "Tout autre chose"
        )
        with self.assertRaises(ValidationError):
            self.env["declic.domain.level"].create(
                {"domain_id": domain.id, "value": 9, "name": "Hors de l'échelle"}
            )
            domain._check_levels()

    def test_three_voices_and_nobody_writes_another_one(self):
        """A2."""
        assessment = self.start()
        self.fill(assessment, {self.housing: (5, 2)})
        line = self.line(assessment, self.housing)
        counsellor = self.users["counsellor"]
        theirs = line.with_user(counsellor)
        theirs.landlord_level_id = self.level(self.housing, 1)
        self.assertEqual(line.landlord_value, 1)
        for name, value in (
            ("household_level_id", self.level(self.housing, 1).id),
            ("association_level_id", self.level(self.housing, 1).id),
            ("household_words", "Réécrit"),
            ("target_value", 3),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                theirs.write({name: value})
        with self.assertRaises(AccessError):
            line.with_user(self.users["worker"]).write(
                {"landlord_level_id": self.level(self.housing, 5).id}
            )
        with self.assertRaises(UserError):
            theirs.landlord_level_id = self.level(self.family, 1)
        assessment.action_fill(
            {"lines": {line.id: {"landlord_level_id": self.level(self.housing, 5).id}}}
        )
        self.assertEqual(line.landlord_value, 1)

    def test_gaps_come_to_the_next_monthly_point(self):
        assessment = self.start()
        self.fill(assessment, {self.housing: (4, 2), self.family: (3, 2)})
        line = self.line(assessment, self.housing)
        self.assertTrue(line.is_gap)
        self.assertFalse(self.line(assessment, self.family).is_gap)
        line.with_user(self.users["counsellor"]).landlord_level_id = self.level(
            self.housing, 1
        )
        self.assertEqual(line.gap, 3)
        self.env["declic.review"].create({"case_id": self.case.id})
        point = self.case.review_ids.filtered(lambda r: r.review_type == "monthly")
        for role in ("worker", "counsellor"):
            seen = point.with_user(self.users[role])
            self.assertEqual(seen.talking_line_ids.ids, line.ids, role)

    def test_the_landlord_reads_its_own_rows(self):
        """F2: housing, landlord and budget; the narratives and the rest never."""
        assessment = self.start()
        self.fill(
            assessment, {self.family: (1, 5)}, aspirations="MOTINTIME", fears="PEUR"
        )
        theirs = assessment.with_user(self.users["counsellor"])
        self.env.invalidate_all()
        self.assertEqual(
            set(theirs.line_ids.domain_id.ids),
            set(
                self.env["declic.domain"]
                .search([("is_landlord_visible", "=", True)])
                .ids
            ),
        )
        with self.assertRaises(AccessError):
            self.line(assessment, self.family).with_user(self.users["counsellor"]).read(
                ["household_words"]
            )
        for name in ("aspirations", "fears", "constraints", "opportunities"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                theirs.read([name])
            with self.subTest(name=name), self.assertRaises(AccessError):
                self.env["declic.assessment"].with_user(
                    self.users["counsellor"]
                ).search([(name, "ilike", "MOT")])
        for role in ("recovery", "accountant", "data_officer", "psychologist"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                assessment.with_user(self.users[role]).read(["number"])
        self.assertEqual(assessment.aspirations, "MOTINTIME")

    def test_validation_needs_both_voices_and_freezes(self):
        assessment = self.start()
        with self.assertRaises(AccessError):
            assessment.write({"aspirations": "Sans passer par l'acte"})
        with self.assertRaisesRegex(UserError, self.housing.name):
            assessment.action_validate()
        self.fill(assessment)
        assessment.action_validate()
        self.assertEqual(assessment.date, self.today)
        with self.assertRaises(UserError):
            self.fill(assessment, value=1)
        with self.assertRaises(UserError):
            assessment.budget_ids.action_fill(
                {"amounts": {}, "person_14_count": 1, "child_count": 0}
            )

    def test_what_the_landlord_had_not_said(self):
        """D22: its empty cells stay its own after the association validated, until the
        next assessment; what it said is frozen with the rest."""
        first = self.start()
        self.fill(first)
        counsellor = self.users["counsellor"]
        budget = self.env.ref("declic.domain_budget")
        housing = self.line(first, self.housing).with_user(counsellor)
        money = self.line(first, budget).with_user(counsellor)
        housing.landlord_level_id = self.level(self.housing, 2)
        first.action_validate()
        ours = first.with_user(counsellor)
        with self.assertRaises(UserError):
            housing.landlord_level_id = self.level(self.housing, 3)
        with self.assertRaises(UserError):
            money.write({"landlord_level_id": False, "household_level_id": False})
        self.assertTrue(ours.is_landlord_open)
        money.landlord_level_id = self.level(budget, 1)
        self.assertEqual((money.landlord_value, money.is_gap), (1, True))
        with self.assertRaises(UserError):
            money.landlord_level_id = self.level(budget, 2)
        with self.assertRaises(UserError):
            first.action_fill(
                {"lines": {money.id: {"household_level_id": self.level(budget, 2).id}}}
            )
        self.env.invalidate_all()
        left = ours.line_ids.filtered(lambda line: not line.landlord_level_id)
        self.assertEqual(len(left), 1)
        left.landlord_level_id = left.domain_id.level_ids[0]
        self.env.invalidate_all()
        self.assertFalse(ours.is_landlord_open)

    def test_nothing_is_left_open_beside_the_next_one(self):
        first = self.start()
        self.fill(first)
        first.action_validate()
        self.start()
        self.env.invalidate_all()
        self.assertFalse(first.with_user(self.users["counsellor"]).is_landlord_open)
        line = self.line(first, self.housing).with_user(self.users["counsellor"])
        with self.assertRaises(UserError):
            line.landlord_level_id = self.level(self.housing, 2)

    def test_the_next_one_stands_beside(self):
        """A5: the former values in the left column, the changes told."""
        first = self.start()
        self.fill(first, {self.housing: (2, 2)})
        self.assertEqual(self.start(), first)
        first.action_validate()
        second = self.start()
        self.assertEqual(second.previous_id, first)
        line = self.line(second, self.housing)
        self.assertEqual(line.previous_id, self.line(first, self.housing))
        self.assertFalse(line.household_level_id)
        self.assertEqual(line.change, 0)
        self.fill(second, {self.housing: (4, 3)})
        self.assertEqual(line.change, 2)
        self.assertEqual(line.baseline_value, 2)
        self.assertEqual(self.line(first, self.housing).household_value, 2)
        self.assertEqual(self.case.assessment_id, second.sudo())

    def test_the_third_one_is_compared_with_the_first(self):
        """A5: 1 at the start, 3, then 4; both voices."""
        for household, association in ((1, 1), (3, 2)):
            assessment = self.start()
            self.fill(assessment, {self.housing: (household, association)})
            assessment.action_validate()
        third = self.start()
        line = self.line(third, self.housing)
        self.fill(third, {self.housing: (1, 4)})
        self.assertEqual(
            (line.baseline_value, line.previous_id.household_value), (1, 3)
        )
        self.assertEqual((line.change, line.association_change), (0, 3))
        seen = line.with_user(self.users["worker"])
        self.assertEqual(seen.association_change, 3)

    def test_a_part_leaves_the_rest(self):
        """A2: one answer of a domain is saved, and nothing else of it is lost."""
        assessment = self.start()
        self.fill(assessment, {self.housing: (2, 3)})
        line = self.line(assessment, self.housing)
        words = line.household_words
        assessment.action_fill(
            {
                "lines": {
                    line.id: {"association_level_id": self.level(self.housing, 5).id}
                }
            }
        )
        self.assertEqual(
            (line.household_value, line.association_value, line.household_words),
            (2, 5, words),
        )
        assessment.action_fill({"lines": {line.id: {"household_words": ""}}})
        self.assertFalse(line.household_words)
        self.assertEqual(line.household_value, 2)

    def text(self, assessment, role):
        self.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users[role])
            .with_context(lang="fr_FR", force_report_rendering=True)
            ._render_qweb_pdf("declic.report_assessment", assessment.ids)
        )
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    def test_print(self):
        """A2: the household's words between quotation marks; each reader its part."""
        assessment = self.start()
        self.fill(assessment, aspirations="MOTINTIME")
        whole = self.text(assessment, "worker")
        for domain in (self.housing, self.family):
            words = f"« Mes mots sur {domain.name} »"
            self.assertIn(words, whole)
        self.assertIn("MOTINTIME", whole)
        shared = self.text(assessment, "counsellor")
        self.assertIn(f"« Mes mots sur {self.housing.name} »", shared)
        for word in (self.family.name, "MOTINTIME"):
            self.assertNotIn(word, shared)
        with self.assertRaises(AccessError):
            self.text(assessment, "colleague")

    def test_not_of_ones_own_case(self):
        assessment = self.start()
        for role in ("colleague", "other_worker", "psychologist"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                assessment.with_user(self.users[role]).action_fill({"fears": "x"})
        with self.assertRaises(AccessError):
            self.case.with_user(self.users["colleague"]).action_start_assessment()


@tagged("post_install", "-at_install")
class TestBudget(AssessmentCase):
    def budget(self, assessment=None, is_shared=False, **amounts):
        assessment = assessment or self.start()
        items = self.env["declic.budget.item"].search([])
        refs = {
            name: items.filtered(
                lambda i, name=name: i == self.env.ref(f"declic.budget_{name}")
            ).id
            for name in amounts
        }
        assessment.budget_ids.action_fill(
            {
                "amounts": {refs[name]: value for name, value in amounts.items()},
                "person_14_count": 2,
                "child_count": 1,
                "is_shared": is_shared,
            }
        )
        return assessment.budget_ids

    def test_consumption_units(self):
        for persons, children, expected in (
            (1, 0, 1.0),
            (2, 0, 1.5),
            (1, 2, 1.6),
            (2, 3, 2.4),
            (4, 0, 2.5),
        ):
            with self.subTest(persons=persons, children=children):
                self.assertEqual(means.consumption_units(persons, children), expected)

    def test_what_is_left(self):
        """A3: resources less charges, by consumption unit; the share of housing."""
        budget = self.budget(
            resource_3=900, resource_8=200, charge_1=480, charge_2=80, debt_2=50
        )
        self.assertEqual(budget.consumption_units, 1.8)
        self.assertEqual(budget.remaining, 490)
        self.assertAlmostEqual(budget.living, 272.22, places=2)
        # (480 − 200) of the 900 that are no housing benefit.
        self.assertAlmostEqual(budget.effort_rate, 31.1, places=1)
        # 490 − 240 × 1.8
        self.assertAlmostEqual(budget.proposed_capacity, 58, places=2)
        self.assertEqual(means.effort_rate(0, 400, 0), 0)

    def test_refused_amounts(self):
        assessment = self.start()
        item = self.env.ref("declic.budget_resource_1").id
        good = {"amounts": {item: 10.0}, "person_14_count": 1, "child_count": 0}
        for wrong in (
            {"amounts": {item: -1.0}},
            {"amounts": {0: 10.0}},
            {"person_14_count": 0},
            {"child_count": 99},
            {"child_count": None},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                assessment.budget_ids.action_fill({**good, **wrong})
        self.assertFalse(assessment.budget_ids.line_ids)

    def test_the_landlord_reads_it_when_the_household_agrees(self):
        assessment = self.start()
        budget = self.budget(assessment, resource_1=1000)
        counsellor = self.users["counsellor"]
        with self.assertRaises(AccessError):
            budget.with_user(counsellor).read(["living"])
        lines = self.env["declic.budget.line"].with_user(counsellor)
        self.assertFalse(lines.search([]))
        self.budget(assessment, is_shared=True, resource_1=1000)
        self.assertEqual(budget.with_user(counsellor).resource_total, 1000)
        self.assertEqual(len(lines.search([])), 1)

    def test_the_next_sheet_starts_from_the_former(self):
        first = self.start()
        self.budget(first, resource_1=1000, charge_1=400)
        self.fill(first)
        first.action_validate()
        second = self.start()
        self.assertEqual(second.budget_ids.resource_total, 1000)
        self.assertEqual(second.budget_ids.child_count, 1)

    def test_the_instalment_it_can_carry(self):
        """K6: proposed from the capacity; under the floor it needs a reason."""
        assessment = self.start()
        self.budget(assessment, resource_1=1000, charge_1=500)
        self.fill(assessment, repayment_capacity=45.0)
        household = self.case.household_id
        for month in (4, 3, 2):
            self._rent(household, self._months_ago(month), 450)
        Plan = self.env["declic.repayment.plan"].with_user(self.users["recovery"])
        draft = Plan.new({"household_id": household.id})
        self.assertFalse(draft.capacity)
        assessment.action_validate()
        draft = Plan.new({"household_id": household.id})
        draft._onchange_household_id()
        self.assertEqual(draft.installment_amount, 45)

        plan = Plan.create({"household_id": household.id, "installment_amount": 45})
        plan.action_cover_open_lines()
        # 500 / 1.8 − 45 / 1.8 = 252.78, above the floor of 240.
        self.assertFalse(plan.is_below_floor)
        self.assertEqual(sum(plan.installment_ids.mapped("amount")), 1350)
        self.assertEqual(plan.date_last, max(plan.installment_ids.mapped("date_due")))
        # 68 would be exactly the floor, one cent more is below.
        plan.installment_amount = 68
        self.assertFalse(plan.is_below_floor)
        plan.installment_amount = 68.02
        self.assertTrue(plan.is_below_floor)
        plan.action_compute_schedule()
        with self.assertRaisesRegex(UserError, "less than the floor"):
            plan.action_activate()
        plan.floor_reason_id = self._reason("floor")
        plan.action_activate()
        self.assertEqual(plan.state, "active")
        with self.assertRaises(AccessError):
            assessment.with_user(self.users["recovery"]).read(["repayment_capacity"])

    def test_no_budget_no_warning(self):
        household = self._household("SANS-TEST Budget")
        self._rent(household, self._months_ago(3), 450)
        plan = self.env["declic.repayment.plan"].create(
            {"household_id": household.id, "installment_amount": 450}
        )
        self.assertFalse(plan.is_below_floor)
        plan.action_cover_open_lines()
        plan.action_activate()


@tagged("post_install", "-at_install")
class TestHistory(AssessmentCase):
    """A4: one chronological line, nothing typed."""

    def test_line_of_time(self):
        household = self.case.household_id
        household.lease_date = self.today - relativedelta(years=3)
        self._rent(household, self._months_ago(3), 450)
        self._pay(household, self._months_ago(2), 123.45)
        self._benefit(household, self._months_ago(1), 150)
        self.case.with_user(self.users["worker"]).action_log_contact("visit", "reached")
        events = self.case.with_user(self.users["counsellor"])._history()
        dates = [event["date"] for event in events]
        self.assertEqual(dates, sorted(dates, reverse=True))
        kinds = {event["kind"] for event in events}
        self.assertEqual(kinds, {"invoice", "payment", "contact", "support", "lease"})
        amounts = {e["amount"] for e in events if e["kind"] == "payment"}
        self.assertEqual(amounts, {123.45, 150})
        html = self.case.with_user(self.users["counsellor"]).history_html
        self.assertIn("123", html)

    def test_the_association_sees_amounts_when_they_are_shared(self):
        household = self.case.household_id
        self._rent(household, self._months_ago(3), 450)
        self.case.with_user(self.users["worker"]).action_log_contact("visit", "missed")
        theirs = self.case.with_user(self.users["worker"])
        self.assertTrue(any(event["amount"] for event in theirs._history()))
        household.consent_ids.action_withdraw()
        self.assertFalse(any(event["amount"] for event in theirs._history()))
        self.assertEqual({e["kind"] for e in theirs._history()}, {"contact"})

    def test_an_earlier_support_of_another_association_is_not_named(self):
        household = self.case.household_id
        self.case._close("ordinary", self._reason("closing"))
        second = self._orientation(household, association=self.other_association)
        case = second.with_user(self.users["other_coordinator"]).action_accept(
            self.users["other_worker"].id
        )
        told = case._history()
        self.assertEqual(len([e for e in told if e["kind"] == "support"]), 3)
        self.assertNotIn(self.association.name, str(told))
