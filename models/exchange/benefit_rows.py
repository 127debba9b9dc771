"""The rows of a file of benefits (CAF, MSA) against what is known of each month."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools.misc import format_date, formatLang

from ...engine import lease_file
from .lease_rows import Row, known_leases, refusal

# Column of the file: field of the month, and the one that says it was told.
TOLD = {
    "apl_annoncee": ("announced", "is_announced"),
    "apl_versee": ("paid", "is_paid"),
}


class BenefitRows:
    """Plans and writes the months of a file: one row, one month of one lease.

    An empty cell changes nothing. What the office says it paid is kept, compared with
    what accounting entered, and never entered.
    """

    def __init__(self, env, company):
        self.env, self.company, self._ = env, company, env._
        env.flush_all()
        self.leases, self.seen = known_leases(env, company), {}

    def pass_over(self, rows):
        """Know again what was written before, for the double rows of the file."""
        for number, cells in rows:
            values, _refused = lease_file.read_benefit(cells)
            self.seen.setdefault(self._key(values), number)

    def _key(self, values):
        lease = lease_file.lease_key(values.get("id_bail"))
        return lease, values.get("mois"), values.get("type")

    def plans(self, rows):
        """What these rows would change, the known months read at once.

        :param rows: list of (row number, dict of column to text)
        :return: list of :class:`Row`
        """
        read = [(number, *lease_file.read_benefit(cells)) for number, cells in rows]
        keys = {lease_file.lease_key(one.get("id_bail")) for _n, one, _r in read}
        ids = [self.leases[key][0] for key in keys & self.leases.keys()]
        # sudo: nobody writes them by hand.
        found = self.env["declic.benefit.month"].sudo()
        months = {one["mois"] for _n, one, _r in read if "mois" in one}
        self.months = {
            (one.household_id.id, one.month, one.kind): one
            for one in found.search(
                [("household_id", "in", ids), ("month", "in", list(months))]
            )
        }
        self._read_books(ids, months)
        return [self._plan(*one) for one in read]

    def _plan(self, number, values, refused):
        row = Row(number, str(values.get("id_bail") or ""))
        if refused:
            return row.reject(*(refusal(self.env, *error.args) for error in refused))
        if not row.lease:
            return row.reject(self._("The number of the lease is missing."))
        if "mois" not in values:
            return row.reject(self._("The month is missing."))
        key = self._key(values)
        if key in self.seen:
            return row.reject(
                self._(
                    "This month of the lease stands on row %s already: give the sum of"
                    " both.",
                    self.seen[key],
                )
            )
        if key[0] not in self.leases:
            lost = lease_file.lost_zeros(row.lease, self.leases)
            return row.reject(
                self._(
                    "A spreadsheet took the first zeros: the lease %s is known. Format"
                    " the column as text and export again.",
                    lost,
                )
                if lost
                else self._("This lease is not known: import the leases first.")
            )
        self.seen[key] = number
        household = self.leases[key[0]][0]
        row.household = self.env["declic.household"].browse(household)
        known = self.months.get((household, values["mois"], values["type"]))
        for column, (amount, told) in TOLD.items():
            if column in values and not (
                known and known[told] and known[amount] == values[column]
            ):
                row.values |= {amount: values[column], told: True}
        if row.values and known:
            row.outcome, row.month = "updated", known
        elif row.values:
            row.outcome, row.month = "created", None
            row.values |= {
                "household_id": household,
                "month": values["mois"],
                "kind": values["type"],
            }
        self._compare_books(row, household, values)
        return row

    def apply(self, rows):
        """Write what ``rows`` would change; their ledgers will be read again.

        :param rows: list of :class:`Row`
        """
        chosen = [row for row in rows if row.outcome in ("created", "updated")]
        months = self.env["declic.benefit.month"].sudo()  # sudo: as above
        months.create([row.values for row in chosen if row.outcome == "created"])
        for row in chosen:
            if row.outcome == "updated":
                row.month.write({**row.values, "is_applied": False})
        # sudo: the night's to read.
        households = self.env["declic.household"].sudo()
        households.browse({row.household.id for row in chosen}).ledger_stale = True
        months._apply(fields.Date.context_today(months))

    def _read_books(self, ids, months):
        """The benefit that accounting entered, by household and month."""
        late = self.company.declic_benefit_delay == "next"
        self.delay = relativedelta(months=1 if late else 0)
        wanted = {month + self.delay for month in months}
        found = self.env["declic.ledger.month"].sudo()  # sudo: compared, not shown
        self.books = {
            (one["household_id"][0], one["month"]): one["benefit"]
            for one in found.search_read(
                [("household_id", "in", ids), ("month", "in", list(wanted))],
                ["household_id", "month", "benefit"],
            )
        }

    def _compare_books(self, row, household, values):
        if "apl_versee" not in values or values["type"] != "monthly":
            return
        month = values["mois"] + self.delay
        if "date" in values:
            month = values["date"].replace(day=1)
        entered = self.books.get((household, month), 0)
        if abs(entered - values["apl_versee"]) >= 0.01:
            currency = self.company.currency_id
            row.reasons.append(
                self._(
                    "Paid in %(month)s: %(file)s says the file, accounting %(books)s:"
                    " what is missing is accounting's to enter.",
                    month=format_date(self.env, month, date_format="MMMM y"),
                    file=formatLang(
                        self.env, values["apl_versee"], currency_obj=currency
                    ),
                    books=formatLang(self.env, entered, currency_obj=currency),
                )
            )
