from odoo.tests import tagged

from odoo.addons.declic.engine import legal_days

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestFollowUpHold(DeclicCase):
    """D5: what is held during the support, and given back as it was."""

    def test_hold_and_give_back(self):
        household = self._household()
        before = self._receivable(self._rent(household, self._months_ago(2)))
        manual = self._receivable(self._rent(household, self._months_ago(1)))
        manual.no_followup = True
        neighbour = self._household("VOISIN-TEST Dominique")
        other = self._receivable(self._rent(neighbour, self._months_ago(1)))
        case = self._case(household)
        during = self._receivable(self._rent(household, self.today))
        opened = self._receivable(self._rent(household, self.today, 300))
        self.assertEqual(
            (before | manual | during | opened).mapped("no_followup"), [True] * 4
        )
        self.assertFalse(other.no_followup)
        self.assertFalse(manual.declic_hold_case_id)
        # Accounting takes one back and excludes it again on its own account.
        opened.no_followup = False
        self.assertFalse(opened.declic_hold_case_id)
        opened.no_followup = True
        case._close("ordinary", self._reason("closing"))
        self.assertEqual(before.no_followup, False)
        self.assertEqual(during.no_followup, False)
        self.assertEqual((manual | opened).mapped("no_followup"), [True, True])
        after = self._receivable(self._rent(household, self.today))
        self.assertFalse(after.no_followup)

    def test_no_hand(self):
        """Odoo marks an invoice that somebody changes; the hold is nobody's hand."""
        household = self._household()
        invoice = self._rent(household, self._months_ago(2))
        self.assertFalse(invoice.is_manually_modified)
        case = self._case(household)
        self.assertTrue(self._receivable(invoice).no_followup)
        case._close("ordinary", self._reason("closing"))
        self.assertFalse(self._receivable(invoice).no_followup)
        self.assertFalse(invoice.is_manually_modified)

    def test_end_date(self):
        household = self._household()
        line = self._receivable(self._rent(household, self._months_ago(1)))
        case = self._case(household)
        self.assertTrue(line.no_followup)
        self.env["declic.case"]._cron_release()
        self.assertTrue(line.no_followup)
        case.date_end = legal_days.shift(self.today, -1, "day")
        self.env["declic.case"]._cron_release()
        self.assertFalse(line.no_followup)
        late = self._receivable(self._rent(household, self.today))
        self.assertFalse(late.no_followup)
