from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DeclicReferenceMixin(models.AbstractModel):
    """A reference drawn when the record is saved, never by an opened form.

    The reference is the display name: mails, activities, file names and logs carry
    it and never a household's name.
    """

    _name = "declic.reference.mixin"
    _description = "Reference from a sequence"
    _rec_name = "reference"

    reference = fields.Char(readonly=True, copy=False, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: whoever may create the record draws its number. Looked up once: a
        # landlord comes with ten thousand households.
        sequence = (
            self.env["ir.sequence"]
            .sudo()
            .search(
                [
                    ("code", "=", self._name),
                    ("company_id", "in", (self.env.company.id, False)),
                ],
                order="company_id",
                limit=1,
            )
        )
        for vals in vals_list:
            vals["reference"] = sequence.next_by_id()
        return super().create(vals_list)

    @api.model
    def _search_display_name(self, operator, value):
        # What is about a household is found by what finds the household, for whoever
        # reads households.
        found = super()._search_display_name(operator, value)
        if (
            operator in ("ilike", "like")
            and value
            and "household_id" in self._fields
            and not self.env.user._is_portal()
            and self.env["declic.household"].has_access("read")
        ):
            return Domain(found) | Domain("household_id", operator, value)
        return found

    def write(self, vals):
        if "reference" in vals and not self.env.su:
            raise AccessError(self.env._("A reference is drawn once and stays."))
        return super().write(vals)
