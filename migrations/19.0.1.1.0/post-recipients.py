"""Which bodies outside a milestone tells of the household (C9): the milestones are not
updated with the module, since a landlord may have changed them."""

RECIPIENTS = {
    "signalled": "Benefit office (CAF, MSA)",
    "ccapex": "CCAPEX",
    "prefect": "Prefect",
    "police_requested": "Prefect",
}


def migrate(cr, version):
    for code, recipient in RECIPIENTS.items():
        cr.execute(
            """UPDATE declic_procedure_step_type
                  SET recipient = jsonb_build_object('en_US', %s::text)
                WHERE code = %s AND recipient IS NULL""",
            [recipient, code],
        )
