"""M3, M4: every indicator, table and delay against the slow reference, on random
programmes and random periods, past ones included."""

import statistics

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, Phase, given, settings

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.declic.engine import distributions, indicators

from ..common import DeclicCase
from .random_cases import ProgrammeRows
from .random_programme import PROGRAMME
from .random_rows import ZONE
from .slow_reference import Reference


def percentile(values, share):
    """As a spreadsheet counts it, between two values."""
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    rest = values[min(low + 1, len(values) - 1)] - values[low]
    return values[low] + (place - low) * rest


@tagged("post_install", "-at_install")
class TestEveryIndicator(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = ZONE
        cls.programme.write(
            {
                "date_from": cls.today - relativedelta(years=3),
                "capacity": 20,
                "association_ids": [Command.set(cls.association.ids)],
                "funding_ids": [
                    Command.create(
                        {"name": "Bailleur", "kind": "landlord", "amount": 25000}
                    ),
                    Command.create({"name": "FNAVDL", "amount": 18500}),
                ],
            }
        )
        cls.other = cls.programme.copy({"name": "Autre programme"})
        households = [cls._household(f"HASARD-TEST {n}") for n in range(4)]
        reasons = cls.env["declic.reason"].search([("kind", "=", "closing")], limit=2)
        reasons[0].is_early, reasons[1].is_early = True, False
        types = {
            code: cls.env["declic.procedure.step.type"].search([("code", "=", code)]).id
            for code in ("hearing", "evicted", "ccapex", "judgment_delays")
        }
        network = cls.env["declic.network.partner"].create({"name": "CMP (test)"})
        cls.rows = ProgrammeRows(
            cls.env,
            cls.today,
            cls.programme,
            cls.other,
            households,
            {
                "association": cls.association.id,
                "stranger": cls.other_association.id,
                "user": cls.users["counsellor"].id,
                "network": network.id,
                "service": cls._reason("service").id,
                "early": reasons[0].id,
                "late": reasons[1].id,
                **types,
            },
        )
        cls.env.flush_all()

    def assertNear(self, found, expected):
        """Same keys, same numbers to the cent; what differs is named with both."""
        self.assertEqual(set(found), set(expected))
        self.assertFalse(
            {
                key: (found[key], numbers)
                for key, numbers in expected.items()
                if any(
                    (one is None) != (other is None)
                    or abs((one or 0) - (other or 0)) > 0.051
                    for one, other in zip(found[key], numbers, strict=True)
                )
            }
        )

    def look(self, draw):
        written = self.rows.written(draw)
        self.env.invalidate_all(flush=False)
        first, day = map(self.rows.day, sorted(draw["period"], reverse=True))
        evaluation = self.env["declic.evaluation"].create(
            {"programme_id": self.programme.id, "date_from": first, "date_to": day}
        )
        evaluation.action_compute()
        reference = Reference(written, self.programme.id, first, day)
        lines = {line.code: line for line in evaluation.line_ids}
        expected = reference.figures()
        self.assertEqual(set(expected), {i.code for i in indicators.INDICATORS})
        expected["compared_cases"], expected["compared_others"] = reference.compared()
        self.assertNear(
            {
                code: (
                    lines[code].numerator,
                    lines[code].denominator,
                    None if lines[code].is_void else lines[code].value,
                )
                for code in expected
            },
            expected,
        )
        cells = {
            f"{table.code}:{key}": (0,)
            for table in distributions.TABLES
            for key in table.cells
        }
        cells |= {code: (number,) for code, number in reference.tables().items()}
        self.assertNear({code: (lines[code].numerator,) for code in cells}, cells)
        self.assertEqual(set(lines), {*expected, *cells})
        self.assertNear(
            {
                line.code: (len(line.action_open()["domain"][0][2]),)
                for line in evaluation.line_ids.filtered("has_list")
            },
            {
                line.code: (line.numerator,)
                for line in evaluation.line_ids.filtered("has_list")
            },
        )
        self.assertNear(
            {
                (row.step, row.quarter): (row.case_count, row.median, row.p90)
                for row in self.env["declic.delay"].search(
                    [("programme_id", "=", self.programme.id)]
                )
            },
            {
                key: (len(days), statistics.median(days), percentile(days, 0.9))
                for key, days in reference.delays().items()
            },
        )

    def test_random_programmes(self):
        @settings(
            max_examples=60,
            deadline=None,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        @given(PROGRAMME)
        def check(draw):
            self.env.cr.execute("SAVEPOINT look")
            try:
                self.look(draw)
            finally:
                self.env.cr.execute("ROLLBACK TO SAVEPOINT look")
                self.env.invalidate_all(flush=False)
                self.env.cr.clear()

        check()
