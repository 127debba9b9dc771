"""One support and one repayment plan run on a lease: where two did, the first one keeps
the lease and the other one goes on without it, until the two households are merged."""

RUNNING = {
    "declic_case": "state <> 'closed'",
    "declic_repayment_plan": "state IN ('active', 'suspended')",
}


def migrate(cr, version):
    """Let go of the lease what runs beside another on it.

    :param version: version that was installed; None at the first installation
    """
    if not version:
        return
    for table, running in RUNNING.items():
        cr.execute(
            f"""
            UPDATE {table} t SET lease_key = NULL
             WHERE {running} AND EXISTS (
                   SELECT FROM {table} o
                    WHERE o.company_id = t.company_id AND o.lease_key = t.lease_key
                      AND o.id < t.id AND o.{running})
            """  # noqa: S608 -- names of this file
        )
