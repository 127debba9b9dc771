"""A file whose processing is restricted (GDPR, art. 18) is kept, and nothing more.

Nobody shares, writes, exports or proposes it until the data officer lifts the
restriction. What the law lets go on does: legal claims (procedure, repayment), the
protection of another person (serious concerns), what the person itself consents to.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import ormcache

# Go on while a file is restricted (art. 18(2)).
_GOES_ON = (
    "declic.concern",
    "declic.consent",
    "declic.lock",
    "declic.procedure",
    "declic.repayment.",
    "declic.rights.",
    "declic.text.",
)


class DeclicHousehold(models.Model):
    _inherit = "declic.household"
    # Written by the data officer's acts alone.
    _guarded_fields = frozenset({"date_restricted", "date_objected"})

    date_restricted = fields.Date(
        string="Restricted since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="At the person's request nothing is shared, written, exported or proposed;"
        " the file is kept.",
    )
    date_objected = fields.Date(
        string="Opposed to detection since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="At the person's request no signal proposes this household any more.",
    )

    @api.private
    def _set_restricted(self, day):
        """Restrict these files from ``day``, or set them free (False)."""
        # sudo: the data officer writes no household; the orientations follow.
        own = self.sudo()
        own.date_restricted = day
        self.env.registry.clear_cache()
        orientations = own.orientation_ids
        if day:
            orientations._end_forced_sharing()
        orientations._recompute_sharing()
        own.flush_recordset()
        own._refresh_levels()

    @api.private
    def _set_objected(self, day):
        """The person is opposed to the detection, and to what was shared for it."""
        own = self.sudo()  # sudo: see above
        own.date_objected = day
        own._refresh_levels()

    @api.model
    @ormcache()
    def _restricted_ids(self):
        """Ids of the households whose files are restricted."""
        # sudo: whoever acts; the ids are shown to nobody.
        households = self.sudo().with_context(active_test=False)
        return tuple(households.search([("date_restricted", "!=", False)]).ids)

    @api.model
    @ormcache("model_name")
    def _path_from(self, model_name):
        """Path of fields from ``model_name`` to its household; None: of none."""
        if model_name == self._name:
            return "id"
        paths, seen = [("", model_name)], {model_name}
        for path, name in paths:
            model = self.env[name]
            if "household_id" in model._fields:
                return f"{path}household_id"
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.store
                    and field.required
                    and field.comodel_name.startswith("declic.")
                    and field.comodel_name not in seen
                ):
                    seen.add(field.comodel_name)
                    paths.append((f"{path}{field.name}.", field.comodel_name))
        return None

    @api.model
    def _of_record(self, record):
        """The household of one ``record``; none where it belongs to no file, as a
        request about a person of whom nothing is held."""
        path = self._path_from(record._name)
        return (record if path == "id" else record.mapped(path))[:1]

    @api.model
    def _unrestricted(self, model_name):
        """Domain of the records of ``model_name`` that may be changed; None: all."""
        restricted = self._restricted_ids()
        if (
            not restricted
            or not model_name.startswith("declic.")
            or model_name.startswith(_GOES_ON)
            or self.env[model_name]._transient
        ):
            return None
        path = self._path_from(model_name)
        return path and Domain(path, "not in", restricted)

    @api.model
    def _refuse_restricted(self, records):
        """Raise UserError when one of ``records`` belongs to a restricted file."""
        domain = self._unrestricted(records._name)
        # sudo: whose file it is, whoever acts.
        if domain is not None and records.sudo().filtered_domain(~domain):
            raise UserError(self._restricted_sentence())

    def _restricted_sentence(self):
        return self.env._(
            "This file is restricted at the person's request (GDPR, art. 18): it is"
            " kept, and nothing is written or shared until the data officer lifts the"
            " restriction."
        )


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if mode != "read" and not self.env.su:
            open_files = self.env["declic.household"]._unrestricted(model_name)
            if open_files is not None:
                domain &= open_files
        return domain

    def _make_access_error(self, operation, records):
        if operation != "read":
            households = self.env["declic.household"]
            try:
                households._refuse_restricted(records)
            except UserError as refusal:
                return AccessError(str(refusal))
        return super()._make_access_error(operation, records)
