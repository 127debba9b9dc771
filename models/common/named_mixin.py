"""What a client names in a form, it may read; what is worked out, it does not write."""

from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Command

from .act_key import is_keyed


def _named_ids(field, value):
    """Ids of the records that ``value``, as a client sends it, names in ``field``."""
    if field.type == "many2one":
        # The client of the web sends a dict with the id too.
        value = value.get("id") if isinstance(value, dict) else value
        return [value] if isinstance(value, int) and value else []
    named = []
    for command in value or ():
        if isinstance(command, int):
            named.append(command)
        elif command[0] == Command.SET:
            named += command[2]
        elif command[0] in (Command.UPDATE, Command.LINK):
            named.append(command[1])
    return [name for name in named if isinstance(name, int)]


class Base(models.AbstractModel):
    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        self._declic_check_named(values)
        result = super().onchange(values, field_names, fields_spec)
        if self._name.startswith("declic.") and "warning" not in result:
            warning = self.env["declic.word"]._warning(self._name, values, field_names)
            if warning:
                result["warning"] = warning
        return result

    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and self._name.startswith("declic."):
            self.env["declic.word"]._add_hints(arch, self._name)
        return arch, view

    def _has_onchange(self, field, other_fields):
        # The words of a box are looked at when one leaves it (C7).
        return super()._has_onchange(field, other_fields) or field.name in self.env[
            "declic.word"
        ]._boxes(self._name)

    def _declic_check_named(self, vals):
        """Check that the user may read the records of this module that ``vals`` name.

        Odoo computes related fields as superuser: whoever names a record that is not
        his would be told what stands in it, before anything is saved.

        :raises AccessError: one of them is not the user's to read
        """
        if self.env.su:
            return
        # A default that the client sends is a value like another.
        defaults = {
            key.removeprefix("default_"): value
            for key, value in self.env.context.items()
            if key.startswith("default_") and not self
        }
        for name, value in {**defaults, **vals}.items():
            field = self._fields.get(name)
            if not (field and field.relational and value):
                continue
            if field.comodel_name == "res.company" and self._name.startswith("declic."):
                self._declic_check_company(_named_ids(field, value))
            if not field.comodel_name.startswith("declic."):
                continue
            # sudo: what the record names already is not named by the client.
            own = self.sudo()[name].ids if self else []
            named = set(_named_ids(field, value)) - set(own)
            self.env[field.comodel_name].browse(named).check_access("read")

    def _declic_check_company(self, ids):
        """:raises AccessError: a company of ``ids`` is not one of the user's"""
        # sudo: one's own companies.
        if set(ids) - set(self.env.user.sudo().company_ids.ids):
            raise AccessError(self.env._("You do not work for this landlord."))


class DeclicNamedMixin(models.AbstractModel):
    """Records that name others: only those which their writer may read. What is worked
    out from other values and stored is nobody's to write."""

    _name = "declic.named.mixin"
    _description = "What is named may be read"

    @api.model
    @tools.ormcache(cache="stable")
    def _derived_fields(self):
        """Names of the stored fields that Odoo works out: it would take a value of a
        client for them, until the next computation. What a dialog holds is its
        user's."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly and not field.inverse
            if not self._transient
        )

    def _check_derived(self, vals):
        """:raises AccessError: ``vals`` of a user hold what is worked out"""
        names = self._derived_fields() & vals.keys()
        if names and not self.env.su and not is_keyed(self):
            fields = self.fields_get(names, ["string"]).values()
            raise AccessError(
                self.env._(
                    "“%s” is worked out from other values: change those instead.",
                    ", ".join(field["string"] for field in fields),
                )
            )

    def _without_defaults(self, names):
        """The model without the defaults of ``names`` that a client's context holds."""
        kept = {
            key: value
            for key, value in self.env.context.items()
            if not (key.startswith("default_") and key[8:] in names)
        }
        # The whole context anew: what is left out must not be kept.
        # pylint: disable=context-overridden
        return self.with_context(kept)

    @api.model_create_multi
    def create(self, vals_list):
        if not is_keyed(self):
            # A default that the client sends is a value like another.
            self = self._without_defaults(self._derived_fields())
        for vals in vals_list:
            # Of no record: a copy is created on the one that it copies.
            self.browse()._declic_check_named(vals)
            self._check_derived(vals)
        records = super().create(vals_list)
        for record, vals in zip(records, vals_list, strict=True):
            self.env["declic.word"]._log_saved(record, vals)
        return records

    def write(self, vals):
        self._declic_check_named(vals)
        self._check_derived(vals)
        changes = self.env["declic.change.log"]
        known = changes._known(self, vals)
        done = super().write(vals)
        changes._log(self, known)
        self.env["declic.word"]._log_saved(self, vals)
        return done
