from odoo import api, fields, models
from odoo.exceptions import AccessError

AUDIENCES = [
    ("both", "Both parties"),
    ("own", "My organisation only"),
    ("author", "Myself only"),
]


class DeclicAudienceMixin(models.AbstractModel):
    """Who wrote something and for whom; neither changes once it is saved.

    The record rules of each model read these fields. There is no chatter on what
    inherits from here, ever: a message would carry the text past its audience.
    """

    _name = "declic.audience.mixin"
    _description = "Audience"
    _inherit = ["declic.portal.mixin"]

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    association_id = fields.Many2one("res.partner", required=True, readonly=True)
    author_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
    )
    side = fields.Selection(
        [("landlord", "Landlord"), ("association", "Association")],
        required=True,
        readonly=True,
        help="Whose organisation “my organisation” is.",
    )
    audience = fields.Selection(AUDIENCES, string="For", required=True, default="own")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("author_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for record in self:
            # sudo: a portal user reads no user's id; whether it is oneself only.
            record.is_mine = record.sudo().author_id == self.env.user

    def _subject(self, vals):
        """The case or orientation that ``vals`` hang on; never chosen by a client
        together with the fields that follow from it."""
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # sudo: the two organisations of the file, whoever writes.
            subject = self._subject(vals).sudo()
            vals.update(
                company_id=subject.company_id.id,
                association_id=subject.association_id.id,
                author_id=self.env.uid,
                side="association" if self.env.user._is_portal() else "landlord",
            )
        records = super().create(vals_list)
        records._check_open()
        return records

    def _check_own(self):
        """Raise AccessError unless the user wrote all of these."""
        self.check_access("read")
        if not all(self.mapped("is_mine")):
            raise AccessError(self.env._("Only its author can take this away."))

    def action_remove(self):
        """Take away what oneself wrote, for instance for the wrong audience.

        :raises AccessError: somebody else wrote it
        :raises UserError: the case is closed
        """
        self._check_own()
        self._check_open()
        # sudo: nobody deletes these by hand; the author was checked above.
        self.sudo().unlink()
