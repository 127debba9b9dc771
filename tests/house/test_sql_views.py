"""The views of the database name the columns that they read."""

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSqlViews(TransactionCase):
    def test_no_view_holds_a_whole_table(self):
        """A star stands for each column of its day: none of them could be dropped by an
        upgrade (that of 19.0.1.0.0 stopped at ``declic_repayment_plan.pdf_hash``)."""
        self.env.cr.execute(
            """
            SELECT v.relname, t.relname, count(DISTINCT d.refobjsubid),
                   (SELECT count(*) FROM pg_attribute a
                     WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped)
              FROM pg_depend d
              JOIN pg_rewrite r ON r.oid = d.objid
              JOIN pg_class v ON v.oid = r.ev_class AND v.relname LIKE 'declic%'
              JOIN pg_class t ON t.oid = d.refobjid AND t.relkind = 'r'
             WHERE d.refobjsubid > 0
             GROUP BY 1, 2, t.oid
            """
        )
        read = self.env.cr.fetchall()
        self.assertTrue(read)
        self.assertFalse([row[:2] for row in read if row[2] == row[3]])
