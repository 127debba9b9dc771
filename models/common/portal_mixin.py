from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# The way to the programme of what hangs on a household and not on one of its cases.
OF_HOUSEHOLD = "household_id.assignment_ids.orientation_id.programme_id"


class DeclicPortalMixin(models.AbstractModel):
    """What the users of an association may read and do, whatever the path.

    Portal users hold read access at most, narrowed by the record rules that go through
    ``declic.assignment`` and by ``_portal_fields``. They write only through the acts of
    the models, which call :meth:`_acting` first.
    """

    _name = "declic.portal.mixin"
    _description = "Acts and fields of portal users"
    _inherit = ["declic.named.mixin"]

    _portal_fields = frozenset()
    # Path of fields from a record to its programme, which decides whether a password
    # alone opens it (S3): "" for the lists of the scheme, which belong to no file.
    # Each model says it; where nothing is said, nothing is read.
    _programme_path = None
    # Versions of its printed form by reader: see ``declic.frozen.mixin``.
    _audiences = {}

    def _has_field_access(self, field, operation):
        if not self.env.su and self.env.user._is_portal():
            # Odoo itself looks at ``active`` in each search.
            return operation == "read" and (
                field.name in self._portal_fields
                or field.name in ("id", "display_name", "active")
            )
        return super()._has_field_access(field, operation)

    # Odoo follows a related field as superuser and asks for no right on it, nor on a
    # many2many it groups by: what may not be read could be found out word by word, be
    # searched for, grouped, summed up or sorted by.

    def _check_named(self, expression):
        """Raise AccessError unless the user may read the field that a domain, a group,
        an aggregate or an order begins with."""
        field = self._fields.get(expression.partition(".")[0].partition(":")[0])
        if field and not self.env.su:
            self._check_field_access(field, "read")

    @api.model
    def _search(self, domain, *args, **kwargs):
        for condition in Domain(domain).iter_conditions():
            self._check_named(condition.field_expr)
        return super()._search(domain, *args, **kwargs)

    def _field_to_sql(self, alias, field_expr, query=None):
        self._check_named(field_expr)
        return super()._field_to_sql(alias, field_expr, query)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_named(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _acting(self):
        """Return the records the current user acts on, checked.

        Landlord staff act with their own rights. An association's user must be
        assigned to each record; the act itself then runs as superuser, for it checks
        and writes named fields only.

        :raises AccessError: the user may not act on one of the records
        :raises UserError: the case is closed
        """
        if self.env.user._is_portal():
            self.check_access("read")
            if not self:
                raise AccessError(self.env._("Nothing was assigned to you here."))
            # sudo: portal users have no write access; the assignment was checked above.
            records = self.sudo()
        else:
            self.check_access("write")
            records = self
        records._check_open()
        return records

    def _letterhead(self):
        """Names and logos of both partners, for the head of a printed form.

        :return: dict of ``landlord``, ``association`` and their ``_logo``, and the
            ``audience`` of the version, None when the form has no versions
        """
        self.ensure_one()
        # Odoo's cache is shared with the superuser: what the head reads, the form has.
        self.check_access("read")
        # sudo: two names of organisations, for whoever may print the form.
        record = self.sudo()
        return {
            "landlord": record.company_id.name,
            "association": record.association_id.name,
            "landlord_logo": record.company_id._declic_logo(),
            "association_logo": record.association_id.image_256,
            "audience": self._audience() if self._audiences else None,
        }

    def _check_open(self):
        """Raise UserError when nothing may be added any more, the case being closed."""

    def _is_association_user(self):
        """Whether the act is the association's (else it is the landlord's)."""
        return self.env.user._is_portal()
