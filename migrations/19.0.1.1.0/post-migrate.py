"""Days as the courts count them, and what the plans knew at their signature."""

from odoo import api

# Data records that a landlord may have changed: only those that stand as they were
# delivered. (code, delay, unit) as delivered -> what the record says now.
STEPS = {
    ("ccapex", 2, "month"): {"is_waiting": True},
    ("order_to_pay", 2, "clause"): {"is_waiting": True},
    ("order_to_leave", 2, "month"): {"is_waiting": True},
    ("prefect", 6, "week"): {"delay": 43, "delay_unit": "day"},
    ("hearing", -5, "working_day"): {"notice_days": 42},
}

# Rules that watch former tenants too.
GONE_RULES = (
    "debt_age",
    "payment_silence",
    "rejected_debits",
    "broken_plan",
    "returned_mail",
    "failed_contacts",
)
# How the payments of the bodies delivered with the module are known.
PAYERS = {
    1: "FSL, FONDS DE SOLIDARITÉ, FONDS DE SOLIDARITE, FONDS SOLIDARITE LOGEMENT",
    2: "CCAS, CIAS, CENTRE COMMUNAL D'ACTION SOCIALE",
    3: "ACTION LOGEMENT",
    4: "CAF, MSA",
    5: "CARSAT, CNAV, AGIRC, ARRCO, CAISSE DE RETRAITE",
    6: "MUTUELLE, PRÉVOYANCE, PREVOYANCE",
}


def migrate(cr, version):
    """Correct the procedure's delays; keep what was matched when each plan started.

    :param version: version that was installed; None at the first installation
    """
    if not version:
        return
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    for (code, delay, unit), values in STEPS.items():
        kinds = env["declic.procedure.step.type"].search(
            [("code", "=", code), ("delay", "=", delay), ("delay_unit", "=", unit)]
        )
        kinds.write(values)
        steps = env["declic.procedure.step"].search(
            [("type_id", "in", kinds.ids), ("procedure_id.state", "=", "open")]
        )
        steps.activity_id.unlink()
        steps._schedule_deadline()
    env.flush_all()
    cr.execute(
        """
        UPDATE declic_repayment_plan_line c
           SET balance = l.balance, date_maturity = COALESCE(l.date_maturity, l.date),
               move_id = l.move_id,
               line_mark = (SELECT MAX(s.id) FROM account_move_line s
                             WHERE s.move_id = l.move_id)
          FROM account_move_line l WHERE l.id = c.move_line_id
        """
    )
    # The plans knew the last match by its number.
    cr.execute(
        """
        UPDATE declic_repayment_plan p
           SET credit_known = COALESCE(k.known, '{}'::jsonb), ledger_print = NULL
          FROM declic_repayment_plan q
          LEFT JOIN LATERAL (
               SELECT jsonb_object_agg(credit_id, amount) AS known
                 FROM (SELECT r.credit_move_id::text AS credit_id,
                              SUM(r.amount) AS amount
                         FROM declic_repayment_plan_line c
                         JOIN account_partial_reconcile r
                           ON r.debit_move_id = c.move_line_id
                        WHERE c.plan_id = q.id AND r.id <= q.partial_start
                          AND r.max_date <= q.date_start
                        GROUP BY 1) m) k ON TRUE
         WHERE q.id = p.id AND p.date_start IS NOT NULL
        """
    )
    cr.execute("UPDATE declic_household SET ledger_stale = TRUE WHERE active")
    # An aid was paid in one part, or not.
    cr.execute(
        "UPDATE declic_aid_request SET amount_paid = amount_granted"
        " WHERE state = 'paid' AND COALESCE(amount_paid, 0) = 0"
    )
    env["declic.signal.rule"].with_context(active_test=False).search(
        [("code", "in", GONE_RULES)]
    ).for_gone = True
    for number, words in PAYERS.items():
        body = env.ref(f"declic.reason_aid_body_{number}", raise_if_not_found=False)
        if body and not body.payer_words:
            body.payer_words = words
