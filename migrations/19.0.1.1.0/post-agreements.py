"""Agreements to plans become rows of their own; what is out of date falls away."""

from odoo.tools.sql import column_exists

COLUMNS = (
    "agreement_channel",
    "agreement_date",
    "agreement_name",
    "agreement_reason_id",
    "agreement_hash",
    "agreement_voided_on",
)


def migrate(cr, version):
    if not version or not column_exists(cr, "declic_plan", "agreement_channel"):
        return
    cr.execute("""
        INSERT INTO declic_plan_agreement (
            plan_id, case_id, company_id, channel, date, name, recorded_by_id,
            reason_id, pdf_sha256, create_date, create_uid
        )
        SELECT p.id, p.case_id, p.company_id, p.agreement_channel, p.agreement_date,
            p.agreement_name, p.write_uid, p.agreement_reason_id, p.agreement_hash,
            p.agreement_date, p.write_uid
        FROM declic_plan p
        WHERE p.agreement_channel IS NOT NULL AND NOT EXISTS (
            SELECT FROM declic_plan_agreement a WHERE a.plan_id = p.id
        )
    """)
    # The files are those that were signed: they change hands and not a byte.
    cr.execute("""
        UPDATE ir_attachment f
        SET res_model = 'declic.plan.agreement', res_id = a.id,
            res_field = replace(f.res_field, 'agreement_', '')
        FROM declic_plan_agreement a
        WHERE f.res_model = 'declic.plan' AND f.res_id = a.plan_id
            AND f.res_field IN (
                'agreement_signature', 'agreement_scan', 'agreement_pdf'
            )
    """)
    # Whoever started a plan wrote in it, as far as is known.
    cr.execute("""
        INSERT INTO declic_plan_author_rel (declic_plan_id, res_users_id)
        SELECT id, author_id FROM declic_plan ON CONFLICT DO NOTHING
    """)
    for column in COLUMNS:
        cr.execute(f"ALTER TABLE declic_plan DROP COLUMN IF EXISTS {column}")
