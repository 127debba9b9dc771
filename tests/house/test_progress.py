from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestProgress(DeclicCase):
    """R3: four axes at t0, t3, t6 and the end; what is missing is missing."""

    def start(self, months=8, name="PROGRES-TEST"):
        case = self._case(self._household(name))
        case.date_start = self.today - relativedelta(months=months)
        return case

    def assess(self, case, value, months, skip=()):
        """An assessment validated ``months`` after the start, all scales at ``value``
        but the domains of the axes in ``skip``."""
        assessment = case.with_user(self.users["worker"]).action_start_assessment()
        lines = {}
        for line in assessment.sudo().line_ids:
            levels = line.domain_id.level_ids
            level = levels.filtered(lambda x: x.value == value) or levels[:1]
            lines[line.id] = {
                "household_level_id": level.id,
                "association_level_id": level.id,
            }
        assessment.action_fill({"lines": lines})
        assessment.action_validate()
        assessment.sudo().line_ids.filtered(lambda line: line.axis in skip).unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE declic_assessment SET date = %s WHERE id = %s",
            [case.date_start + relativedelta(months=months), assessment.id],
        )
        self.env.invalidate_all()

    def rows(self, record, role="worker"):
        record = record.with_user(self.users[role])
        return {
            row["style"][2]: [
                (p["value"] and round(p["value"], 2), p["n"]) for p in row["points"]
            ]
            for row in record._progress_rows()
        }

    def test_case(self):
        case = self.start()
        self.assertIn(
            "nothing to draw", case.with_user(self.users["worker"]).progress_html
        )
        self.assess(case, 2, 0)
        self.assess(case, 4, 3, skip=("environmental",))
        rows = self.rows(case)
        self.assertEqual(rows["S"][0][0], 2)
        self.assertGreater(rows["S"][0][1], 0)
        self.assertEqual(rows["S"][1][0], 4)
        # Missing is missing, never zero.
        self.assertEqual(rows["V"][1], (None, 0))
        self.assertEqual(rows["S"][2], (None, 0))
        self.assertEqual(rows["S"][3], (None, 0))
        html = case.with_user(self.users["worker"]).progress_html
        self.assertIn("missing", html)
        self.assertNotIn("0.0", html)
        chart = case.with_user(self.users["worker"])._progress_chart()
        self.assertEqual(len(chart["rows"][0]["segments"]), 1)

    def test_no_line_over_a_gap(self):
        case = self.start()
        self.assess(case, 2, 0)
        self.assess(case, 3, 6)
        chart = case.with_user(self.users["worker"])._progress_chart()
        self.assertFalse(chart["rows"][0]["segments"])
        self.assertEqual(self.rows(case)["S"][2][0], 3)

    def test_end(self):
        case = self.start()
        self.assess(case, 1, 0)
        self.assess(case, 5, 8)
        self.assertEqual(self.rows(case)["S"][3], (None, 0))
        case._close("ordinary", self._reason("closing"))
        self.assertEqual(self.rows(case, "counsellor")["S"][3][0], 5)

    def test_landlord_reads_its_own_domains(self):
        case = self.start()
        self.assess(case, 3, 0)
        whole, own = self.rows(case), self.rows(case, "counsellor")
        visible = self.env["declic.domain"].search(
            [("is_landlord_visible", "=", True), ("answer", "=", "scale")]
        )
        for axis, letter in (("social", "S"), ("psychological", "P")):
            count = 2 * len(visible.filtered(lambda d, axis=axis: d.axis == axis))
            self.assertEqual(own[letter][0][1], count)
        self.assertGreater(
            sum(row[0][1] for row in whole.values()),
            sum(row[0][1] for row in own.values()),
        )
        with self.assertRaises(AccessError):
            self.rows(case, "colleague")

    def test_programme(self):
        self.programme.capacity = 20
        for number in range(4):
            self.assess(self.start(name=f"PROGRES-TEST {number}"), 2, 0)
        rows = self.rows(self.programme, "manager")
        # Fewer than five households: their number, and no figure.
        self.assertEqual(rows["S"][0], (None, 4))
        html = self.programme.with_user(self.users["manager"]).progress_html
        self.assertIn("fewer than 5 households", html)
        last = self.start(name="PROGRES-TEST 5")
        self.assess(last, 4, 0)
        self.assess(last, 5, 3)
        rows = self.rows(self.programme, "manager")
        self.assertEqual(rows["S"][0], (2.4, 5))
        self.assertEqual(rows["S"][1], (None, 1))
        self.assertEqual(rows["S"][2], (None, 0))
        other = self.programme.copy({"name": "Autre dispositif"})
        self.assertEqual(self.rows(other, "manager")["S"][0], (None, 0))
