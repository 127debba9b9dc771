"""A person who is excluded finds the household nowhere in Odoo either (T6).

The account holder's contact, its invoices and payments, the appointments in the
calendar, the activities and the messages: all that Odoo itself shows of a household.
Added to the (cached) rules of those models, for the few people who are excluded from
something; for everybody else nothing is added, and nothing is slower.
"""

from odoo import api, models, tools
from odoo.fields import Domain

# Model of Odoo: path of fields to the contact.
CONTACT_PATHS = {
    "res.partner": "id",
    "account.move": "partner_id",
    "account.move.line": "partner_id",
    "account.payment": "partner_id",
}


class DeclicLock(models.Model):
    _inherit = "declic.lock"

    @api.model
    @tools.ormcache("self.env.uid")
    def _locked_household_ids(self):
        """Ids of the households from which the current user is excluded."""
        # sudo: the excluded person does not read locks; the ids are shown to nobody.
        locks = self.sudo().search([("user_id", "=", self.env.uid)])
        return tuple(locks.household_id.ids)

    @api.model
    def _elsewhere(self, model_name):
        """Domain that hides the locked households in a model of Odoo's own.

        :return: None where nothing is hidden
        """
        households = self._locked_household_ids()
        if not households:
            return None
        # sudo: these are hidden from the reader, and shown to nobody.
        locked = self.env["declic.household"].sudo().browse(households)
        if model_name in CONTACT_PATHS:
            partners = locked._holders().commercial_partner_id | locked._holders()
            return Domain(CONTACT_PATHS[model_name], "not in", partners.ids)
        if model_name == "calendar.event":
            appointments = locked.env["declic.appointment"]
            events = appointments.search([("household_id", "in", households)]).event_id
            return Domain("id", "not in", events.ids)
        if model_name == "mail.activity":
            hidden = [
                Domain("res_model", "=", name)
                & Domain("res_id", "in", self._locked_ids(name))
                for name in self._with("mail.activity.mixin")
            ]
            return ~Domain.OR(hidden)
        if model_name == "mail.message":
            # Odoo shows a message to its author and to whom it was sent, whether they
            # may read the file today or not.
            hidden = [
                Domain("model", "=", name)
                & Domain("res_id", "in", self._locked_ids(name))
                for name in self._with("mail.thread")
            ]
            return ~Domain.OR(hidden)
        return None

    @api.model
    def _with(self, mixin):
        """Models of this module that inherit ``mixin`` and belong to a household."""
        mixin = self.env.registry[mixin]
        return [
            name
            for name, model in self.env.items()
            if name.startswith("declic.")
            and isinstance(model, mixin)
            and not model._abstract
            and ("household_id" in model._fields or name == "declic.household")
        ]

    @api.model
    def _locked_ids(self, model_name):
        """Ids of the records of ``model_name`` that belong to a locked household."""
        path = "id" if model_name == "declic.household" else "household_id"
        # sudo: see above.
        model = self.env[model_name].sudo().with_context(active_test=False)
        return model.search([(path, "in", self._locked_household_ids())]).ids


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if not self.env.su and (
            model_name in CONTACT_PATHS
            or model_name in ("calendar.event", "mail.activity", "mail.message")
        ):
            elsewhere = self.env["declic.lock"]._elsewhere(model_name)
            if elsewhere is not None:
                domain &= elsewhere
        return domain
