"""Whatever the planner expects, a figure reads each line a few times: no statement
compares a household with the lines of all the others."""

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.declic.engine import figures

from ..common import DeclicCase

HOUSEHOLDS, MONTHS = 300, 24
# How often the steps of the figures may go through all the lines.
TURNS = 40


@tagged("post_install", "-at_install")
class TestFiguresPlan(DeclicCase):
    def nodes(self, node):
        yield node
        for below in node.get("Plans", ()):
            yield from self.nodes(below)

    def test_lines_are_read_a_few_times(self):
        self._household()
        self.env.flush_all()
        # A temporary table that nobody has analysed: what a first night meets.
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMP TABLE declic_test_line ON COMMIT DROP AS
                SELECT h AS household_id, (h * 100 + m) * 2 + p AS id, h AS move_id,
                       d.day, d.day AS since, CASE p WHEN 0 THEN 'rent' ELSE 'payment'
                       END AS nature, 400.0 * (1 - p) AS debit,
                       -- Every household pays a little less than it owes.
                       399.0 * p AS credit, FALSE AS is_other, h AS payer_id,
                       0.0 AS free
                  FROM generate_series(1, %s) h, generate_series(1, %s) m,
                       generate_series(0, 1) p,
                       LATERAL (SELECT (%s::date - m * 30 + p * 7)::date AS day) d
                """,
                HOUSEHOLDS,
                MONTHS,
                self.today,
            )
        )
        months = SQL(
            """SELECT household_id, date_trunc('month', day)::date AS month,
                      SUM(debit) AS due, 0.0 AS fees, SUM(credit) AS paid,
                      0.0 AS benefit, 0.0 AS other, 0.0 AS closing_balance
                 FROM declic_test_line GROUP BY 1, 2"""
        )
        lines = SQL("SELECT * FROM declic_test_line")
        self.env.cr.execute(
            SQL(
                "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) %s",
                figures.figures(self.today, lines, months),
            )
        )
        [[told]] = self.env.cr.fetchone()
        read = sum(
            (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
            * node["Actual Loops"]
            for node in self.nodes(told["Plan"])
            if node.get("CTE Name") == "line"
        )
        count = HOUSEHOLDS * MONTHS * 2
        self.assertGreater(read, count)
        self.assertLess(read, TURNS * count)
