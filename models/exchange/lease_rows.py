"""The rows of a file of leases against what is known: what each would change."""

from collections import defaultdict

from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...engine import lease_file, ledger

# Column of the file: field of the household.
LEASE = {
    "date_bail": "lease_date",
    "fin_bail": "lease_end_date",
    "delai_clause": "clause_delay",
    "conventionne": "is_conventional",
    "loyer": "rent",
    "charges": "charges",
    "apl": "housing_benefit",
    "rls": "rent_reduction",
    "mode_paiement": "payment_mode",
    "versement_apl": "benefit_status",
    "logement": "dwelling",
}
# Column of the file: field of the account holder.
PERSON = {
    "adresse": "street",
    "code_postal": "zip",
    "commune": "city",
    "email": "email",
}


class Row:
    """One row: ``number`` in the file, ``lease`` as typed, ``outcome`` and ``reasons``
    (sentences), and what it would write."""

    def __init__(self, number, lease):
        self.number, self.lease = number, lease
        self.outcome, self.reasons = "unchanged", []
        self.household = self.partner = None
        self.is_stranger = False
        self.person, self.values, self.co_holders = {}, {}, []
        self.balance, self.oldest = 0, None

    def reject(self, *reasons):
        self.outcome = "rejected"
        self.reasons = list(reasons)
        return self


def known_leases(env, company):
    """dict of lease key to (household id, holder's id); an open file goes before an
    archived one."""
    env.cr.execute(
        SQL(
            """SELECT h.id, h.lease_number, h.partner_id FROM declic_household h
            WHERE h.company_id = %s AND h.lease_number IS NOT NULL
            ORDER BY h.active, h.id""",
            company.id,
        )
    )
    return {
        lease_file.lease_key(number): (household, partner)
        for household, number, partner in env.cr.fetchall()
    }


def refusal(env, word, text, column):
    """The sentence of a cell that cannot be read: see ``lease_file.Refused``."""
    said = {
        "day": env._(
            "%(column)s: “%(text)s” is no day. Write it as 2026-11-27, 27/11/2026,"
            " 27.11.2026 or 20261127."
        ),
        "month": env._(
            "%(column)s: “%(text)s” is no month. Write it as 2026-11, 11/2026 or"
            " 202611."
        ),
        "money": env._("%(column)s: “%(text)s” is no amount."),
        "choice": env._("%(column)s: “%(text)s” is none of the words known."),
        "number": env._(
            "%(column)s: a spreadsheet made “%(text)s” of the number. Format the"
            " column as text and export again."
        ),
    }[word]
    return said % {"column": column, "text": str(text)[:40]}


class Rows:
    """The known leases and account holders of a company, read once; what is made is
    told to the rows behind it (``lease_writer``)."""

    def __init__(self, env, company):
        self.env, self.company = env, company
        self._ = env._
        env.flush_all()
        self.leases = known_leases(env, company)
        env.cr.execute(
            SQL(
                """SELECT h.partner_id, coalesce(h.lease_number, h.reference)
                FROM declic_household h WHERE h.company_id = %s AND h.active""",
                company.id,
            )
        )
        self.held = dict(env.cr.fetchall())
        self.by_name, self.by_ref = defaultdict(list), defaultdict(list)
        env.cr.execute(
            SQL(
                """SELECT id, name, ref, zip FROM res_partner
                WHERE active AND NOT is_company AND name IS NOT NULL
                  AND (company_id IS NULL OR company_id = %s)""",
                company.id,
            )
        )
        for partner, name, ref, zip_code in env.cr.fetchall():
            self.know(partner, name, ref, zip_code)
        # Contacts who log in: whether all their accounts are of the portal.
        env.cr.execute(
            "SELECT partner_id, bool_and(share) FROM res_users GROUP BY partner_id"
        )
        self.accounts = dict(env.cr.fetchall())
        self.agencies = {
            lease_file.folded(agency.name): agency.id
            for agency in env["declic.agency"].search([("company_id", "=", company.id)])
        }
        self.languages = {
            code.split("_")[0]: code
            for code, _name in reversed(env["res.lang"].get_installed())
        }
        self.seen, self.length = {}, None

    def know(self, partner, name, ref, zip_code):
        self.by_name[lease_file.person_key(name)].append((partner, zip_code or ""))
        if ref:
            self.by_ref[lease_file.folded(ref)].append(partner)

    def pass_over(self, rows):
        """Know again what was written before, for the double rows of the file."""
        for number, cells in rows:
            self.seen[lease_file.lease_key(cells.get("id_bail"))] = number

    # What a row would do

    def plans(self, rows):
        """What these rows would change, their leases read at once.

        :param rows: list of (row number, dict of column to text)
        :return: list of :class:`Row`
        """
        keys = {lease_file.lease_key(cells.get("id_bail")) for _number, cells in rows}
        known = [self.leases[key] for key in keys & self.leases.keys()]
        self.households = [household for household, _partner in known]
        self.partners = [partner for _household, partner in known]
        self.balances = {}
        if self.households and any(cells.get("solde") for _number, cells in rows):
            self.env.cr.execute(
                SQL(
                    "SELECT household_id, SUM(residual) FROM (%s) l GROUP BY 1",
                    ledger.own(
                        self.env.cr,
                        self.households,
                        SQL("l.reconciled IS NOT TRUE"),
                    ),
                )
            )
            self.balances = dict(self.env.cr.fetchall())
        return [self.plan(number, cells) for number, cells in rows]

    def plan(self, number, cells):
        """What a row of the file would change.

        :param cells: dict of column to text
        :return: :class:`Row`
        """
        values, refused = lease_file.read(cells)
        row = Row(number, str(cells.get("id_bail") or "").strip())
        if refused:
            return row.reject(*(refusal(self.env, *error.args) for error in refused))
        if not row.lease:
            if not values.get("nom"):
                row.reasons.append(self._("A dwelling without a tenant."))
                return row
            return row.reject(self._("The number of the lease is missing."))
        key = lease_file.lease_key(row.lease)
        if key in self.seen:
            return row.reject(
                self._("This lease stands on row %s already.", self.seen[key])
            )
        lost = lease_file.lost_zeros(row.lease, self.leases)
        if lost:
            return row.reject(
                self._(
                    "A spreadsheet took the first zeros: the lease %s is known. Format"
                    " the column as text and export again.",
                    lost,
                )
            )
        self.seen[key] = number
        row.balance = values.get("solde", 0)
        row.oldest = values.get("plus_ancien_impaye")
        if key in self.leases:
            self._plan_known(row, values, *self.leases[key])
        else:
            self._plan_new(row, key, values)
        return row

    def _lease_values(self, values):
        found = {LEASE[name]: values[name] for name in LEASE.keys() & values.keys()}
        agency = values.get("agence")
        if agency:
            found["agency_id"] = self._agency(agency)
        return found

    def _agency(self, name):
        key = lease_file.folded(name)
        if key not in self.agencies:
            self.agencies[key] = name
        return self.agencies[key]

    def _person_values(self, values, known=None):
        """What the row says of the account holder.

        :param known: res.partner, whose mobile no landline replaces
        """
        found = {PERSON[name]: values[name] for name in PERSON.keys() & values.keys()}
        phone = values.get("mobile") or values.get("telephone")
        had = lease_file.phone(known.phone) if known else ""
        if phone and not (
            lease_file.is_mobile(had) and not lease_file.is_mobile(phone)
        ):
            found["phone"] = phone
        language = self.languages.get(lease_file.folded(values.get("langue"))[:2])
        if language:
            found["lang"] = language
        return found

    def _plan_known(self, row, values, household_id, partner_id):
        # sudo: contacts are the landlord's; whoever imports leases may not edit them
        # elsewhere.
        people = self.env["res.partner"].sudo()
        row.household = self.env["declic.household"].browse(household_id)
        household = row.household = row.household.with_prefetch(self.households)
        partner = row.partner = people.browse(partner_id).with_prefetch(self.partners)
        name = lease_file.person_key(values.get("prenom"), values.get("nom"))
        if name and name != lease_file.person_key(partner.name):
            row.reasons.append(
                self._("The lease is in another name here: it was left as it is.")
            )
        row.values = {
            field: value
            for field, value in self._lease_values(values).items()
            if not self._same(household, field, value)
        }
        self._plan_person(row, values)
        present = household.member_ids.filtered(lambda m: m.role == "co_holder")
        known = {
            lease_file.person_key(member.partner_id.name)
            # sudo: as above.
            for member in present.sudo()
        }
        row.co_holders = [
            one
            for one in self._co_holders(values)
            if lease_file.person_key(one) not in known
        ]
        if row.values or row.person or row.co_holders:
            row.outcome = "updated"
        self._compare_balance(row, values)

    def _same(self, record, field, value):
        had = record[field]
        if field == "agency_id":
            return had.id == value or lease_file.folded(had.name) == lease_file.folded(
                value if isinstance(value, str) else None
            )
        if field == "phone":
            return lease_file.phone(had) == value
        return (had or False) == (value or False)

    def _co_holders(self, values):
        text = values.get("co_titulaire") or ""
        for sign in ("/", "+", "&", "|", ";", ","):
            text = text.replace(sign, "\n")
        return [one.strip() for one in text.split("\n") if one.strip()]

    def _plan_new(self, row, key, values):
        if not values.get("nom"):
            return row.reject(
                self._("This lease is not known, and the holder's name is missing.")
            )
        if self.length and key.isdigit() and len(key) < self.length:
            return row.reject(
                self._(
                    "The other leases have %s digits: a spreadsheet may have taken the"
                    " first zeros. Format the column as text and export again.",
                    self.length,
                )
            )
        row.outcome = "created"
        row.values = {
            **self._lease_values(values),
            "lease_number": row.lease,
            "company_id": self.company.id,
        }
        found = self._find_person(values)
        if len(found) > 1:
            return row.reject(
                self._(
                    "%s contacts bear this name: give the column “compte” with the"
                    " contact's reference.",
                    len(found),
                )
            )
        row.co_holders = self._co_holders(values)
        if not found:
            row.is_stranger = True
            row.person = {
                **self._person_values(values),
                "name": " ".join(filter(None, (values.get("prenom"), values["nom"]))),
                "ref": values.get("compte", False),
                "company_id": False,
            }
            row.reasons.append(self._("A contact is made for the holder."))
            return row
        # sudo: see _plan_known.
        row.partner = self.env["res.partner"].sudo().browse(found)
        held = self.held.get(row.partner.id)
        if held:
            return row.reject(
                self._("This account holder has the lease %s already.", held)
            )
        self.held[row.partner.id] = row.lease
        self._plan_person(row, values)
        return row

    def _plan_person(self, row, values):
        """What changes on the known contact of the row.

        Whoever reads an address may have the password of its account mailed there: the
        e-mail of who logs in stays, and all of a colleague's contact, which Odoo leaves
        to who manages users (``res.partner.write``; here it is superuser's).
        """
        partner = row.partner
        changed = {
            field: value
            for field, value in self._person_values(values, partner).items()
            if not self._same(partner, field, value)
        }
        kept = set()
        if partner.id in self.accounts:
            is_portal = self.accounts[partner.id]
            kept = changed.keys() & {"email"} if is_portal else set(changed)
        if kept:
            row.reasons.append(
                self._(
                    "The contact logs in here: what opens the account was left as it"
                    " is. Change it with the user."
                )
            )
        row.person = {f: value for f, value in changed.items() if f not in kept}

    def _find_person(self, values):
        """Ids of the contacts who may be the holder: by their reference, else by name,
        those of the same postal code when some are."""
        account = values.get("compte")
        if account:
            found = self.by_ref.get(lease_file.folded(account), [])
            if found:
                return found
        name = lease_file.person_key(values.get("prenom"), values["nom"])
        found = self.by_name[name] if name else []
        near = [one for one in found if one[1] and one[1] == values.get("code_postal")]
        return [one[0] for one in near or found]

    def _compare_balance(self, row, values):
        """The balance is accounting's: where the file says another, it is told."""
        if "solde" not in values:
            return
        owed = float(self.balances.get(row.household.id) or 0)
        if abs(owed - values["solde"]) >= 0.01:
            currency = self.company.currency_id
            row.reasons.append(
                self._(
                    "The file says a balance of %(file)s, accounting %(books)s: what is"
                    " missing is accounting's to enter.",
                    file=formatLang(self.env, values["solde"], currency_obj=currency),
                    books=formatLang(self.env, owed, currency_obj=currency),
                )
            )
