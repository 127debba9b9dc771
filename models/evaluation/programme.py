"""What became of the households of a programme: a year after (L3), and on the way."""

from odoo import fields, models
from odoo.tools import SQL


class DeclicProgramme(models.Model):
    _name = "declic.programme"
    _inherit = ["declic.programme", "declic.progress"]

    check_count = fields.Integer(
        string="Checked after a year", compute="_compute_after"
    )
    housed_rate = fields.Float(
        string="Still housed after a year (%)", compute="_compute_after"
    )
    arrears_rate = fields.Float(
        string="More than three months of arrears after a year (%)",
        compute="_compute_after",
    )

    def _compute_after(self):
        checks = self.env["declic.closure.check"]._read_group(
            [("programme_id", "in", self.ids), ("months", "=", 12)],
            ["programme_id"],
            ["__count", "id:recordset"],
        )
        rows = {programme: (count, made) for programme, count, made in checks}
        for programme in self:
            count, made = rows.get(programme, (0, self.env["declic.closure.check"]))
            programme.check_count = count
            housed = made.filtered("is_housed")
            late = made.filtered(lambda c: c.overdue_months > 3)
            programme.housed_rate = 100 * len(housed) / count if count else 0
            programme.arrears_rate = 100 * len(late) / count if count else 0

    def _progress_cases(self):
        self.check_access("read")
        return SQL("SELECT id FROM declic_case WHERE programme_id = %s", self.id)
