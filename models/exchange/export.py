import base64
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import OrderedSet

HOURS = 48
OURS = "declic."
# A value of these names nobody.
TOLD = {"boolean", "date", "datetime", "float", "integer", "monetary", "selection"}


class DeclicExport(models.Model):
    """A file of our records that somebody took out: who, with which filter, how many
    rows (X4). The file itself is its author's, for 48 hours; the line stays."""

    _name = "declic.export"
    _description = "Export"
    _order = "id desc"
    _rec_name = "res_model"

    user_id = fields.Many2one(
        "res.users", string="Exported by", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    res_model = fields.Char(string="Technical name", required=True, readonly=True)
    model_name = fields.Char(string="Records", compute="_compute_model_name")
    filter_text = fields.Char(
        string="Filter",
        readonly=True,
        help="Words that were searched are not kept: they may be a name.",
    )
    field_names = fields.Text(string="Columns", readonly=True)
    record_count = fields.Integer(string="Number of records", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    format = fields.Selection(
        [("xlsx", "XLSX"), ("csv", "CSV"), ("api", "Remote call")],
        required=True,
        readonly=True,
        default="api",
    )
    date_expiry = fields.Datetime(string="File until", readonly=True, index=True)
    # Served by its link alone, see controllers/export.py.
    content = fields.Binary(attachment=True, readonly=True, groups=NO_ACCESS)
    is_available = fields.Boolean(string="File", compute="_compute_is_available")

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_model_name(self):
        for export in self:
            # sudo: the name of a kind of records.
            model = self.env["ir.model"].sudo()._get(export.res_model)
            export.model_name = model.name or export.res_model

    @api.depends("date_expiry", "user_id")
    @api.depends_context("uid")
    def _compute_is_available(self):
        now = fields.Datetime.now()
        for export in self:
            expiry = export.date_expiry
            mine = export.user_id == self.env.user
            export.is_available = mine and bool(expiry and expiry > now)

    # Who may, and the log

    @api.model
    def _concerns(self, model_name, paths):
        """Whether an export of ``model_name`` holds records of this module.

        :param paths: the columns as Odoo's export names them (``partner_id/name``)
        """
        if model_name.startswith(OURS):
            return True
        for path in paths:
            model = self.env[model_name]
            for name in path.split("/"):
                comodel = name in model._fields and model._fields[name].comodel_name
                if not comodel:
                    break
                if comodel.startswith(OURS):
                    return True
                model = self.env[comodel]
        return False

    @api.model
    def _check_allowed(self):
        """:raises UserError: the user is not of the group of exports, whatever else
        he may do in Odoo"""
        user = self.env.user
        if not self.env.su and not user.has_group("declic.group_export"):
            raise UserError(
                self.env._(
                    "Exporting Déclic's records asks for a permission of its own:"
                    " ask the administrator for “Déclic: exports”."
                )
            )

    @api.model
    def _log(self, records, paths, row_count):
        """Keep that ``records`` are taken out.

        :param paths: names of the columns
        :param row_count: rows of the file, titles not counted
        """
        if hasattr(records, "_log_read"):
            records._log_read("export")
        # sudo: nobody writes this log, and everybody's exports stand in it.
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "res_model": records._name,
                "filter_text": self.env._("%s chosen records", len(records)),
                "field_names": ", ".join(paths),
                "record_count": len(records),
                "row_count": row_count,
            }
        )

    @api.model
    def _keep_file(self, content, file_format, domain=None):
        """Complete the line that this very transaction wrote with its file.

        :param content: bytes
        :param file_format: ``xlsx`` or ``csv``
        :param domain: the filter; None when the records were ticked one by one
        """
        # sudo: see _log; in its transaction the last line of the user is its own.
        export = self.sudo().search([("user_id", "=", self.env.uid)], limit=1)
        values = {
            "format": file_format,
            "content": base64.b64encode(content),
            "date_expiry": fields.Datetime.now() + timedelta(hours=HOURS),
        }
        if domain is not None:
            values["filter_text"] = self._filter_text(export.res_model, domain)
        export.write(values)

    @api.model
    def _filter_text(self, model_name, domain):
        """``domain`` without the words that were searched, at any depth."""

        def told(model, one):
            field = _field(model, one.field_expr)
            if one.operator in ("any", "not any"):
                within = partial(told, model.env[field.comodel_name])
                inner = Domain(one.value).map_conditions(within)
                return Domain(one.field_expr, one.operator, inner)
            is_list = isinstance(one.value, (list, tuple, set, frozenset, OrderedSet))
            values = one.value if is_list else [one.value]
            if field.type in TOLD or not any(isinstance(v, str) for v in values):
                return one
            return Domain(one.field_expr, one.operator, ["…"] if is_list else "…")

        model = self.env[model_name]
        return str(Domain(domain).map_conditions(partial(told, model)))

    # The file

    def action_download(self):
        """Fetch the file again.

        :raises UserError: it is another's, or its 48 hours are over
        """
        self.ensure_one()
        self._bytes()
        return {"type": "ir.actions.act_url", "url": f"/declic/export/{self.id}"}

    def _bytes(self):
        """The file, for its author and for 48 hours.

        :raises UserError: it is another's, or its time is over
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_available:
            raise UserError(
                self.env._(
                    "This file is no longer there: it is its author's alone, for %s"
                    " hours. Export again.",
                    HOURS,
                )
            )
        # sudo: a field that no role reads, for the author, in time.
        return base64.b64decode(self.sudo().with_context(bin_size=False).content)

    @api.autovacuum
    def _gc_files(self):
        """Throw the files away whose time is over; the lines stay."""
        over = self.search([("date_expiry", "<", fields.Datetime.now())])
        over.filtered(lambda one: one.with_context(bin_size=True).content).write(
            {"content": False}
        )


def _field(model, path):
    """The field at the end of ``path`` (``household_id.name``)."""
    *parents, last = path.split(".")
    for name in parents:
        model = model.env[model._fields[name].comodel_name]
    return model._fields[last]
