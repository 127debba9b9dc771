from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.declic.benchmarks import generator
from odoo.addons.declic.engine import watermark

from .common import DeclicCase

INDEX = "account_move_line_declic_open_receivable_idx"


@tagged("post_install", "-at_install")
class TestPlanGuard(DeclicCase):
    """The covering index is what the nightly aggregate reads, also under rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = generator.parameters(cls.env, 800, 12, cls.today)
        values["company"] = cls.company.id
        values["sale"], values["bank"] = cls.sale_journal.id, cls.bank_journal.id
        cls.env.flush_all()
        for name in ("PARTNERS", "HOUSEHOLDS", "TENANTS", "MOVES", "PAYMENTS", "LINES"):
            cls.env.cr.execute(getattr(generator, name), values)
        cls.env.cr.execute("ANALYZE account_move_line")
        # A transaction cannot vacuum: tell the planner what a vacuum would (needs a
        # superuser, as `dev test` is). On the real size: `dev bench detection`.
        cls.env.cr.execute(
            "UPDATE pg_class SET relallvisible = relpages"
            " WHERE oid = 'account_move_line'::regclass"
        )

    def plan(self, query):
        self.env.cr.execute(SQL("EXPLAIN %s", query))
        return "\n".join(row[0] for row in self.env.cr.fetchall())

    def test_nightly_aggregate(self):
        self.assertIn(INDEX, self.plan(watermark.open_balances(self.today)))

    def test_as_a_user_under_record_rules(self):
        domain = (
            Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
            & (Domain("date_maturity", "!=", False) | Domain("amount_residual", "<", 0))
        )
        for user in (self.env.user, self.users["accountant"]):
            lines = self.env["account.move.line"].with_user(user)
            query = lines._search(domain)
            partner = SQL.identifier(query.table, "partner_id")
            amount = SQL.identifier(query.table, "amount_residual")
            query.groupby = partner
            with self.subTest(user=user.login):
                self.assertIn(
                    INDEX,
                    self.plan(query.select(partner, SQL("SUM(%s)", amount))),
                )
