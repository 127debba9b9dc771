"""An invented landlord of N tenants × 24 months of posted rents, by bulk SQL.

Written month by month, as a landlord's books are, without indexes and foreign keys,
which are made again at the end: kept up at each row, they take most of the time.

Each month every tenant is invoiced on the 5th and pays on the 10th; 8 % stop paying
some months before the end. Amounts, journals, states and residuals are those that Odoo
would have written; what is skipped is the ORM, not the data.
"""

PARTNERS = """
INSERT INTO res_partner (name, complete_name, active, type, company_id, is_company,
    create_uid, write_uid, create_date, write_date, autopost_bills)
SELECT 'TENANT ' || n, 'TENANT ' || n, TRUE, 'contact', %(company)s, FALSE, 1, 1,
       %(old)s, %(old)s, 'ask'
  FROM generate_series(1, %(tenants)s) n
"""

HOUSEHOLDS = """
INSERT INTO declic_household (reference, name, partner_id, company_id, active, rent,
    charges, rent_reduction, housing_benefit, net_rent, adult_count, child_count,
    household_size, ledger_stale, to_notify, debt_level, silence_level, proposal_state,
    urgency, overdue, net_months, current_rent_paid, create_uid, write_uid,
    create_date, write_date)
SELECT 'B-' || p.id, p.name, p.id, %(company)s, TRUE, 400, 50, 0, 0, 450, 1, 0, 1,
       TRUE, FALSE, 'green', 'green', 'none', 2, 0, 0, TRUE, 1, 1, %(old)s, %(old)s
  FROM res_partner p WHERE p.name LIKE 'TENANT %%'
"""

# Months before the end from which a tenant no longer pays; NULL: always pays.
TENANTS = """
CREATE TEMP TABLE tenant AS
SELECT p.id AS partner_id, row_number() OVER (ORDER BY p.id) AS n,
       CASE WHEN p.id %% 100 < 8 THEN 1 + p.id %% 9 END AS silent
  FROM res_partner p WHERE p.name LIKE 'TENANT %%'
"""

MOVES = """
INSERT INTO account_move (name, state, move_type, journal_id, company_id, currency_id,
    partner_id, commercial_partner_id, date, invoice_date, invoice_date_due,
    amount_total, amount_untaxed, amount_residual, amount_total_signed,
    amount_residual_signed, payment_state, auto_post, create_uid, write_uid,
    create_date, write_date)
SELECT 'QUIT/' || month || '/' || t.partner_id, 'posted', 'out_invoice', %(sale)s,
       %(company)s, %(currency)s, t.partner_id, t.partner_id, day, day, day, 450, 450,
       CASE WHEN paid THEN 0 ELSE 450 END, 450, CASE WHEN paid THEN 0 ELSE 450 END,
       CASE WHEN paid THEN 'paid' ELSE 'not_paid' END, 'no', 1, 1, %(old)s, %(old)s
  FROM tenant t
 CROSS JOIN LATERAL (
     SELECT %(month)s AS month,
            (date_trunc('month', %(today)s::date) - make_interval(months => %(month)s)
             + interval '4 days')::date AS day,
            (t.silent IS NULL OR %(month)s > t.silent) AS paid) m
"""

PAYMENTS = """
INSERT INTO account_move (name, state, move_type, journal_id, company_id, currency_id,
    partner_id, commercial_partner_id, date, amount_total, amount_residual,
    amount_total_signed, amount_residual_signed, payment_state, auto_post, create_uid,
    write_uid, create_date, write_date)
SELECT 'P' || name, 'posted', 'entry', %(bank)s, company_id, currency_id, partner_id,
       partner_id, date + 5, 450, 0, 450, 0, 'not_paid', 'no', 1, 1, %(old)s, %(old)s
  FROM account_move
 WHERE journal_id = %(sale)s AND payment_state = 'paid' AND id > %(last)s
"""

# Of the entries made since ``last``.
LINES = """
INSERT INTO account_move_line (move_id, move_name, parent_state, journal_id, company_id,
    company_currency_id, currency_id, account_id, partner_id, name, date, date_maturity,
    debit, credit, balance, amount_currency, amount_residual, amount_residual_currency,
    reconciled, display_type, no_followup, sequence, create_uid, write_uid, create_date,
    write_date)
SELECT m.id, m.name, 'posted', m.journal_id, m.company_id, m.currency_id, m.currency_id,
       CASE WHEN side.receivable THEN %(receivable)s
            WHEN m.move_type = 'entry' THEN %(outstanding)s ELSE %(income)s END,
       m.partner_id, m.name, m.date,
       CASE WHEN side.receivable OR m.move_type = 'entry'
            THEN COALESCE(m.invoice_date_due, m.date) END,
       GREATEST(side.sign * 450, 0), GREATEST(-side.sign * 450, 0), side.sign * 450,
       side.sign * 450,
       CASE WHEN side.receivable THEN m.amount_residual ELSE 0 END,
       CASE WHEN side.receivable THEN m.amount_residual ELSE 0 END,
       side.receivable AND m.amount_residual = 0,
       CASE WHEN side.receivable AND m.move_type = 'out_invoice' THEN 'payment_term'
            ELSE 'product' END,
       FALSE, 10, 1, 1, m.create_date, m.write_date
  FROM account_move m
 CROSS JOIN LATERAL (VALUES
     (TRUE, CASE WHEN m.move_type = 'entry' THEN -1 ELSE 1 END),
     (FALSE, CASE WHEN m.move_type = 'entry' THEN 1 ELSE -1 END)
 ) AS side(receivable, sign)
 WHERE m.id > %(last)s
"""

# One tenant in a hundred pays an old term in the night.
MOVED = """
INSERT INTO account_move (name, state, move_type, journal_id, company_id, currency_id,
    partner_id, commercial_partner_id, date, amount_total, amount_residual,
    amount_total_signed, amount_residual_signed, payment_state, auto_post, create_uid,
    write_uid, create_date, write_date)
SELECT 'M' || clock_timestamp() || h.id, 'posted', 'entry', %(bank)s, %(company)s,
       %(currency)s, h.partner_id, h.partner_id, %(today)s, 450, -450, 450, -450,
       'not_paid', 'no', 1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM declic_household h WHERE h.id %% 100 = 7
"""

# Billing: a term that is due in ten days, for everybody.
BILLED = """
INSERT INTO account_move (name, state, move_type, journal_id, company_id, currency_id,
    partner_id, commercial_partner_id, date, invoice_date, invoice_date_due,
    amount_total, amount_untaxed, amount_residual, amount_total_signed,
    amount_residual_signed, payment_state, auto_post, create_uid, write_uid,
    create_date, write_date)
SELECT 'B' || h.id, 'posted', 'out_invoice', %(sale)s, %(company)s, %(currency)s,
       h.partner_id, h.partner_id, %(today)s, %(today)s, %(today)s::date + 10, 450, 450,
       450, 450, 450, 'not_paid', 'no', 1, 1, now() AT TIME ZONE 'UTC',
       now() AT TIME ZONE 'UTC'
  FROM declic_household h
"""


def parameters(env, tenants, months, today):
    """Ids that the statements need, of the company of the bench."""
    company = env.ref("base.main_company")
    journal = env["account.journal"]
    accounts = env["account.account"].with_company(company)

    def account(kind):
        return accounts.search([("account_type", "=", kind)], limit=1).id

    return {
        "tenants": tenants,
        "months": months,
        "today": today,
        "old": f"{today} 00:00:00",
        "company": company.id,
        "currency": company.currency_id.id,
        "sale": journal.search([("type", "=", "sale")], limit=1).id,
        "bank": journal.search([("type", "=", "bank")], limit=1).id,
        "receivable": account("asset_receivable"),
        "outstanding": account("asset_current"),
        "income": account("income"),
    }


def generate(cr, values):
    """Write the landlord; ``values`` as :func:`parameters` makes them."""
    for statement in (PARTNERS, HOUSEHOLDS, TENANTS):
        cr.execute(statement, values)
    cr.execute("ANALYZE tenant")
    restore = _bare_tables(cr)
    for month in range(values["months"], 0, -1):
        _write(cr, {**values, "month": month}, MOVES, PAYMENTS)
    for statement in restore:
        cr.execute(statement)
    cr.execute("DROP TABLE tenant")
    cr.commit()
    with cr._cnx.cursor() as raw:
        cr._cnx.rollback()
        cr._cnx.autocommit = True
        raw.execute("VACUUM ANALYZE")
        cr._cnx.autocommit = False


def _write(cr, values, *statements):
    """Write entries with their lines."""
    cr.execute("SELECT COALESCE(MAX(id), 0) FROM account_move")
    values = {**values, "last": cr.fetchone()[0]}
    for statement in (*statements, LINES):
        cr.execute(statement, values)


def _bare_tables(cr):
    """Drop foreign keys and indexes of the entries and their lines.

    :return: the statements that make them again
    """
    tables = ["account_move", "account_move_line"]
    cr.execute(
        """
        SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass,
                      conname),
               format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass,
                      conname, pg_get_constraintdef(oid))
          FROM pg_constraint
         WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
         UNION ALL
        SELECT format('DROP INDEX %%s', i.indexrelid::regclass),
               pg_get_indexdef(i.indexrelid)
          FROM pg_index i
         WHERE i.indrelid = ANY(%s::regclass[])
           AND NOT EXISTS (SELECT 1 FROM pg_constraint c
                            WHERE c.conindid = i.indexrelid)
        """,
        [tables, tables],
    )
    rows = cr.fetchall()
    for drop, _make in rows:
        cr.execute(drop)
    # Indexes first: they follow the foreign keys here.
    return [make for _drop, make in reversed(rows)]


def move_some(cr, values):
    """1 % of the tenants pay."""
    _write(cr, values, MOVED)
    cr.commit()


def bill(cr, values):
    """Everybody is billed a term that is not due."""
    _write(cr, values, BILLED)
    cr.commit()
