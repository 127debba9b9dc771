from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DetectionCase


@tagged("post_install", "-at_install")
class TestBacktest(DetectionCase):
    """D9."""

    def test_replay(self):
        # Each month one term more; silent from the second one on.
        slipping = self._household(housing_benefit=0)
        for month in range(12, 7, -1):
            self._rent(slipping, self._months_ago(month), 240)
        for month in (10, 10, 10):
            self.env["declic.contact"].create(
                {
                    "household_id": slipping.id,
                    "medium": "phone",
                    "result": "no_answer",
                    "date": self._months_ago(month, 20),
                }
            )
        # In debt to the naive rule's taste only once the law knows it too.
        sudden = self._household("SOUDAIN-TEST Lea", housing_benefit=0)
        self._rent(sudden, self._months_ago(9), 2000)
        self.detect()
        before = self.env["declic.signal"].search_count([])

        def replay():
            wizard = (
                self.env["declic.backtest"]
                .with_user(self.users["manager"])
                .create(
                    {
                        "date_from": self._months_ago(12),
                        "date_to": self._months_ago(7),
                        "capacity": 2,
                    }
                )
            )
            wizard.action_replay()
            return wizard.line_ids.read(
                [
                    "method",
                    "proposal_count",
                    "right_count",
                    "late_count",
                    "event_count",
                    "foreseen_count",
                    "recall",
                    "lead_days",
                ]
            )

        first, second = replay(), replay()
        for row in first + second:
            del row["id"]
        self.assertEqual(first, second)
        rules, debt, naive = first
        self.assertEqual([row["method"] for row in first], ["rules", "debt", "naive"])
        self.assertEqual(rules["right_count"], 1)
        # Without the silence the debt alone sees it, no later.
        self.assertEqual((debt["right_count"], debt["foreseen_count"]), (1, 1))
        self.assertGreaterEqual(debt["lead_days"], rules["lead_days"])
        self.assertEqual((rules["event_count"], rules["foreseen_count"]), (2, 1))
        self.assertEqual(rules["recall"], 0.5)
        # Proposed at the end of the month in which the third call failed.
        self.assertGreater(rules["lead_days"], 0)
        # Two months of rent are the law's own definition: proposed, and too late.
        self.assertEqual((naive["proposal_count"], naive["foreseen_count"]), (2, 0))
        # And the reader is told so: of what is constituted nothing can be foreseen.
        self.assertEqual((naive["right_count"], naive["late_count"]), (0, 2))
        self.assertEqual(rules["late_count"], rules["proposal_count"] - 1)
        self.assertEqual(self.env["declic.signal"].search_count([]), before)

    def test_later_entries_do_not_count(self):
        household = self._household(housing_benefit=0)
        self._rent(household, self._months_ago(12), 500)
        self._pay(household, self._months_ago(3), 500)
        wizard = self.env["declic.backtest"].create(
            {"date_from": self._months_ago(12), "date_to": self._months_ago(7)}
        )
        wizard.action_replay()
        line = wizard.line_ids[0]
        self.assertEqual(line.proposal_count, 0)
        wizard.date_to = self.today + relativedelta(days=1)
        with self.assertRaises(UserError):
            wizard.action_replay()
        with self.assertRaises(AccessError):
            self.env["declic.backtest"].with_user(self.users["counsellor"]).create({})

    def test_of_the_rent_of_its_day(self):
        """700 € were two months and a third of the 300 € net of then."""
        household = self._household(rent=400, charges=50, housing_benefit=150)
        self._rent(household, self._months_ago(11), 700)

        def naive():
            wizard = self.env["declic.backtest"].create(
                {"date_from": self._months_ago(11), "date_to": self._months_ago(10)}
            )
            wizard.action_replay()
            line = wizard.line_ids.filtered(lambda line: line.method == "naive")
            return line.proposal_count

        self.assertEqual(naive(), 1)
        household.write({"rent": 1200, "housing_benefit": 0})
        self.assertEqual(naive(), 1)

    def test_what_takes_longer_goes_on_in_the_background(self):
        household = self._household(housing_benefit=0)
        for month in range(12, 7, -1):
            self._rent(household, self._months_ago(month), 240)
        Backtest = self.env["declic.backtest"].with_user(self.users["manager"])
        period = {"date_from": self._months_ago(12), "date_to": self._months_ago(7)}
        at_once = Backtest.create(period)
        at_once.action_replay()
        self.assertEqual((at_once.state, at_once.progress), ("done", 100))
        slow = Backtest.create(period)
        with patch("odoo.addons.declic.wizards.backtest.AT_ONCE", 0):
            slow.action_replay()
        self.assertEqual(slow.state, "running")
        self.assertFalse(slow.line_ids)
        self.assertAlmostEqual(slow.progress, 100 / 6, 1)
        # The menu comes back to the one under way, for its own user only.
        self.assertEqual(Backtest.action_open()["res_id"], slow.id)
        self.assertFalse(self.env["declic.backtest"].action_open()["res_id"])
        slow.sudo()._cron_replay()
        self.assertEqual((slow.state, slow.progress), ("done", 100))
        names = ("method", "proposal_count", "right_count", "recall", "lead_days")
        for ours, theirs in zip(slow.line_ids, at_once.line_ids, strict=True):
            for name in names:
                self.assertEqual(ours[name], theirs[name])
        self.assertFalse(Backtest.action_open()["res_id"])

    def test_nothing_is_no_zero_per_cent(self):
        wizard = self.env["declic.backtest"].create(
            {"date_from": self._months_ago(12), "date_to": self._months_ago(11)}
        )
        wizard.company_ids = self.company
        with self.env.cr.savepoint():
            self.env.cr.execute("UPDATE declic_household SET active = FALSE")
            self.env.invalidate_all()
            wizard.action_replay()
        for line in wizard.line_ids:
            self.assertEqual(
                (line.precision_told, line.recall_told, line.lead_told),
                ("–", "–", "–"),
            )

    def test_the_naive_rule_proposes_on_its_own_definition(self):
        """Two months of rent due: proposed by the naive rule whatever else is known."""
        household = self._household(housing_benefit=0)
        self._rent(household, self._months_ago(10), 1000)
        wizard = self.env["declic.backtest"].create(
            {
                "date_from": self._months_ago(9),
                "date_to": self._months_ago(9),
                "capacity": 50,
            }
        )
        wizard.action_replay()
        found = {line.method: line for line in wizard.line_ids}
        self.assertGreaterEqual(found["naive"].proposal_count, 1)
