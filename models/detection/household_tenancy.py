"""Former tenants and the deceased: a list of their own (D15)."""

from odoo import fields, models
from odoo.tools import SQL, format_date

from ...engine.tenancy import DATED, GONE, refresh

# A change of one of these moves the household from one list to the other.
DATES = frozenset({"lease_end_date", "date_death", "member_ids"})


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    tenancy = fields.Selection(
        [
            ("tenant", "Tenant"),
            ("former", "Former tenant"),
            ("estate", "Deceased"),
        ],
        readonly=True,
        copy=False,
        default="tenant",
    )
    estate_partner_id = fields.Many2one(
        "res.partner",
        string="Heirs or notary",
        copy=False,
        check_company=True,
        help="Whom to write to after a death.",
    )
    last_address = fields.Char(
        string="Last known address",
        copy=False,
        help="Where a former tenant lives now, when it is known.",
    )

    _dated_idx = models.Index(f"(id) WHERE {DATED}")

    def _tenancy_moved(self, names):
        """Take the dates that were written at once: the lists follow, and nobody
        reminds who died.

        :param names: the fields that were written
        """
        if "date_death" in names:
            self.filtered("date_death")._hold()
            self.filtered(lambda h: not h.date_death)._release()
        if not DATES & set(names):
            return
        self.env.flush_all()
        refresh(
            self.env.cr,
            fields.Date.context_today(self),
            SQL("AND h.id = ANY(%s)", self.ids),
        )
        self.invalidate_recordset()
        self._refresh_levels()

    def _is_gone(self):
        """Whether the household left the dwelling, or nobody is left of it."""
        self.ensure_one()
        return self.tenancy in GONE

    def _gone_reason(self):
        """Since when the household is no tenant any more, as a sentence."""
        self.ensure_one()
        if self.tenancy == "estate":
            return self.env._("deceased on %s", format_date(self.env, self.date_death))
        return self.env._("left on %s", format_date(self.env, self.lease_end_date))
