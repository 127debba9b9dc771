"""The figures of the project sheet from the demonstration, and every indicator against
a slow reference made of the raw records."""

import statistics
from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.declic.engine import distributions, indicators

from ..journey.test_demo import DemoCase, DemoChecks


def median(values):
    return statistics.median(values) if values else None


@tagged("post_install", "-at_install", "long")
class TestDemo(DemoChecks, DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evaluation = cls.env["declic.evaluation"].create(
            {
                "programme_id": cls.programme.id,
                "date_from": cls.programme.date_from,
                "date_to": cls.programme.date_to,
            }
        )
        cls.evaluation.action_compute()
        cls.day = cls.evaluation._day()
        cls.first = cls.evaluation.date_from

    def line(self, code, evaluation=None):
        lines = (evaluation or self.evaluation).line_ids
        found = lines.filtered(lambda line: line.code == code)
        self.assertEqual(len(found), 1, code)
        return found

    def figures(self, code):
        line = self.line(code)
        return line.numerator, line.denominator

    def test_project_sheet(self):
        """M2, M3, M5: what the sheet of June 2020 says comes out."""
        self.assertEqual(self.line("followed").numerator, 67)
        self.assertEqual(self.line("running").numerator, 13)
        self.assertEqual(self.line("closed").numerator, 54)
        # Two thirds adhered; their answers are those of the first meetings.
        self.assertEqual(self.figures("adhesion"), (45, 67))
        self.assertEqual(round(self.line("adhesion").value), 67)
        # Two thirds back to ordinary management, over either denominator.
        self.assertEqual(self.figures("ordinary"), (36, 54))
        self.assertEqual(self.figures("ordinary_all"), (45, 67))
        self.assertEqual(round(self.line("ordinary").value), 67)
        self.assertEqual(round(self.line("ordinary_all").value), 67)
        # One third with a specific solution.
        self.assertEqual(self.figures("specific"), (22, 67))
        self.assertEqual(round(self.line("specific").value), 33)
        # No eviction.
        evicted = self.line("evictions_avoided")
        self.assertGreater(evicted.denominator, 0)
        self.assertEqual(evicted.value, 100)
        # None of these is masked in what leaves the house.
        for code in ("followed", "running", "ordinary", "ordinary_all", "specific"):
            self.assertFalse(self.line(code).is_masked, code)

    def test_money_of_the_sheet(self):
        """M2: 43 500 € over 20 places is 2 175 €, the landlord's 25 000 € 57.5 %."""
        self.assertEqual(self.programme.budget, 43500)
        self.assertEqual(self.programme.cost_per_household, 2175)
        self.assertEqual(round(self.programme.landlord_share, 1), 57.5)
        self.assertEqual(round(self.line("cost_per_place").value, 2), 2175)
        self.assertEqual(round(self.line("landlord_share").value, 1), 57.5)
        costs = self.evaluation.cost_ids
        self.assertTrue(costs)
        self.assertEqual(
            round(sum(costs.mapped("amount")), 2), round(self.line("budget").value, 2)
        )
        self.assertLessEqual(costs.case_id.programme_id, self.programme)

    def test_the_demonstration_tells_what_else_it_should(self):
        """Debt that shrank, visits, delays, a comparison: no figure is void."""
        self.assertLess(self.line("debt_change").value, 0)
        compared = self.line("compared_others")
        self.assertGreater(compared.denominator, 0)
        self.assertGreater(
            self.line("compared_cases").value, self.line("compared_others").value
        )
        self.assertTrue(self.env["declic.delay"].search_count([]))

    # The slow reference

    def months(self, household):
        return {
            row.month: row
            for row in self.env["declic.ledger.month"].search(
                [("household_id", "=", household.id)]
            )
        }

    def last_overdue(self, months, before):
        known = [month for month in months if month < before]
        return months[max(known)].overdue if known else None

    def case_facts(self, case):
        """One case's facts, read record by record."""
        household, day = case.household_id, self.day
        closed = (
            case.date_closed if case.date_closed and case.date_closed <= day else None
        )
        until = closed or day
        month = until.replace(day=1)
        months = self.months(household)
        paid = [
            row
            for row in months.values()
            if month - relativedelta(months=3) <= row.month < month
            and row.due > 0
            and row.paid + row.benefit >= row.due - 0.01
        ]
        repayments = household.repayment_plan_ids.filtered(
            lambda p: p.state not in ("draft", "proposed") and p.date_start <= until
        )
        kept = repayments.filtered(lambda p: p.state in ("active", "kept"))
        mine = repayments.filtered(lambda p: p.date_start >= case.date_start)
        six = mine.filtered(lambda p: p.date_start <= day - relativedelta(months=6))
        overdue = self.last_overdue(months, month)
        entry = case.orientation_id.content_id.snapshot_id
        closing = case.review_ids.filtered(
            lambda r: r.review_type == "closing" and r.state == "validated"
        )
        leaving = closing.snapshot_id if closed else closing.snapshot_id.browse()
        rents = len(paid) == 3
        contacts = case.contact_ids.filtered(
            lambda c: self.first <= c.date.date() <= day
        )
        approved = [
            p.date_approved.date()
            for p in case.plan_ids
            if p.date_approved and p.date_approved.date() <= day
        ]
        orientation = case.orientation_id
        check = case.check_ids.filtered(lambda c: c.months == 12 and c.date <= day)
        after = check.overdue if closed and check else None
        refused = case.adhesion in ("refused", "not_engaging")
        return {
            "closed": closed,
            "adhesion": case.adhesion,
            "outcome": case.outcome if closed else False,
            "ordinary": rents and ((overdue or 0) <= 0.01 or bool(kept)),
            "rents": rents,
            "reach": (
                (case.date_first_contact - orientation.date_sent.date()).days
                if case.date_first_contact
                else None
            ),
            "constituted": bool(entry.arrears_date),
            "evicted": case.outcome == "eviction"
            or any(
                step.type_id.code == "evicted"
                and case.date_start <= step.date <= until + relativedelta(months=6)
                for step in household.procedure_ids.step_ids
            ),
            "early": bool(closed and case.closing_reason_id.is_early),
            "debt_in": entry.overdue,
            "debt_change": leaving.overdue - entry.overdue if leaving else None,
            "plan": bool(mine),
            "six": bool(six),
            "six_kept": bool(six.filtered(lambda p: p.state in ("active", "kept"))),
            "after_year": after is not None,
            "after_late": bool(after and after > 3 * household.net_rent),
            "reacted": refused
            and bool(
                (closed and closing.reacted_without_adhering)
                or (closed and case.outcome == "notice")
                or any(
                    c.is_honoured
                    and case.adhesion_date < c.date.date()
                    and c.date.date() <= case.adhesion_date + relativedelta(months=3)
                    for c in household.contact_ids
                )
                or any(
                    row.paid > 0
                    and case.adhesion_date
                    < row.month
                    <= case.adhesion_date + relativedelta(months=3)
                    for row in months.values()
                )
            ),
            "months": round((until - case.date_start).days / 30.4375, 1),
            "days": (until - max(case.date_start, self.first)).days + 1,
            "minutes": sum(contacts.mapped("minutes")),
            "contacts": len(contacts),
            "size": household.household_size,
            "type": household.household_type or "unknown",
            "net_months": entry.net_months if entry else None,
            "approved": min(approved, default=None),
        }

    def reference(self):
        """Sizes by indicator code: dict of code to (numerator, denominator, value)."""
        cases = self.env["declic.case"].search(
            [("programme_id", "=", self.programme.id)]
        )
        facts = [self.case_facts(case) for case in cases]
        reviews = self.env["declic.review"].search(
            [
                ("case_id", "in", cases.ids),
                ("review_type", "in", ("month3", "month6")),
                ("state", "!=", "cancelled"),
                ("date_due", ">=", self.first),
                ("date_due", "<=", self.day),
            ]
        )
        contacts = cases.contact_ids
        orientations = self.env["declic.orientation"].search(
            [("programme_id", "=", self.programme.id), ("state", "!=", "draft")]
        )
        answered = orientations.filtered("date_answered")

        def many(test):
            return sum(1 for fact in facts if test(fact))

        def share(part, base):
            return part, base, 100 * part / base if base else None

        everybody = len(facts)
        closed = many(lambda f: f["closed"])
        said = many(lambda f: f["adhesion"] != "pending")
        accepted = many(lambda f: f["adhesion"] == "accepted")
        refused = many(lambda f: f["adhesion"] in ("refused", "not_engaging"))
        good = [f for f in facts if f["adhesion"] == "accepted" and f["ordinary"]]
        constituted = [f for f in facts if f["closed"] and f["constituted"]]
        changed = [f["debt_change"] for f in facts if f["debt_change"] is not None]
        indebted = [f for f in facts if f["debt_in"] > 0]
        reached = [f["reach"] for f in facts if f["reach"] is not None]
        minutes = sum(contacts.mapped("minutes"))
        due = contacts.filtered(lambda c: c.result in ("kept", "missed"))
        referrals = cases.referral_ids.filtered(
            lambda r: r.state not in ("draft", "cancelled")
        )
        hearings = self.env["declic.procedure.step"].search(
            [("is_hearing", "=", True), ("attendance", "!=", False)]
        )
        on_time = reviews.filtered(
            lambda r: (
                r.state == "validated"
                and abs(r.date_held - r.date_due) <= timedelta(days=15)
            )
        )
        held = self.env["declic.clinical.session"].search(
            [
                ("association_id", "in", self.programme.association_ids.ids),
                ("month", ">=", self.first.replace(day=1)),
                ("month", "<=", self.day),
            ]
        )
        sessions = sum(held.mapped("session_count"))
        session_hours = sum(held.mapped("hours"))
        specific = ("transfer", "rehoused", "relay", "shelter", "safety")
        return {
            "followed": (everybody, 0, everybody),
            "households": (
                len(cases.household_id),
                0,
                len(cases.household_id),
            ),
            "entered": (everybody, 0, everybody),
            "running": (everybody - closed, 0, everybody - closed),
            "closed": (closed, 0, closed),
            "orientations": (len(orientations), 0, len(orientations)),
            "duration": (
                closed,
                0,
                median([f["months"] for f in facts if f["closed"]]),
            ),
            "answer_days": (
                len(answered),
                0,
                median(
                    [
                        (o.date_answered.date() - o.date_sent.date()).days
                        for o in answered
                    ]
                ),
            ),
            "reach_days": (len(reached), 0, median(reached)),
            "reach_30": share(sum(1 for days in reached if days <= 30), everybody),
            "reviews": share(len(on_time), len(reviews)),
            "adhesion": share(accepted, said),
            "reacted": share(many(lambda f: f["reacted"]), refused),
            "ordinary": share(sum(1 for f in good if f["closed"]), closed),
            "ordinary_all": share(len(good), everybody),
            "evictions_avoided": share(
                sum(1 for f in constituted if not f["evicted"]), len(constituted)
            ),
            "specific": share(many(lambda f: f["outcome"] in specific), everybody),
            "early": share(many(lambda f: f["early"]), closed),
            "tail": share(
                many(lambda f: f["after_year"] and f["after_late"]),
                many(lambda f: f["after_year"]),
            ),
            "debt_change": (len(changed), 0, sum(changed) if changed else None),
            "debt_change_median": (len(changed), 0, median(changed)),
            "debt_lower": share(sum(1 for c in changed if c < 0), len(changed)),
            "rent_resumed": share(
                sum(1 for f in indebted if f["rents"]), len(indebted)
            ),
            "plan_signed": share(sum(1 for f in indebted if f["plan"]), len(indebted)),
            "plan_kept": share(many(lambda f: f["six_kept"]), many(lambda f: f["six"])),
            "contacts": (len(contacts), 0, len(contacts)),
            "visits": (
                len(contacts.filtered(lambda c: c.medium == "visit")),
                0,
                len(contacts.filtered(lambda c: c.medium == "visit")),
            ),
            "hours": (len(contacts), 0, minutes / 60),
            "contacts_per_case": (everybody, 0, len(contacts) / everybody),
            "hours_per_case": (everybody, 0, minutes / 60 / everybody),
            "sessions": (sessions, 0, sessions),
            "session_hours": (sessions, 0, session_hours),
            "no_show": share(
                len(due.filtered(lambda c: c.result == "missed")), len(due)
            ),
            "hearings": share(
                len(hearings.filtered(lambda s: s.attendance == "attended")),
                len(hearings),
            ),
            "referrals_answered": share(
                len(referrals.filtered("date_answered")), len(referrals)
            ),
            "referrals_known": share(
                len(referrals.filtered("date_outcome")), len(referrals)
            ),
            "budget": self.money(facts)["budget"],
            "cost_per_place": self.money(facts)["cost_per_place"],
            "cost_per_household": self.money(facts)["cost_per_household"],
            "cost_per_hour": self.money(facts, minutes)["cost_per_hour"],
            "landlord_share": self.money(facts)["landlord_share"],
            "slots_used": self.money(facts)["slots_used"],
        }

    def money(self, facts, minutes=0):
        """Day by day: each day costs its year's amount over the days of the year."""
        budget = landlord = years = 0.0
        day = self.first
        while day <= self.evaluation.date_to:
            length = 366 if day.year % 4 == 0 else 365
            years += 1 / length
            budget += 43500 / length
            landlord += 25000 / length
            day += timedelta(days=1)
        days = (self.day - self.first).days + 1
        given = sum(f["days"] for f in facts)
        hours = minutes / 60
        return {
            "budget": (budget, 0, budget),
            "cost_per_place": (budget, 20 * years, budget / 20 / years),
            "cost_per_household": (budget, len(facts), budget / len(facts)),
            "cost_per_hour": (budget, hours, budget / hours if hours else None),
            "landlord_share": (landlord, budget, 100 * landlord / budget),
            "slots_used": (given, 20 * days, 100 * given / 20 / days),
        }

    def test_every_indicator(self):
        expected = self.reference()
        self.assertEqual(set(expected), {i.code for i in indicators.INDICATORS})
        for code, (numerator, denominator, value) in expected.items():
            line = self.line(code)
            with self.subTest(indicator=code):
                self.assertAlmostEqual(line.numerator, numerator, delta=0.011)
                self.assertAlmostEqual(line.denominator, denominator, delta=0.011)
                self.assertEqual(line.is_void, value is None)
                if value is not None:
                    self.assertAlmostEqual(line.value, value, delta=0.011)

    def test_every_list(self):
        """Each figure opens as many records as it counts, of the programme only."""
        for line in self.evaluation.line_ids:
            if not line.has_list:
                continue
            action = line.action_open()
            found = self.env[action["res_model"]].search(action["domain"])
            with self.subTest(figure=line.code):
                self.assertEqual(len(found), line.numerator)
                if action["res_model"] == "declic.case":
                    self.assertLessEqual(found.programme_id, self.programme)

    def spread(self, records, field):
        """Give the records each value of a selection in turn, in SQL: no form would."""
        values = list(dict(records._fields[field]._description_selection(self.env)))
        self.assertGreaterEqual(len(records), len(values))
        for rank, value in enumerate(values):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                    SQL.identifier(records._table),
                    SQL.identifier(field),
                    value,
                    records[rank :: len(values)].ids,
                )
            )

    def test_every_table(self):
        """The cells of a distribution add up to its base, whatever somebody chose: each
        value of the forms, not those alone that the demonstration has."""
        cases = self.env["declic.case"].search(
            [("programme_id", "=", self.programme.id)]
        )
        closed = cases.filtered(lambda case: case.state == "closed")
        self.env.flush_all()
        self.spread(closed, "outcome")
        self.spread(cases, "adhesion")
        # The last answer alone, as a former version kept it.
        self.env.cr.execute(
            "UPDATE declic_case SET adhesion_log = NULL WHERE id = ANY(%s)",
            (cases.ids,),
        )
        self.spread(cases.household_id, "household_type")
        self.env.invalidate_all()
        given = {
            "outcome": Counter(closed.mapped("outcome")),
            "adhesion": Counter(cases.mapped("adhesion")),
            "household_type": Counter(c.household_id.household_type for c in cases),
        }
        evaluation = self.env["declic.evaluation"].create(
            {
                "programme_id": self.programme.id,
                "date_from": self.programme.date_from,
                "date_to": self.programme.date_to,
            }
        )
        evaluation.action_compute()
        for table in distributions.TABLES:
            cells = evaluation.line_ids.filtered(
                lambda line, t=table: line.code.startswith(f"{t.code}:")
            )
            counted = {cell.code.partition(":")[2]: cell.numerator for cell in cells}
            with self.subTest(table=table.code):
                self.assertEqual(sum(counted.values()), cells[0].denominator)
                for value, count in given.get(table.code, {}).items():
                    self.assertEqual(counted.get(value), count, value)

    def test_comparison(self):
        """The comparison group, household by household."""
        lower, rates = [], []
        others_of = {}
        households = self.env["declic.household"].search(
            [("company_id", "=", self.programme.company_id.id), ("net_rent", ">", 0)]
        )
        months = {household: self.months(household) for household in households}

        def band(household, overdue):
            bounds = (1, 2, 3, 6)
            return sum(1 for b in bounds if overdue / household.net_rent >= b)

        def before_and_after(household, month):
            row = months[household].get(month)
            if not row or row.overdue <= 0:
                return None
            limit = month + relativedelta(months=6, days=1)
            return row.overdue, self.last_overdue(months[household], limit)

        cases = self.env["declic.case"].search(
            [("programme_id", "=", self.programme.id)]
        )
        strata = {}
        for case in cases:
            month = case.date_start.replace(day=1) - relativedelta(months=1)
            if month + relativedelta(months=7) > self.day:
                continue
            figures = before_and_after(case.household_id, month)
            if figures:
                key = month, band(case.household_id, figures[0])
                strata.setdefault(key, []).append(figures[1] < figures[0])
        for (month, wanted), followed in strata.items():
            others = [
                figures[1] < figures[0]
                for household in households
                if not household.case_ids
                and (figures := before_and_after(household, month))
                and band(household, figures[0]) == wanted
            ]
            if others:
                others_of[month, wanted] = others
                lower += followed
                rates.append((len(followed), sum(others) / len(others)))
        line = self.line("compared_cases")
        self.assertEqual((line.numerator, line.denominator), (sum(lower), len(lower)))
        other = self.line("compared_others")
        flat = [is_lower for rows in others_of.values() for is_lower in rows]
        self.assertEqual((other.numerator, other.denominator), (sum(flat), len(flat)))
        weight = sum(count for count, _rate in rates)
        self.assertAlmostEqual(
            other.value,
            100 * sum(count * rate for count, rate in rates) / weight,
            delta=0.011,
        )
