"""Whose debt, at which date: which receivable lines make the ledger of a household.

A household claims the lines of its account holder, and those of its co-holders and
former holders dated while they held the lease; in its company and the branches that
share its books. Odoo books on the commercial partner: a contact under another one
claims there what was made out to him, or everything when nobody else is under that
partner. Where two households claim a line it belongs to one of them, never to both.
"""

from odoo.tools import SQL


def claims(household_ids=None, archived=False):
    """Table of the claims: household_id, home_id (its company), company_id and
    partner_id (of the lines), contact_id (NULL unless the lines stand on his commercial
    partner), date_from, date_to (NULL: without limit), is_holder, is_active, lease,
    row_id.

    :param household_ids: limit to these households, all of them when None
    :param archived: with the archived households; those asked by id always are
    """
    chosen = SQL("TRUE") if archived else SQL("h.active")
    if household_ids is not None:
        chosen = SQL("h.id = ANY(%s)", list(household_ids))
    # What was merged into another household claims nothing any more.
    chosen = SQL("%s AND h.merged_into_id IS NULL", chosen)
    holder = SQL(
        """
        SELECT h.id AS household_id, h.company_id AS home_id, h.partner_id,
               COALESCE(h.holder_from, h.lease_date) AS date_from,
               NULL::date AS date_to, TRUE AS is_holder, h.active AS is_active,
               h.lease_number AS lease, 0 AS row_id
          FROM declic_household h WHERE %s
        """,
        chosen,
    )
    member = SQL(
        """
        SELECT h.id AS household_id, h.company_id AS home_id, m.partner_id,
               m.date_from, m.date_to, FALSE AS is_holder, h.active AS is_active,
               h.lease_number AS lease, m.id AS row_id
          FROM declic_household_member m
          JOIN declic_household h ON h.id = m.household_id
         WHERE m.role IN ('holder', 'co_holder') AND m.partner_id IS NOT NULL
           AND %s
        """,
        chosen,
    )
    # The branches of a company share its books.
    tree = SQL(
        """
        SELECT home.id AS home_id, line.id AS company_id
          FROM res_company home
          JOIN res_company line ON split_part(line.parent_path, '/', 1)
                                 = split_part(home.parent_path, '/', 1)
        """
    )
    parts = []
    for person in (holder, member):
        parts.append(
            SQL(
                """
                SELECT c.household_id, c.home_id, tree.company_id, c.partner_id,
                       NULL::int AS contact_id, c.date_from, c.date_to, c.is_holder,
                       c.is_active, c.lease, c.row_id
                  FROM (%s) c JOIN (%s) tree USING (home_id)
                """,
                person,
                tree,
            )
        )
        parts.append(
            SQL(
                """
                SELECT c.household_id, c.home_id, tree.company_id,
                       p.commercial_partner_id, p.id, c.date_from, c.date_to,
                       c.is_holder, c.is_active, c.lease, c.row_id
                  FROM (%s) c JOIN (%s) tree USING (home_id)
                  JOIN res_partner p ON p.id = c.partner_id
                   AND p.commercial_partner_id <> p.id
                """,
                person,
                tree,
            )
        )
    return SQL(" UNION ALL ").join(parts)


def holders(household_ids=None):
    """The claims of :func:`claims` with ``is_shared`` (another claim stands on the same
    account) and ``is_alone`` (of a contact: no other household is under his partner).
    """
    return SQL(
        """
        SELECT c.*,
               count(*) OVER (PARTITION BY c.partner_id, c.company_id) > 1
               OR EXISTS (SELECT 1 FROM declic_household h
                           WHERE h.partner_id = c.partner_id AND h.id <> c.household_id)
               OR EXISTS (SELECT 1 FROM declic_household_member m
                           WHERE m.partner_id = c.partner_id
                             AND m.household_id <> c.household_id
                             AND m.role IN ('holder', 'co_holder'))
               OR c.contact_id IS NOT NULL
               OR EXISTS (SELECT 1 FROM res_partner child
                           WHERE child.commercial_partner_id = c.partner_id
                             AND child.id <> c.partner_id)
                   AS is_shared,
               c.contact_id IS NULL OR NOT EXISTS (
                   SELECT 1 FROM res_partner other
                     JOIN declic_household h ON h.partner_id = other.id
                    WHERE other.commercial_partner_id = c.partner_id
                      AND h.id <> c.household_id) AS is_alone
          FROM (%s) c
        """,
        claims(household_ids),
    )


def _covers(claim):
    """Condition: the claim may take the line ``l``."""
    return SQL(
        """
        (%(c)s.is_holder OR %(c)s.date_from IS NULL OR l.date >= %(c)s.date_from)
        AND (%(c)s.date_to IS NULL OR l.date <= %(c)s.date_to)
        """,
        c=SQL.identifier(claim),
    )


def _made_out():
    """The contact that the entry of ``l`` was made out to."""
    return SQL("(SELECT e.partner_id FROM account_move e WHERE e.id = l.move_id)")


def _rank(claim):
    """What decides between two claims on ``l``, the greater one takes it: the lease
    that the entry names, the contact it was made out to, the same company, a lease that
    the person has left since, the time of the lease, the holder before a co-holder."""
    return SQL(
        """
        ROW(COALESCE(length(%(c)s.lease) > 2
                     AND strpos(COALESCE(l.ref, ''), %(c)s.lease) > 0, FALSE),
            COALESCE(%(c)s.contact_id = %(made_out)s, FALSE),
            %(c)s.contact_id IS NULL,
            %(c)s.home_id = l.company_id,
            %(c)s.date_to IS NOT NULL,
            %(c)s.date_from IS NULL OR l.date >= %(c)s.date_from,
            %(c)s.is_holder, %(c)s.is_active, -%(c)s.household_id, %(c)s.row_id)
        """,
        c=SQL.identifier(claim),
        made_out=_made_out(),
    )


def owns():
    """Condition: ``l`` is of the household of ``t``, a row of :func:`holders`."""
    return SQL(
        """
        %(covers)s AND (NOT t.is_shared OR (
            (t.contact_id IS NULL OR t.is_alone OR t.contact_id = %(made_out)s)
            AND NOT EXISTS (
                SELECT 1 FROM (%(claims)s) o
                 WHERE o.partner_id = l.partner_id AND o.company_id = l.company_id
                   AND (o.household_id, o.row_id, COALESCE(o.contact_id, 0))
                       <> (t.household_id, t.row_id, COALESCE(t.contact_id, 0))
                   AND (o.contact_id IS NULL OR o.contact_id = %(made_out)s)
                   AND %(other_covers)s AND %(other_rank)s > %(rank)s)))
        """,
        covers=_covers("t"),
        made_out=_made_out(),
        claims=claims(archived=True),
        other_covers=_covers("o"),
        other_rank=_rank("o"),
        rank=_rank("t"),
    )
