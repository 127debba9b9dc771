import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

AUDIENCES = [
    ("household", "Household"),
    ("association", "Association"),
    ("landlord", "Landlord"),
    ("recovery", "Recovery"),
    ("funder", "Funder"),
]


class DeclicFrozenFile(models.Model):
    """A form as it was validated, one file per reader: the same bytes ever after (V1).

    Who reads it follows from its audience and from the case, by record rules; nobody
    writes or deletes it by hand, it goes when its record goes.
    """

    _name = "declic.frozen.file"
    _description = "Frozen document"
    _inherit = ["declic.portal.mixin"]
    _order = "id desc"
    _portal_fields = frozenset(
        {
            "name",
            "audience",
            "content",
            "sha256",
            "case_id",
            "orientation_id",
            "res_model",
            "res_id",
        }
    )

    name = fields.Char(required=True, readonly=True, help="A reference, never a name.")
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    audience = fields.Selection(AUDIENCES, required=True, readonly=True)
    content = fields.Binary(attachment=True, required=True, readonly=True)
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    household_id = fields.Many2one(
        "declic.household", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    orientation_id = fields.Many2one(
        "declic.orientation", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    case_id = fields.Many2one(
        "declic.case", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    _once = models.UniqueIndex(
        "(res_model, res_id, audience, name)", "This file is frozen already."
    )

    def write(self, vals):
        if vals:
            raise UserError(self.env._("A frozen document cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_hand(self):
        if not self.env.su:
            raise UserError(self.env._("A frozen document cannot be deleted by hand."))

    def _is_intact(self):
        """Whether the bytes are still those that were frozen."""
        self.ensure_one()
        # Without the file's sizes in the place of its bytes.
        content = base64.b64decode(self.with_context(bin_size=False).content)
        return hashlib.sha256(content).hexdigest() == self.sha256
