"""What each receivable line is, decided by records (``declic.line.rule``).

The first active rule that matches gives the nature; a line that none matches is
unclassified (NULL). What the nature makes of a line stands here and nowhere else.
"""

from odoo.tools import SQL

NATURES = [
    ("rent", "Rent term"),
    ("regularisation", "Regularisation of charges"),
    ("charge", "Other charge"),
    ("supplement", "Rent supplement"),
    ("benefit", "Housing benefit"),
    ("recall", "Housing benefit taken back"),
    ("payment", "Payment"),
    ("returned", "Payment that came back"),
    ("refund", "Refund to the tenant"),
    ("cost", "Cost of procedure"),
    ("deposit", "Deposit"),
    ("opening", "Opening balance"),
    ("transfer", "Debt moved"),
    ("waiver", "Write-off"),
]
# What falls due to the tenant; a credit note takes it back.
DUE = ("rent", "regularisation", "charge", "supplement")
# Money of the tenant or of somebody for him: what came back or was refunded is less.
MONEY = ("payment", "returned", "refund")
BENEFIT = ("benefit", "recall")
# No term that waits to be paid: debits that take a payment away.
UNDOING = ("returned", "refund")
# Journals of money.
PAYMENT_JOURNALS = ("bank", "cash", "credit")

_FIELDS = (
    "nature",
    "direction",
    "entry_type",
    "journal_ids",
    "journal_kind",
    "account_prefix",
    "product_ids",
    "category_ids",
    "words",
    "matched_with",
    "is_outbound",
    "below_rent",
    "company_id",
)


def is_in(column, natures):
    """Condition: the nature in ``column`` is one of these."""
    return SQL("%s IN %s", SQL(column), tuple(natures))


def _sibling(condition):
    """Condition on ``s``, another line of the same entry as ``l``."""
    return SQL(
        "EXISTS (SELECT 1 FROM account_move_line s WHERE s.move_id = l.move_id"
        " AND s.id <> l.id AND %s)",
        condition,
    )


def _words(text):
    """Pattern of the words in a comma-separated list; “*” ends a beginning."""
    patterns = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        word = part.rstrip("*")
        escaped = "".join(c if c.isalnum() else f"\\{c}" for c in word)
        patterns.append(escaped + ("" if part.endswith("*") else "\\M"))
    return "\\m(" + "|".join(patterns) + ")"


def _reads_siblings(rule):
    """Whether a rule asks for :func:`_siblings`."""
    return (
        (rule["account_prefix"] and rule["account_prefix"] != "receivable")
        or (rule["words"] and rule["entry_type"] == "invoice")
        or rule["product_ids"]
        or rule["category_ids"]
    )


def _siblings(rules):
    """The other lines of the entry of ``l``, read once for all rules that ask for them:
    their ``accounts`` and ``products``; ``words``, those of ``l`` and of the invoice
    lines, one a line; ``said``: whether any rule has a word of these."""
    patterns = [
        _words(rule["words"])
        for rule in rules
        if rule["words"] and rule["entry_type"] == "invoice"
    ]
    words = SQL(
        "concat_ws(E'\\n', concat_ws(' ', l.name, l.ref), string_agg(s.name, E'\\n')"
        " FILTER (WHERE s.display_type = 'product'))"
    )
    return SQL(
        """
        SELECT array_agg(s.account_id) AS accounts, array_agg(s.product_id) AS products,
               %(words)s AS words, %(words)s ~* %(any)s AS said
          FROM account_move_line s
         WHERE s.move_id = l.move_id AND s.id <> l.id
        """,
        words=words,
        # Most lines have none: one pattern for all is one reading instead of many.
        any="|".join(patterns),
    )


def _condition(rule, accounts, products):
    """SQL of what a rule asks of the line ``l`` in the journal ``j``, whose entry's
    other lines are ``k`` (:func:`_siblings`)."""
    tests = []
    if rule["company_id"]:
        tests.append(SQL("l.company_id = %s", rule["company_id"]))
    if rule["direction"]:
        tests.append(
            SQL("l.balance > 0")
            if rule["direction"] == "debit"
            else SQL("l.balance < 0")
        )
    if rule["journal_kind"]:
        tests.append(SQL("j.declic_kind = %s", rule["journal_kind"]))
    if rule["journal_ids"]:
        tests.append(SQL("l.journal_id = ANY(%s)", rule["journal_ids"]))
    if rule["entry_type"] == "money":
        tests.append(SQL("j.type IN %s", PAYMENT_JOURNALS))
    elif rule["entry_type"] == "invoice":
        tests.append(SQL("l.display_type = 'payment_term'"))
    elif rule["entry_type"] == "entry":
        tests.append(
            SQL(
                "l.display_type <> 'payment_term' AND j.type NOT IN %s",
                PAYMENT_JOURNALS,
            )
        )
    if rule["is_outbound"]:
        tests.append(
            SQL(
                "EXISTS (SELECT 1 FROM account_payment y WHERE y.id = l.payment_id"
                " AND y.payment_type = 'outbound')"
            )
        )
    if rule["words"]:
        pattern = _words(rule["words"])
        if rule["entry_type"] == "invoice":
            tests.append(SQL("k.said AND k.words ~* %s", pattern))
        else:
            # The bank line of somebody else, shared out between tenants.
            tests.append(
                SQL(
                    "(concat_ws(' ', l.name, l.ref) ~* %(words)s OR EXISTS ("
                    "SELECT 1 FROM account_move e"
                    "  JOIN res_partner q ON q.id = e.partner_id"
                    " WHERE e.id = l.move_id AND e.partner_id IS DISTINCT FROM"
                    " l.partner_id AND q.name ~* %(words)s))",
                    words=pattern,
                )
            )
    if rule["account_prefix"]:
        if rule["account_prefix"] == "receivable":
            tests.append(
                _sibling(
                    SQL(
                        "%s AND s.balance * l.balance < 0",
                        is_receivable("s"),
                    )
                )
            )
        else:
            tests.append(SQL("k.accounts && %s::int[]", accounts))
    if rule["product_ids"] or rule["category_ids"]:
        tests.append(SQL("k.products && %s::int[]", products))
    if rule["matched_with"] == "charge":
        # A bank debit matched with what never was a payment gives money back.
        tests.append(
            SQL(
                "EXISTS (SELECT 1 FROM account_partial_reconcile r"
                "  JOIN account_move_line c ON c.id = r.credit_move_id"
                "  JOIN account_journal cj ON cj.id = c.journal_id"
                " WHERE r.debit_move_id = l.id AND cj.type NOT IN %s)",
                PAYMENT_JOURNALS,
            )
        )
    if rule["below_rent"]:
        # The whole invoice against the rent and charges in force then.
        tests.append(
            SQL(
                "l.balance < %(share)s * %(rent)s AND %(share)s * %(rent)s > ("
                " SELECT SUM(s.balance) FROM account_move_line s"
                "  WHERE s.move_id = l.move_id AND s.display_type = 'payment_term')",
                share=rule["below_rent"] / 100,
                rent=SQL(
                    "COALESCE((SELECT COALESCE(v.rent, home.rent, 0)"
                    " + COALESCE(v.charges, home.charges, 0)"
                    " FROM declic_household_value v"
                    " WHERE v.household_id = home.id AND (v.date_from IS NULL"
                    " OR v.date_from <= l.date) AND l.date < v.date_to LIMIT 1),"
                    " COALESCE(home.rent, 0) + COALESCE(home.charges, 0))"
                ),
            )
        )
    return SQL(" AND ").join(tests) if tests else SQL("TRUE")


def is_receivable(line="l"):
    """Condition: the line stands on an account of tenants' debts."""
    return SQL(
        "%s.account_id = ANY(ARRAY(SELECT id FROM account_account"
        " WHERE account_type = 'asset_receivable'"
        " AND declic_left_out IS NOT TRUE))",
        SQL.identifier(line),
    )


def read(cr):
    """The active rules, in order.

    :return: list of (rule as a dict, ids of its accounts, ids of its products)
    """
    cr.execute(
        """
        SELECT r.id, r.nature, r.direction, r.entry_type, r.journal_kind,
               r.account_prefix, r.words, r.matched_with, r.is_outbound, r.below_rent,
               r.company_id,
               ARRAY(SELECT account_journal_id FROM declic_line_rule_journal_rel
                      WHERE declic_line_rule_id = r.id) AS journal_ids,
               ARRAY(SELECT product_product_id FROM declic_line_rule_product_rel
                      WHERE declic_line_rule_id = r.id) AS product_ids,
               ARRAY(SELECT product_category_id FROM declic_line_rule_category_rel
                      WHERE declic_line_rule_id = r.id) AS category_ids
          FROM declic_line_rule r WHERE r.active ORDER BY r.sequence, r.id
        """
    )
    found = cr.dictfetchall()
    cr.execute(
        """
        SELECT p.id, ARRAY_AGG(DISTINCT a.id)
          FROM (SELECT id, unnest(string_to_array(replace(account_prefix, ' ', ''),
                                                  ',')) AS prefix
                  FROM declic_line_rule
                 WHERE active AND account_prefix <> 'receivable') p
          JOIN (SELECT a.id, c.code
                  FROM account_account a, jsonb_each_text(a.code_store) AS c(k, code)
               ) a ON starts_with(a.code, p.prefix)
         GROUP BY 1
        """
    )
    by_rule = dict(cr.fetchall())
    rules = []
    for rule in found:
        accounts, products = by_rule.get(rule["id"], []), rule["product_ids"]
        if rule["category_ids"]:
            cr.execute(
                """
                SELECT p.id FROM product_product p
                  JOIN product_template t ON t.id = p.product_tmpl_id
                  JOIN product_category c ON c.id = t.categ_id
                 WHERE string_to_array(trim('/' FROM c.parent_path), '/')::int[]
                       && %s::int[]
                """,
                [rule["category_ids"]],
            )
            products = products + [row[0] for row in cr.fetchall()]
        rules.append((rule, accounts, products))
    return rules


def _first(rules):
    """Expression: the nature that the first of these rules gives; the other lines of
    the entry are read only where no rule before could do without them."""
    parts = []
    for number, (rule, accounts, products) in enumerate(rules):
        if _reads_siblings(rule):
            return SQL(
                "CASE %s ELSE (SELECT CASE %s END FROM (%s) k) END",
                SQL(" ").join(parts or [SQL("WHEN FALSE THEN NULL")]),
                SQL(" ").join(_when(*left) for left in rules[number:]),
                _siblings([left[0] for left in rules[number:]]),
            )
        parts.append(_when(rule, accounts, products))
    return SQL("CASE %s END", SQL(" ").join(parts)) if parts else SQL("NULL")


def _when(rule, accounts, products):
    return SQL("WHEN %s THEN %s", _condition(rule, accounts, products), rule["nature"])


def _by_journal(rules, kept=lambda rules: rules):
    """Expression: what the first of these rules gives, by the kind of the journal.

    :param kept: of the rules of a kind, in order, those to ask
    """
    # No journal has both money and invoices.
    money = [found for found in rules if found[0]["entry_type"] in (None, "money")]
    other = [found for found in rules if found[0]["entry_type"] != "money"]
    return SQL(
        "(CASE WHEN j.type IN %s THEN %s ELSE %s END)::varchar",
        PAYMENT_JOURNALS,
        _first(kept(money)),
        _first(kept(other)),
    )


def nature(cr):
    """Expression: the nature of the line ``l`` of the journal ``j`` for ``home``, its
    household; NULL when no rule knows it."""
    return _by_journal(read(cr))


def undoes(cr):
    """Condition: the nature of the line ``l`` is one of ``UNDOING``. Most lines are
    none by their journal alone, and nothing else is read of them."""

    def up_to_last(rules):
        last = max(
            (n for n, found in enumerate(rules) if found[0]["nature"] in UNDOING),
            default=-1,
        )
        return rules[: last + 1]

    return SQL("COALESCE(%s IN %s, FALSE)", _by_journal(read(cr), up_to_last), UNDOING)
