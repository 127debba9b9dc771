"""What of the ledger may have paid an aid: a body's money, told from the tenant's own.

An aid is money that somebody else gave for the household: an entry on another account
that accounting matched with the household's debts, a bank line of another partner
shared out to it, or a line whose words name the body. What the tenant paid himself is
no aid, however well the amount fits.
"""

from odoo.tools import SQL

from . import ledger
from .natures import DUE, UNDOING

# Credits that nobody paid.
NO_MONEY = (*DUE, "transfer", "waiver", "deposit", "opening")
LAST_DAY = "9999-12-31"


def parts(cr, household_ids):
    """The money that accounting matched with these households' debts, oldest first.

    What was paid and came back is matched with its return, and is not there.

    :return: list of dicts: ``household_id``; ``line_id`` of the credit; ``day``;
        ``amount`` matched with the household's debts, EUR; ``words`` of the line, its
        entry and the other partner; ``is_body``: paid by an organisation that is not
        the tenant
    """
    cr.execute(
        SQL(
            """
        WITH entry AS MATERIALIZED (%(lines)s),
        part AS (
            SELECT k.household_id, k.id AS line_id, k.day, r.amount
              FROM entry k
              JOIN account_partial_reconcile r ON r.credit_move_id = k.id
              JOIN entry d ON d.household_id = k.household_id AND d.id = r.debit_move_id
               AND (d.nature IS NULL OR d.nature NOT IN %(undoing)s)
             WHERE k.credit > 0 AND (k.nature IS NULL OR k.nature NOT IN %(no_money)s)
             UNION ALL
            SELECT k.household_id, r.credit_move_id, k.day, k.credit
              FROM entry k
              JOIN account_partial_reconcile r ON r.id = -k.id
              JOIN entry d ON d.household_id = k.household_id AND d.id = r.debit_move_id
               AND (d.nature IS NULL OR d.nature NOT IN %(undoing)s)
             WHERE k.id < 0 AND k.credit > 0
               AND (k.nature IS NULL OR k.nature NOT IN %(no_money)s)
        )
        SELECT p.household_id, p.line_id, p.day, SUM(p.amount) AS amount,
               concat_ws(' ', l.name, l.ref, m.ref, o.name) AS words,
               COALESCE(o.is_company, FALSE) AS is_body
          FROM part p
          JOIN declic_household h ON h.id = p.household_id
          JOIN account_move_line l ON l.id = p.line_id
          JOIN account_move m ON m.id = l.move_id
          LEFT JOIN res_partner o
            ON o.id = COALESCE(NULLIF(m.partner_id, h.partner_id), l.partner_id)
           AND o.id <> h.partner_id
           AND NOT EXISTS (SELECT 1 FROM declic_household_member c
                            WHERE c.household_id = h.id AND c.partner_id = o.id)
         GROUP BY p.household_id, p.line_id, p.day, l.name, l.ref, m.ref, o.name,
                  o.is_company
         ORDER BY p.household_id, p.day, p.line_id
            """,
            lines=ledger.lines(cr, LAST_DAY, household_ids),
            undoing=UNDOING,
            no_money=NO_MONEY,
        )
    )
    return cr.dictfetchall()


def share(aids, found):
    """Which parts pay which aids of one household.

    A part goes to the aids whose body its words name, the one asked first before the
    others; one of an organisation whose words name no body goes to the aid that alone
    is still awaited. Nothing is guessed beyond that.

    :param aids: list of dicts in the order in which they were asked: ``id``,
        ``amount`` granted, EUR, ``date_asked``, ``names``: a compiled pattern
    :param found: rows of :func:`parts` of the household
    :return: dict of id to a tuple (amount paid, EUR, row of the last part)
    """
    left = {aid["id"]: aid["amount"] for aid in aids}
    last = {}

    def give(aid, row):
        amount = min(left[aid["id"]], row["free"])
        if amount > 0:
            left[aid["id"]] = round(left[aid["id"]] - amount, 2)
            row["free"] = round(row["free"] - amount, 2)
            last[aid["id"]] = row

    for row in found:
        row["free"] = float(row["amount"])
        able = [aid for aid in aids if aid["date_asked"] <= row["day"]]
        named = [aid for aid in able if aid["names"].search(row["words"])]
        if not named and row["is_body"]:
            waiting = [aid for aid in able if left[aid["id"]] > 0]
            named = waiting if len(waiting) == 1 else []
        for aid in named:
            give(aid, row)
    return {
        aid["id"]: (round(aid["amount"] - left[aid["id"]], 2), last.get(aid["id"]))
        for aid in aids
    }
