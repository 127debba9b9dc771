"""Who rents, read in the accounts: the partners to whom rents are billed.

A landlord whose leases are partners in accounting needs no file: the rent, the charges,
the rent reduction and the housing benefit stand on the last term. Read only.
"""

from odoo.tools import SQL

from .natures import is_receivable

# Beginnings of the words by which an invoice tells what is no rent of the month.
_OTHER = r"\m(régul|regul|décompte|decompte|dépôt|depot|caution)"
_CHARGES = r"\m(charge|provision)"
# A line that names the rent too is rent: the two cannot be told apart.
_RENT = r"\mloyer"
_REDUCTION = r"\m(rls\M|réduction de loyer|reduction de loyer)"


def _known(company_id):
    """SELECT ``partner_id`` of those for whom a household of the landlord answers."""
    return SQL(
        """
        SELECT h.partner_id FROM declic_household h WHERE h.company_id = %(company)s
         UNION
        SELECT p.commercial_partner_id
          FROM declic_household h JOIN res_partner p ON p.id = h.partner_id
         WHERE h.company_id = %(company)s
         UNION
        SELECT m.partner_id FROM declic_household_member m
         WHERE m.company_id = %(company)s AND m.role IN ('holder', 'co_holder')
        """,
        company=company_id,
    )


def _terms(journal_ids, since, day):
    """Debits of the journals from ``since`` to ``day``, by partner and entry."""
    return SQL(
        """
        SELECT l.partner_id, l.move_id, l.date, e.move_type, SUM(l.balance) AS amount
          FROM account_move_line l JOIN account_move e ON e.id = l.move_id
         WHERE l.parent_state = 'posted' AND l.journal_id = ANY(%s)
           AND l.date BETWEEN %s AND %s AND l.balance > 0
           AND l.partner_id IS NOT NULL AND %s
         GROUP BY 1, 2, 3, 4
        """,
        list(journal_ids),
        since,
        day,
        is_receivable("l"),
    )


def billed(company_id, journal_ids, since, day):
    """SELECT of the partners to whom a term was billed since a day.

    Columns: ``partner_id``; ``ref`` of the partner, when no other one bears it;
    ``is_firm``: a company, or a contact of one; ``is_known``: of a household already;
    ``rent``, ``charges``, ``rent_reduction`` EUR of the last term, which is neither a
    regularisation nor a deposit by its words, NULL when there is none;
    ``housing_benefit`` EUR of the last month in which the benefit office paid, NULL.

    :param company_id: the landlord
    :param journal_ids: journals in which rents are billed
    :param since: first day of the terms looked at
    :param day: the last one
    """
    return SQL(
        """
        WITH term AS MATERIALIZED (%(terms)s),
        last AS (
            SELECT DISTINCT ON (t.partner_id) t.*
              FROM term t
             WHERE NOT EXISTS (
                   SELECT 1 FROM account_move_line s
                    WHERE s.move_id = t.move_id AND s.display_type = 'product'
                      AND s.name ~* %(other)s)
             ORDER BY t.partner_id, t.date DESC, t.amount DESC, t.move_id DESC
        ),
        part AS (
            SELECT s.move_id,
                   SUM(-s.balance) FILTER (WHERE s.name ~* %(charges)s
                       AND s.name !~* %(rent)s) AS charges,
                   SUM(s.balance) FILTER (WHERE s.name ~* %(reduction)s) AS reduction
              FROM account_move_line s
             WHERE s.move_id IN (SELECT move_id FROM last WHERE move_type <> 'entry')
               AND s.display_type = 'product'
             GROUP BY 1
        ),
        benefit AS (
            SELECT DISTINCT ON (partner_id) partner_id, amount
              FROM (SELECT l.partner_id, date_trunc('month', l.date) AS month,
                           SUM(-l.balance) AS amount
                      FROM account_move_line l
                      JOIN account_journal j ON j.id = l.journal_id
                     WHERE j.declic_kind = 'benefit' AND j.company_id = %(company)s
                       AND l.parent_state = 'posted' AND %(receivable)s
                       AND l.date BETWEEN %(since)s AND %(day)s
                     GROUP BY 1, 2) b
             WHERE amount > 0
             ORDER BY partner_id, month DESC
        )
        SELECT p.id AS partner_id,
               CASE WHEN p.ref <> '' AND NOT EXISTS (
                         SELECT 1 FROM res_partner q
                          WHERE q.ref = p.ref AND q.id <> p.id)
                    THEN p.ref END AS ref,
               c.is_company IS TRUE AS is_firm,
               known.partner_id IS NOT NULL AS is_known,
               last.amount - COALESCE(part.charges, 0) + COALESCE(part.reduction, 0)
                   AS rent,
               COALESCE(part.charges, 0) AS charges,
               COALESCE(part.reduction, 0) AS rent_reduction,
               benefit.amount AS housing_benefit
          FROM (SELECT DISTINCT partner_id FROM term) t
          JOIN res_partner p ON p.id = t.partner_id
          JOIN res_partner c ON c.id = p.commercial_partner_id
          LEFT JOIN (%(known)s) known ON known.partner_id = p.id
          LEFT JOIN last ON last.partner_id = p.id
          LEFT JOIN part ON part.move_id = last.move_id
          LEFT JOIN benefit ON benefit.partner_id = p.id
        """,
        terms=_terms(journal_ids, since, day),
        other=_OTHER,
        charges=_CHARGES,
        rent=_RENT,
        reduction=_REDUCTION,
        company=company_id,
        receivable=is_receivable("l"),
        since=since,
        day=day,
        known=_known(company_id),
    )


def owing(company_id, journal_ids, day):
    """SELECT of the partners who owe a rent that is due.

    Columns: ``partner_id``, ``is_firm`` and ``is_known`` as :func:`billed`, and
    ``last_date``: of the last term that is still owed.
    """
    return SQL(
        """
        SELECT o.partner_id, c.is_company IS TRUE AS is_firm,
               known.partner_id IS NOT NULL AS is_known, o.last_date
          FROM (SELECT l.partner_id, MAX(l.date) AS last_date
                  FROM account_move_line l
                 WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
                   AND l.journal_id = ANY(%s) AND l.amount_residual > 0
                   AND COALESCE(l.date_maturity, l.date) <= %s
                   AND l.partner_id IS NOT NULL AND %s
                 GROUP BY 1) o
          JOIN res_partner p ON p.id = o.partner_id
          JOIN res_partner c ON c.id = p.commercial_partner_id
          LEFT JOIN (%s) known ON known.partner_id = o.partner_id
        """,
        list(journal_ids),
        day,
        is_receivable("l"),
        _known(company_id),
    )
