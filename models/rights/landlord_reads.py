"""What the landlord reads of a model, whichever of its roles reads it.

The person's file that the data officer hands over is the landlord's: what the
association keeps to itself stays with it (C4), and it answers for that itself. Which
that is, is not said again here: it follows from the rights themselves.
"""

from odoo import models
from odoo.fields import Domain
from odoo.tools import ormcache
from odoo.tools.safe_eval import safe_eval

LANDLORD = (
    "declic.group_reporter",
    "declic.group_recovery",
    "declic.group_counsellor",
    "declic.group_manager",
    "account.group_account_readonly",
    "account.group_account_invoice",
)


class DeclicRightsRequest(models.Model):
    _inherit = "declic.rights.request"

    def _landlord_reads(self, model_name, ids):
        """The records among ``ids`` that a role of the landlord reads, and the fields.

        :return: dict of id to set of names of fields
        """
        # sudo: the landlord's roles decide what is read, not the officer's own.
        model = self.env[model_name].sudo().with_context(active_test=False)
        read = {}
        for role in LANDLORD:
            groups = set(self._groups_of(role))
            if not self._role_opens(model_name, groups):
                continue
            domain = Domain("id", "in", ids) & self._role_domain(model_name, groups)
            names = {
                name
                for name, field in model._fields.items()
                if self._role_reads(field, groups)
            }
            for found in model.search(domain).ids:
                read.setdefault(found, set()).update(names)
        return read

    @ormcache("role")
    def _groups_of(self, role):
        """Ids of the groups of who has this role."""
        # sudo: groups, by their names in the code.
        return tuple(self.env.ref(role).sudo().all_implied_ids.ids)

    def _role_opens(self, model_name, groups):
        # sudo: what a trade may open is told, to who answers for the data.
        rights = self.env["ir.model.access"].sudo()
        return bool(
            rights.search_count(
                Domain("model_id.model", "=", model_name)
                & Domain("perm_read", "=", True)
                & (Domain("group_id", "in", groups) | Domain("group_id", "=", False)),
                limit=1,
            )
        )

    def _role_domain(self, model_name, groups):
        """The records of a model that the rules leave to who is in these groups.

        Those of the user who reads count for the officer: what a colleague wrote for
        himself stays his, and an excluded officer finds nothing.
        """
        # sudo: the rules of the trades, for the officer who reads none.
        rules = self.env["ir.rule"].sudo()
        rules = rules.search(
            [("model_id.model", "=", model_name), ("perm_read", "=", True)]
        )
        told = rules._eval_context()
        everybody, some = Domain.TRUE, []
        for rule in rules:
            domain = Domain(safe_eval(rule.domain_force or "[]", told))
            if not rule.groups:
                everybody &= domain
            elif groups & set(rule.groups.ids):
                some.append(domain)
        return everybody & Domain.OR(some) if some else everybody

    def _role_reads(self, field, groups):
        if not field.groups:
            return True
        allowed = self.env["res.groups"]
        for name in field.groups.split(","):
            if name != "." and not name.startswith("!"):
                # sudo: see above.
                allowed |= self.env.ref(name.strip(), raise_if_not_found=False).sudo()
        return bool(groups & set(allowed.ids))
