import hashlib
import json
import threading
from urllib.parse import urlsplit

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# The way to the programme of what hangs on a household and not on one of its cases.
OF_HOUSEHOLD = "household_id.assignment_ids.orientation_id.programme_id"
# Odoo itself looks at ``active`` in each search.
_ALWAYS_READ = frozenset({"id", "display_name", "active"})
# Where a key of a user's own opens any method of Odoo's, past the screens.
_BY_KEY = ("/json/2/", "/xmlrpc/", "/jsonrpc")


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
    # What the pilot, who is no counsellor, reads of a model of the social file that is
    # opened to this group for its figures and its acts: what is not listed is refused,
    # also a field added later. None: read as recovery reads it, or not at all (ACL).
    # Views follow from the field's ``groups=``, which a test compares with the list.
    _pilot_fields = None
    # Path of fields from a record to its programme, which decides whether a password
    # alone opens it (S3): "" for the lists of the scheme, which belong to no file.
    # Each model says it; where nothing is said, nothing is read.
    _programme_path = None
    # Fields that a form of the portal posts under their own names.
    _form_fields = ()
    # Versions of its printed form by reader: see ``declic.frozen.mixin``.
    _audiences = {}

    def _has_field_access(self, field, operation):
        if not self.env.su and self.env.user._is_portal():
            return operation == "read" and (
                field.name in self._portal_fields or field.name in _ALWAYS_READ
            )
        if self._is_kept_from_pilot() and not (
            field.name in self._pilot_fields or field.name in _ALWAYS_READ
        ):
            return False
        return super()._has_field_access(field, operation)

    def _is_kept_from_pilot(self):
        """Whether the user reads this model as pilot alone: references and dates."""
        return (
            self._pilot_fields is not None
            and not self.env.su
            and self.env.user.has_group("declic.group_manager")
            and not self.env.user.has_group("declic.group_counsellor")
        )

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

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # Whoever reads a record reads its thread, Odoo says. The thread is the
        # counsellors' own: associations and pilots, who write nothing by hand, are kept
        # out.
        if self.env.user._is_portal() or self._is_kept_from_pilot():
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    # Who has read a file (S1).

    def web_read(self, specification):
        values = super().web_read(specification)
        # A form, or one card; a list shows references and no file.
        if len(self) == 1 and not _is_by_key():
            self._log_read("screen")
        return values

    def _read_format(self, fnames, load="_classic_read"):
        # What every method that hands values over ends with: a program's list is
        # written down too, for it holds whatever was asked for.
        if _is_by_key() and not self.env.su:
            self._log_read("api")
        return super()._read_format(fnames, load)

    def _log_read(self, path):
        """Have it written that the user reads these files (``declic.read.log``)."""
        # sudo: whose file it is, to write that it was read.
        records, names = self.sudo(), self._fields
        if "household_id" in names:
            households = records.household_id
        elif "case_id" in names:
            households = records.case_id.household_id
        elif self._name == "declic.household":
            households = records
        else:
            return
        self.env["declic.read.log"]._log(households, path)

    def _acting(self, in_danger=False, pilot=False):
        """Return the records the current user acts on, checked.

        Landlord staff act with their own rights. An association's user must be
        assigned to each record; the act itself then runs as superuser, for it checks
        and writes named fields only.

        :param in_danger: somebody's safety goes before a restriction of the file
        :param pilot: whether the act is the pilot's too, who writes nothing of the
            social file by hand
        :raises AccessError: the user may not act on one of the records
        :raises UserError: the case is closed, or the file is restricted
        """
        if not in_danger:
            self.env["declic.household"]._refuse_restricted(self)
        if self.env.user._is_portal():
            self.check_access("read")
            if not self:
                raise AccessError(self.env._("Nothing was assigned to you here."))
            # sudo: portal users have no write access; the assignment was checked above.
            records = self.sudo()
        elif pilot and self.env.user.has_group("declic.group_manager"):
            self.check_access("read")
            # sudo: as for a portal user; the pilot sees the record and holds the act.
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

    # What a form of the portal showed when it was opened, to tell a change made
    # meanwhile by somebody else (X1).

    def _form_values(self):
        """What the portal's form of this record holds now.

        :return: dict of posted name to (label, posted value, value as shown)
        """
        self.ensure_one()
        values = {}
        for name in self._form_fields:
            field = self._fields[name]
            value = self[name] or ""
            shown = value
            if field.type == "selection" and value:
                shown = dict(field._description_selection(self.env))[value]
            if field.type == "many2one":
                value, shown = value and value.id, value and value.display_name
            if field.type == "boolean":
                value = "1" if value else ""
                shown = self.env._("yes") if value else self.env._("no")
            label = field._description_string(self.env)
            values[name] = (label, str(value), str(shown))
        return values

    @api.private
    def _form_version(self):
        """Fingerprint of :meth:`_form_values`; "" for a form that has none.

        Not the date of the last write: the landlord's part of a review, written
        meanwhile, is no conflict with the association's.
        """
        values = {name: value for name, (_l, value, _s) in self._form_values().items()}
        if not values:
            return ""
        content = json.dumps(values, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @api.private
    def _form_conflicts(self, typed):
        """Where the form as ``typed`` differs from what is saved now.

        :param typed: dict of posted name to text
        :return: list of dicts with ``label``, ``theirs`` (saved meanwhile) and
            ``yours`` (text typed, None when it is a choice of a list)
        """
        conflicts = []
        for name, (label, value, shown) in self._form_values().items():
            field = self._fields.get(name)
            # A box that is not ticked is not posted; what the page lacks is not either.
            if name not in typed and (not field or field.type != "boolean"):
                continue
            mine = typed.get(name, "")
            if isinstance(mine, str) and mine.strip() != value.strip():
                is_text = value == shown
                conflicts.append(
                    {
                        "label": label,
                        "theirs": shown,
                        "yours": mine if is_text else None,
                    }
                )
        return conflicts


def _is_by_key():
    """Whether a program asks, by a protocol of Odoo's and with a key."""
    # Odoo takes its request away before JSON-RPC and XML-RPC; the address stays on the
    # thread, which a cron's has none of.
    url = getattr(threading.current_thread(), "url", None)
    return bool(url) and urlsplit(url).path.startswith(_BY_KEY)
