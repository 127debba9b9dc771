"""The first contact of a support is one of its own, and none of before."""


def migrate(cr, version):
    """Date the first contacts again, from the contacts that were logged.

    :param version: version that was installed; None at the first installation
    """
    if not version:
        return
    cr.execute(
        """
        UPDATE declic_case c SET date_first_contact = k.first
          FROM (SELECT c.id, MIN(d.day) FILTER (
                           WHERE k.is_honoured AND d.day >= c.date_start) AS first
                  FROM declic_case c
                  JOIN declic_contact k ON k.case_id = c.id
                  JOIN res_company o ON o.id = c.company_id
                  JOIN res_partner p ON p.id = o.partner_id
                 CROSS JOIN LATERAL (
                       SELECT (k.date AT TIME ZONE 'UTC' AT TIME ZONE
                               COALESCE(p.tz, 'Europe/Paris'))::date AS day) d
                 GROUP BY c.id) k
         WHERE k.id = c.id AND c.date_first_contact IS DISTINCT FROM k.first
        """
    )
