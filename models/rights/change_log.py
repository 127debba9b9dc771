"""Which field of a file was changed, when and by whom (S2); never the words."""

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, formatLang

# Where the values of a closed list, a date or an amount are told: what both the
# landlord and the association know. Elsewhere it says “changed” and no more.
_SHOWN = frozenset(
    {
        "declic.case",
        "declic.household",
        "declic.orientation",
        "declic.procedure",
        "declic.procedure.step",
        "declic.repayment.plan",
    }
)
_TOLD = frozenset({"selection", "boolean", "date", "datetime", "integer", "float"})
_TOLD |= {"monetary"}


class DeclicChangeLog(models.Model):
    """One row for each field that a person changed, shown to the data officer.

    Written in the transaction of the change: what was undone was not changed. Words,
    files, names and what some roles alone read are “changed”, and nothing else of them
    is kept.
    """

    _name = "declic.change.log"
    _description = "Change of a file"
    _inherit = ["declic.field.log.mixin"]

    res_id = fields.Integer(required=True)
    before = fields.Char()
    after = fields.Char()
    before_told = fields.Char(string="Value before", compute="_compute_told")
    after_told = fields.Char(string="Value after", compute="_compute_told")

    @api.depends("res_model", "field_name", "before", "after")
    @api.depends_context("lang", "tz")
    def _compute_told(self):
        for one in self:
            field = self.env[one.res_model]._fields.get(one.field_name)
            if field and self._is_shown(field):
                one.before_told = self._told(field, one.before)
                one.after_told = self._told(field, one.after)
            else:
                one.before_told, one.after_told = False, self.env._("changed")

    def _told(self, field, value):
        """A kept value in the words of the screens; empty: there was none."""
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type in ("integer", "float", "monetary"):
            digits = 0 if field.type == "integer" else 2
            return formatLang(self.env, float(value or 0), digits=digits)
        if not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "date":
            return format_date(self.env, value)
        return format_datetime(self.env, value)

    @api.model
    def _known(self, records, vals):
        """What ``records`` hold before they are written, of what is logged.

        :return: dict of (id, field) to value, None where nothing of it is told; empty
            when nobody is to be named
        """
        if (
            self.env.user._is_superuser()
            or records._transient
            or self.env["declic.household"]._path_from(records._name) is None
        ):
            return {}
        names = [
            name
            for name in vals
            if (field := records._fields.get(name))
            and field.store
            and not name.startswith(("message_", "activity_"))
        ]
        # sudo: what is compared is told to nobody else.
        return {
            (record.id, name): record[name]
            for record in records.sudo()
            for name in names
        }

    @api.model
    def _log(self, records, known):
        """Keep which of the ``known`` values have changed."""
        if not known:
            return
        rows = []
        households = self.env["declic.household"]
        own = records.sudo()  # sudo: see above
        for (res_id, name), before in known.items():
            record = own.browse(res_id)
            after = record[name]
            household = households._of_record(record)
            if before == after or not household:
                continue
            shown = self._is_shown(record._fields[name])
            rows.append(
                {
                    "household_id": household.id,
                    "res_model": records._name,
                    "res_id": res_id,
                    "field_name": name,
                    "before": str(before) if shown and before else False,
                    "after": str(after) if shown and after else False,
                }
            )
        self._keep(rows)

    @api.model
    def _is_shown(self, field):
        """Whether the log tells the values of ``field``."""
        return field.model_name in _SHOWN and field.type in _TOLD and not field.groups
