from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class DeclicClinicalSession(models.Model):
    """How much anonymous support an association gave in a month, no more (C10).

    One row for an association and a month. No household, case, person, day or word can
    be stored, and the usual columns who and when are left out: the time of a writing
    would tell the day of a session, and who follows that psychologist in.
    """

    _name = "declic.clinical.session"
    _description = "Anonymous clinical sessions"
    _inherit = ["declic.portal.mixin"]
    _order = "month desc, association_id"
    _log_access = False
    _programme_path = ""
    _portal_fields = frozenset({"association_id", "month", "session_count", "hours"})

    association_id = fields.Many2one("res.partner", required=True, index=True)
    month = fields.Date(required=True, help="The first day of the month.")
    session_count = fields.Integer(string="Sessions", required=True)
    hours = fields.Float(required=True, digits=(6, 2))

    _month_once = models.UniqueIndex(
        "(association_id, month)", "This month is recorded already."
    )
    _no_day = models.Constraint(
        "CHECK(EXTRACT(day FROM month) = 1)",
        "The month is kept, never the day.",
    )
    _plausible = models.Constraint(
        "CHECK(session_count BETWEEN 0 AND 500 AND hours BETWEEN 0 AND 500)",
        "A month counts 0 to 500 sessions and hours.",
    )

    @api.depends("association_id.name", "month")
    def _compute_display_name(self):
        for row in self:
            # sudo: the name of the association that the reader sees.
            association = row.sudo().association_id.name
            row.display_name = f"{association} · {row.month:%m/%Y}"

    @api.model
    def action_record(self, month, session_count, hours, instead_of=False):
        """Set the total of one's association for a month.

        :param month: any date in the month; its day is dropped
        :param session_count: number of sessions in the whole month
        :param hours: hours of support in the whole month
        :param instead_of: the total (sessions, hours) that the writer saw and replaces;
            None when the month was empty; False by who knows (data, tests)
        :raises AccessError: no psychologist of an association
        :raises UserError: a month to come, implausible figures, or a total that is not
            the one the writer saw: a colleague's is never written over unseen
        """
        user = self.env.user
        if not user.has_group("declic.group_psychologist"):
            raise AccessError(self.env._("The psychologist records the sessions."))
        today = fields.Date.context_today(self)
        if not month or month.replace(day=1) > today.replace(day=1):
            raise UserError(self.env._("Choose a month that has begun."))
        if session_count not in range(501) or not 0 <= hours <= 500:
            raise UserError(self.env._("A month counts 0 to 500 sessions and hours."))
        # sudo: the psychologist writes by this act only, for the own association.
        rows = self.sudo()
        key = {
            "association_id": user.commercial_partner_id.id,
            "month": month.replace(day=1),
        }
        values = {"session_count": session_count, "hours": hours}
        row = rows.search([(name, "=", value) for name, value in key.items()])
        if instead_of is not False and row._total() != instead_of:
            raise UserError(
                self.env._(
                    "This month holds %(count)s sessions and %(hours)s hours, recorded"
                    " meanwhile by your association: add yours to them, and confirm.",
                    count=row.session_count,
                    hours=row.hours,
                )
            )
        if row:
            row.write(values)
        else:
            rows.create({**key, **values})

    def _total(self):
        """(sessions, hours) of one month; None for no row."""
        return (self.session_count, self.hours) if self else None

    @api.model
    @api.private
    def _totals(self, associations, date_from, date_to):
        """Sessions and hours of ``associations`` in the months of a period.

        :param associations: ``res.partner``
        :param date_from: first day, any day of its month
        :param date_to: last day
        :return: (number of sessions, hours)
        """
        [(count, hours)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(SUM(session_count), 0), COALESCE(SUM(hours), 0)"
                " FROM declic_clinical_session"
                " WHERE association_id = ANY(%s) AND month BETWEEN %s AND %s",
                associations.ids,
                date_from.replace(day=1),
                date_to,
            )
        )
        return count, hours
