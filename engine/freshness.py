"""How old the ledger is: nothing is done to a tenant on books that are behind."""

from odoo.tools import SQL

from .natures import PAYMENT_JOURNALS


def dates(cr, day, company_ids):
    """The last entry of the bank and of the benefit office of each company.

    :param day: entries dated later do not count
    :return: dict of company id to (date of the bank, date of the benefit), None where
        there never was one
    """
    cr.execute(
        SQL(
            """
        SELECT c.id,
               (SELECT MAX(last.date) FROM account_journal j
                 CROSS JOIN LATERAL (
                     SELECT m.date FROM account_move m
                      WHERE m.journal_id = j.id AND m.state = 'posted'
                        AND m.date <= %(day)s
                      ORDER BY m.date DESC LIMIT 1) last
                 WHERE j.company_id = c.id AND j.type IN %(money)s
                   AND j.declic_kind IS NULL),
               (SELECT MAX(last.date) FROM account_journal j
                 CROSS JOIN LATERAL (
                     SELECT m.date FROM account_move m
                      WHERE m.journal_id = j.id AND m.state = 'posted'
                        AND m.date <= %(day)s
                      ORDER BY m.date DESC LIMIT 1) last
                 WHERE j.company_id = c.id AND j.declic_kind = 'benefit')
          FROM res_company c WHERE c.id = ANY(%(companies)s)
            """,
            day=day,
            money=PAYMENT_JOURNALS,
            companies=list(company_ids),
        )
    )
    return {row[0]: row[1:] for row in cr.fetchall()}
