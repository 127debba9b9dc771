"""The planned rows of a file of leases, written; one that is refused stops none."""

from ...engine import lease_file


class Writer:
    """Writes what :class:`lease_rows.Rows` planned, and tells it what was made."""

    def __init__(self, rows):
        self.known, self.env = rows, rows.env

    def apply(self, rows):
        """Write what ``rows`` would change; one that the database refuses is rejected,
        and the others stay.

        :param rows: list of :class:`Row`
        """
        chosen = [row for row in rows if row.outcome in ("created", "updated")]
        if not self._try(chosen):
            for row in chosen:
                self._try([row])

    def _try(self, rows):
        """Write these rows together.

        :return: whether they were written
        """
        agencies, values = dict(self.known.agencies), [dict(row.values) for row in rows]
        try:
            with self.env.cr.savepoint():
                self._write(rows)
        except Exception as error:
            self.env.invalidate_all(flush=False)
            # As they were: what was made is gone.
            self.known.agencies = agencies
            for row, had in zip(rows, values, strict=True):
                row.values = had
                if row.outcome == "created":
                    row.household = None
                    row.partner = None if row.is_stranger else row.partner
            if len(rows) == 1:
                rows[0].reject(self._said(error))
            return False
        for row in rows:
            if row.outcome == "created":
                self.known.leases[lease_file.lease_key(row.lease)] = (
                    row.household.id,
                    row.partner.id,
                )
                self.known.held[row.partner.id] = row.lease
            if row.is_stranger:
                self.known.know(
                    row.partner.id, row.partner.name, row.partner.ref, row.partner.zip
                )
        return True

    def _said(self, error):
        """What ``error`` says to a person, nothing of the statement."""
        if hasattr(error, "pgcode"):
            return self.env._("The database refuses this row.")
        return str(error.args[0]) if error.args else type(error).__name__

    def _write(self, rows):
        self._make_agencies(rows)
        created = [row for row in rows if row.outcome == "created"]
        strangers = [row for row in created if row.is_stranger]
        people = self.env["res.partner"].sudo()  # sudo: see _plan_known
        made = people.create([row.person for row in strangers])
        for row, partner in zip(strangers, made, strict=True):
            row.partner = partner
        households = self.env["declic.household"].create(
            [{**row.values, "partner_id": row.partner.id} for row in created]
        )
        for row, household in zip(created, households, strict=True):
            row.household = household
        for row in rows:
            if row.outcome == "updated" and row.values:
                row.household.write(row.values)
            if row.person and not row.is_stranger:
                row.partner.write(row.person)
        self._make_co_holders(rows)
        self.env.flush_all()

    def _make_agencies(self, rows):
        """The agencies that the file names and nobody made yet."""
        for row in rows:
            name = row.values.get("agency_id")
            if not isinstance(name, str):
                continue
            key = lease_file.folded(name)
            if isinstance(self.known.agencies[key], str):
                agency = self.env["declic.agency"].create(
                    {"name": name, "company_id": self.known.company.id}
                )
                self.known.agencies[key] = agency.id
            row.values["agency_id"] = self.known.agencies[key]

    def _make_co_holders(self, rows):
        told = [(row, name) for row in rows for name in row.co_holders]
        people = self.env["res.partner"].sudo()  # sudo: see _plan_known
        made = people.create([{"name": name} for _row, name in told])
        self.env["declic.household.member"].create(
            [
                {
                    "household_id": row.household.id,
                    "role": "co_holder",
                    "partner_id": partner.id,
                }
                for (row, _name), partner in zip(told, made, strict=True)
            ]
        )
