"""Programmes side by side, figures that open their list, files without a name."""

import base64
import io
import re
import statistics
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ..common import DeclicCase, DeclicLandlord


def set_back(env, records, **columns):
    """Move system dates to the past, in SQL: no user can."""
    env.flush_all()
    for column, value in columns.items():
        env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                SQL.identifier(column),
                value,
                list(records.ids),
            )
        )
    records.invalidate_recordset()


class EvaluationCase(DeclicCase):
    def evaluation(self, programme=None, **vals):
        evaluation = (
            self.env["declic.evaluation"]
            .with_user(self.users["manager"])
            .create(
                {
                    "programme_id": (programme or self.programme).id,
                    "date_from": self.today - relativedelta(years=1),
                    "date_to": self.today,
                    **vals,
                }
            )
        )
        evaluation.action_compute()
        return evaluation

    def line(self, evaluation, code):
        return evaluation.line_ids.filtered(lambda line: line.code == code)


@tagged("post_install", "-at_install")
class TestProgramme(EvaluationCase):
    def other_programme(self):
        return self.env["declic.programme"].create(
            {
                "name": "Autre dispositif",
                "date_from": self.today - relativedelta(years=1),
                "date_to": self.today + relativedelta(years=1),
                "capacity": 5,
                "max_months": 6,
                "has_psychological": False,
                "association_ids": [Command.set(self.other_association.ids)],
                "funding_ids": [
                    Command.create({"name": "Ville", "kind": "other", "amount": 9000})
                ],
            }
        )

    def test_two_programmes_never_mix(self):
        """M1: other axes, durations and partners; a case counts in one."""
        other = self.other_programme()
        mine = self._case()
        household = self._household("AUTRE-TEST Sacha")
        first = self.programme
        orientation = self._orientation(
            household, association=self.other_association, send=False
        )
        orientation.programme_id = other
        orientation.action_send()
        theirs = orientation.with_user(self.users["other_coordinator"]).action_accept(
            self.users["other_worker"].id
        )
        mine.with_user(self.users["worker"]).action_log_contact("visit", "reached", 45)
        theirs.action_log_contact("visit", "reached", 30)
        for programme, case, minutes in ((first, mine, 45), (other, theirs.sudo(), 30)):
            evaluation = self.evaluation(programme)
            with self.subTest(programme=programme.name):
                self.assertEqual(self.line(evaluation, "followed").numerator, 1)
                opened = self.line(evaluation, "followed").action_open()
                self.assertEqual(
                    self.env["declic.case"].search(opened["domain"]).ids, case.ids
                )
                self.assertAlmostEqual(
                    self.line(evaluation, "hours").value, minutes / 60, 2
                )
                self.assertEqual(evaluation.cost_ids.case_id.ids, case.ids or [])
        plan = theirs.action_start_plan()
        plan.action_add_goal("social", "Je réponds aux courriers")
        with self.assertRaisesRegex(ValidationError, "not part of"):
            plan.action_add_goal("psychological", "Je vais mieux")
        axes = [axis for axis, _label, _goals in plan._axes()]
        self.assertEqual(axes, ["social", "educational", "environmental"])
        self.assertEqual(
            theirs.sudo().date_end, theirs.sudo().date_start + relativedelta(months=6)
        )

    def test_funding_by_year(self):
        """M2: 43 500 € over 20 places is 2 175 €; 25 000 € is 57.5 %; years differ."""
        year = self.today.year
        self.programme.write(
            {
                "date_from": date(year - 1, 1, 1),
                "date_to": date(year + 1, 12, 31),
                "funding_ids": [
                    Command.create(
                        {"name": "Bailleur", "kind": "landlord", "amount": 25000}
                    ),
                    Command.create({"name": "FNAVDL", "amount": 18500}),
                    Command.create(
                        {"name": "Complément", "amount": 6500, "year": year - 1}
                    ),
                ],
            }
        )
        self.assertEqual(self.programme.budget, 43500)
        self.assertEqual(self.programme.cost_per_household, 2175)
        self.assertEqual(round(self.programme.landlord_share, 1), 57.5)
        self.assertEqual(
            self.programme._budget_between(date(year, 1, 1), date(year, 12, 31)),
            (43500, 25000),
        )
        self.assertEqual(
            self.programme._budget_between(date(year - 1, 1, 1), date(year, 12, 31)),
            (93500, 50000),
        )
        # Nothing outside the programme.
        self.assertEqual(
            self.programme._budget_between(
                date(year + 2, 1, 1), date(year + 2, 12, 31)
            ),
            (0, 0),
        )

    def test_on_screen_in_parts(self):
        """Each part is named once, on its first line; a count has no decimals and a sum
        of days says so."""
        case = self._case()
        case.with_user(self.users["worker"]).action_log_contact("visit", "reached", 45)
        evaluation = self.evaluation().with_context(lang="fr_FR")
        lines = evaluation.line_ids.sorted("sequence")
        self.assertEqual(lines[0].heading, "Activité")
        named = [line.heading for line in lines if line.heading]
        self.assertEqual(len(named), len(set(named)))
        parts = [
            line.definition if line.theme == "table" else line.theme for line in lines
        ]
        self.assertEqual(
            [bool(line.heading) for line in lines],
            [part not in parts[:number] for number, part in enumerate(parts)],
        )
        followed = self.line(evaluation, "followed")
        self.assertEqual((followed.shown_numerator, followed.bar), ("1", 0))
        for line in lines:
            if line.unit in ("days", "months"):
                # The median says so, the number of files that it is of does not.
                self.assertEqual(line.shown_numerator, f"{line.numerator:.0f}")
                if not line.is_void:
                    self.assertRegex(line.shown_value, "jours|mois")
            if line.unit == "percent" and not line.is_void:
                self.assertEqual(line.bar, min(line.value, 100))
        # What is masked in an export is masked as it is shown on the screen too.
        followed.sudo().is_masked_numerator = True
        [[exported]] = followed.sudo().export_data(["shown_numerator"])["datas"]
        self.assertEqual(exported, "n.c.")

    def test_cost_by_case(self):
        """M2: the time of the contact log splits the cost, the total unchanged."""
        self.programme.funding_ids = [
            Command.create({"name": "Fonds", "amount": 1000.01})
        ]
        cases = [self._case() for _number in range(3)]
        for case, minutes in zip(cases, (20, 40, 7), strict=True):
            case.with_user(self.users["worker"]).action_log_contact(
                "visit", "reached", minutes
            )
        year = self.today.year
        self.programme.write(
            {"date_from": date(year, 1, 1), "date_to": date(year, 12, 31)}
        )
        evaluation = self.evaluation(
            date_from=date(year, 1, 1), date_to=date(year, 12, 31)
        )
        parts = {cost.case_id: cost.amount for cost in evaluation.cost_ids}
        self.assertEqual(round(sum(parts.values()), 2), 1000.01)
        self.assertAlmostEqual(parts[cases[0]], 1000.01 * 20 / 67, delta=0.01)
        self.assertAlmostEqual(
            self.line(evaluation, "cost_per_hour").value,
            1000.01 / (67 / 60),
            delta=0.02,
        )

    def test_statements_do_not_grow(self):
        """The figures take as many statements for two cases as for eight."""
        moment = datetime.now()

        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            # The same second: an unchanged date is not written.
            with freeze_time(moment):
                evaluation.action_compute()
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.programme.funding_ids = [Command.create({"name": "Fonds", "amount": 500})]
        counted = []
        for total in (2, 8):
            while self.env["declic.case"].search_count([]) < total:
                case = self._case(self._household())
                case.with_user(self.users["worker"]).action_log_contact(
                    "visit", "reached", 20
                )
            if total == 2:
                evaluation = self.evaluation()
            # Once to fill the caches of the registry, once to count.
            statements()
            counted.append(statements())
        self.assertEqual(len(evaluation.sudo().cost_ids), 8)
        self.assertEqual(counted[0], counted[1])

    def test_nobody_writes_the_dates(self):
        """M4: the delays come from time-stamps that users cannot edit."""
        case = self._case()
        now = datetime.now()
        for role in ("counsellor", "manager"):
            theirs = case.with_user(self.users[role])
            for values in (
                {"date_start": self.today},
                {"date_first_contact": self.today},
                {"date_closed": self.today},
            ):
                with (
                    self.subTest(role=role, values=values),
                    self.assertRaises(AccessError),
                ):
                    theirs.write(values)
            draft = self._orientation(self._household(f"X {role}"), send=False)
            with self.subTest(role=role), self.assertRaises(AccessError):
                draft.with_user(self.users[role]).write({"date_sent": now})
        contact = case.with_user(self.users["counsellor"]).action_log_contact(
            "phone", "reached", 5
        )
        self.assertEqual(case.date_first_contact, contact.date.date())


@tagged("post_install", "-at_install")
class TestDelays(EvaluationCase):
    def test_median_and_ninth_decile(self):
        """M4: by partner and quarter, against Python's own statistics."""
        days = (1, 2, 2, 5, 9, 30)
        quarter = date(self.today.year - 1, 4, 1)
        sent = datetime(quarter.year, 5, 2, 9, 0)
        for number, delay in enumerate(days):
            case = self._case(self._household(f"DELAI-TEST {number}"))
            set_back(
                self.env,
                case.orientation_id,
                date_sent=sent,
                date_answered=sent + relativedelta(days=delay),
            )
            set_back(
                self.env,
                case,
                date_first_contact=(sent + relativedelta(days=delay + 3)).date(),
            )
        delays = self.env["declic.delay"].search(
            [("quarter", "=", quarter), ("programme_id", "=", self.programme.id)]
        )
        answer = delays.filtered(lambda d: d.step == "answer")
        self.assertEqual(answer.association_id, self.association)
        self.assertEqual(answer.case_count, 6)
        self.assertEqual(answer.median, statistics.median(days))
        self.assertAlmostEqual(
            answer.p90,
            statistics.quantiles(days, n=10, method="inclusive")[8],
            places=1,
        )
        contact = delays.filtered(lambda d: d.step == "contact")
        self.assertEqual(contact.median, 3)
        self.assertFalse(delays.filtered(lambda d: d.step in ("plan", "closure")))

    def test_csv_masks_small_cells(self):
        case = self._case()
        sent = datetime.now() - relativedelta(days=20)
        set_back(
            self.env,
            case.orientation_id,
            date_sent=sent,
            date_answered=sent + relativedelta(days=7),
        )
        evaluation = self.evaluation()
        text = base64.b64decode(evaluation.delays_csv).decode("utf-8-sig")
        rows = [row.split(";") for row in text.splitlines()]
        mine = [row for row in rows if self.association.name in row]
        self.assertEqual(mine[0][3:], ["< 5", "n/d", "n/d"])
        delay = self.env["declic.delay"].search(
            [("programme_id", "=", self.programme.id), ("step", "=", "answer")]
        )
        self.assertEqual(delay.median, 7)
        exported = delay.export_data(["median", "case_count", "step"])["datas"]
        self.assertEqual(exported[0][:2], ["n/d", "< 5"])


@tagged("post_install", "-at_install", "security")
class TestEvaluationRights(EvaluationCase):
    def test_the_pilot_only(self):
        evaluation = self.evaluation()
        for role in ("counsellor", "recovery", "worker", "coordinator", "data_officer"):
            for record in (
                evaluation,
                evaluation.line_ids[:1],
                self.env["declic.case.fact"].search([], limit=1),
            ):
                theirs = record.with_user(self.users[role])
                with self.subTest(role=role, model=record._name):
                    self.assertFalse(theirs.has_access("read"))

    def test_an_excluded_person(self):
        """T6: the case is no line of the dashboard, and no cost; it still counts."""
        case = self._case()
        case.with_user(self.users["worker"]).action_log_contact("visit", "reached", 30)
        self.programme.funding_ids = [Command.create({"name": "Fonds", "amount": 10})]
        manager = self.users["manager"]
        self.env["declic.lock"].create(
            {
                "household_id": case.household_id.id,
                "user_id": manager.id,
                "reason": "conflict",
            }
        )
        evaluation = self.evaluation()
        self.assertEqual(self.line(evaluation, "followed").numerator, 1)
        facts = self.env["declic.case.fact"].with_user(manager)
        self.assertFalse(facts.search([("case_id", "=", case.id)]))
        costs = self.env["declic.evaluation.cost"]
        self.assertTrue(costs.search([("case_id", "=", case.id)]))
        self.assertFalse(costs.with_user(manager).search([("case_id", "=", case.id)]))
        action = self.line(evaluation, "followed").action_open()
        found = self.env["declic.case"].with_user(manager).search(action["domain"])
        self.assertFalse(found)

    def test_dashboard_is_the_report(self):
        """The view and the report are made of the same facts."""
        case = self._case()
        case.with_user(self.users["worker"]).action_log_contact("visit", "reached", 50)
        self.env.flush_all()
        fact = self.env["declic.case.fact"].search([("case_id", "=", case.id)])
        self.assertEqual(fact.hours, 50 / 60)
        self.assertEqual(fact.association_id, self.association)
        self.assertEqual(fact.action_open_case()["res_id"], case.id)
        self.assertFalse(fact.closed_on)

    def test_refusals(self):
        future = self.env["declic.evaluation"].create(
            {
                "programme_id": self.programme.id,
                "date_from": self.today + relativedelta(days=1),
                "date_to": self.today + relativedelta(days=9),
            }
        )
        with self.assertRaisesRegex(UserError, "still to come"):
            future.action_compute()
        running = self.evaluation()
        with self.assertRaisesRegex(UserError, "not over"):
            running.action_validate()
        empty = self.env["declic.evaluation"].create(
            {
                "programme_id": self.programme.id,
                "date_from": self.today - relativedelta(days=9),
                "date_to": self.today - relativedelta(days=2),
            }
        )
        with self.assertRaisesRegex(UserError, "Compute"):
            empty.action_validate()


@tagged("post_install", "-at_install")
class TestYearReport(DeclicLandlord, HttpCase):
    """M5: one PDF, one XLSX: every indicator, definition, period, and no name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()
        cls.env["ir.config_parameter"].set_param("report.print_delay", "0")
        cls.programme.funding_ids = [Command.create({"name": "Fonds", "amount": 43500})]
        cls.cases = cls.env["declic.case"]
        for number in range(7):
            household = cls._household(
                f"NOMSECRET{number} Camille", household_type="alone"
            )
            case = cls._case(household)
            case.with_user(cls.users["worker"]).action_log_contact(
                "visit", "reached", 30
            )
            case.with_user(cls.users["worker"]).action_record_adhesion(
                "refused" if number == 6 else "accepted",
                cls._reason("refusal").id,
            )
            cls.cases |= case
        year = cls.today.year
        cls.programme.date_from = date(year, 1, 1)
        cls.users["manager"].group_ids |= cls.env.ref("declic.group_export")
        cls.evaluation = (
            cls.env["declic.evaluation"]
            .with_user(cls.users["manager"])
            .create(
                {
                    "programme_id": cls.programme.id,
                    "date_from": date(year, 1, 1),
                    "date_to": date(year, 12, 31),
                }
            )
        )
        cls.evaluation.action_compute()

    def texts(self, evaluation):
        """Text of the PDF and of the workbook, in French."""
        told = evaluation.with_context(lang="fr_FR")
        content, _kind = (
            self.env["ir.actions.report"]
            .with_context(lang="fr_FR", force_report_rendering=True)
            ._render_qweb_pdf("declic.report_evaluation", evaluation.ids)
        )
        pages = PdfReader(io.BytesIO(content)).pages
        pdf = " ".join("\n".join(p.extract_text() for p in pages).split())
        book = load_workbook(io.BytesIO(told._render_xlsx()))
        cells = [
            str(cell)
            for sheet in book
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if cell is not None
        ]
        return pdf, cells, book

    def test_content(self):
        pdf, cells, book = self.texts(self.evaluation)
        told = self.evaluation.with_context(lang="fr_FR")
        for line in told.line_ids:
            for text in (line.name, line.definition):
                if line.theme != "table" or text == line.name:
                    with self.subTest(code=line.code, text=text):
                        self.assertIn(" ".join(text.split()), pdf)
                        self.assertIn(text, cells)
        self.assertIn(str(self.today.year), pdf)
        self.assertEqual(len(book.worksheets), 3)
        self.assertTrue(book.worksheets[1]._charts)

    def test_no_name(self):
        pdf, cells, _book = self.texts(self.evaluation)
        text = pdf + " ".join(cells)
        words = ["NOMSECRET", "Invisibles", "MOTSECRET", "05 36 49 12 34"]
        words += self.cases.mapped("reference")
        words += self.cases.household_id.mapped("reference")
        words += self.cases.household_id.mapped("lease_number")
        words += [self.users[role].name for role in ("worker", "counsellor")]
        for word in words:
            with self.subTest(word=word):
                self.assertNotIn(word, text)

    def test_a_count_has_no_decimals(self):
        """Days and places of the means are counts, its money is written to the cent."""
        line = self.evaluation.line_ids.filtered(lambda li: li.code == "slots_used")
        self.assertEqual(line.theme, "means")
        line = line.with_context(lang="fr_FR")
        self.assertNotIn(",", line._amount("numerator"))
        self.assertNotIn(",", line._amount("denominator"))
        spent = self.evaluation.line_ids.filtered(
            lambda li: li.unit == "eur" and li.theme == "means"
        )[:1].with_context(lang="fr_FR")
        self.assertRegex(spent._amount("numerator"), r",\d\d$")

    def test_numbers_of_the_workbook_are_numbers(self):
        """S2 35: a spreadsheet counts with them; the shares have their chart, without
        those that are not disclosed."""
        lines = self.evaluation.line_ids.filtered(
            lambda li: li.unit == "percent" and li.theme != "table" and not li.is_void
        )
        shown = lines.filtered(lambda li: not li._masks()["value"])
        self.assertTrue(shown and lines - shown)
        indicators, _tables, delays = load_workbook(
            io.BytesIO(self.evaluation._render_xlsx())
        ).worksheets
        [chart] = indicators._charts
        names = {
            indicators[cell.replace("$", "")].value
            for cell in re.findall(r"\$A\$\d+", chart.series[0].cat.numRef.f)
        }
        self.assertEqual(names, set(shown.mapped("name")))
        self.assertEqual(chart.series[0].val.numRef.f.count("$E$"), len(shown))
        for cells in delays.iter_rows(min_row=2, min_col=4, values_only=True):
            for cell in filter(None, cells):
                typed = str(cell)[0].isdigit()
                self.assertEqual(typed, isinstance(cell, int | float), cell)

    def test_masked(self):
        """One refusal of seven: neither it, nor the six, nor the share leaves, and no
        number stands for the six that is not theirs."""
        line = self.evaluation.line_ids.filtered(lambda li: li.code == "adhesion")
        self.assertEqual((line.numerator, line.denominator), (6, 7))
        self.assertTrue(line.is_masked)
        exported = line.export_data(["numerator", "denominator", "value"])["datas"]
        self.assertEqual(exported[0][0], "n/d")
        self.assertEqual(exported[0][2], "n/d")
        nested = self.evaluation.export_data(["line_ids/code", "line_ids/numerator"])
        found = [row[1] for row in nested["datas"] if row[0] == "adhesion"]
        self.assertEqual(found, ["n/d"])
        printed = line._printed()
        self.assertEqual(printed["value"], "n/d")
        self.assertFalse(printed["bar"])
        # One mark for all of them: two would tell the one that is refused.
        marks = {
            one._mask_text(name)
            for one in self.evaluation.line_ids
            for name, masked in one._masks().items()
            if masked
        }
        self.assertEqual(marks, {"n/d"})
        followed = self.evaluation.line_ids.filtered(lambda li: li.code == "followed")
        self.assertFalse(followed.is_masked)
        self.assertEqual(followed.export_data(["numerator"])["datas"], [[7.0]])

    def test_frozen(self):
        """Validated: the same bytes, whatever happens to the data."""
        with freeze_time(datetime(self.today.year + 1, 1, 10, 12, 0)):
            self.evaluation.action_validate()
            pdf = self.evaluation._frozen("funder")
            xlsx = self.evaluation._frozen("funder", "xlsx")
            before = pdf._bytes(), self.evaluation.xlsx
            self.assertTrue(pdf._is_intact() and xlsx._is_intact())
            self.cases[0].household_id.partner_id.name = "Autre"
            with self.assertRaises(UserError):
                self.evaluation.action_compute()
            with self.assertRaises(UserError):
                pdf.sudo().write({"sha256": "0"})
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                pdf.unlink()
            self.evaluation.invalidate_recordset()
            self.assertEqual((pdf._bytes(), self.evaluation.xlsx), before)
            reports = self.env["ir.actions.report"].with_user(self.users["manager"])
            printed, _kind = reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf("declic.report_evaluation", self.evaluation.ids)
            self.assertEqual(printed, before[0])
            self.assertIn(str(pdf.id), self.evaluation.action_print()["url"])
        counsellor = pdf.with_user(self.users["counsellor"])
        self.assertFalse(counsellor.has_access("read"))
