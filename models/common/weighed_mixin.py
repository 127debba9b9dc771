import logging

from odoo import api, fields, models

from ...engine import weighed_words

_logger = logging.getLogger(__name__)


class DeclicWeighedMixin(models.AbstractModel):
    """Free texts that the other party and the household read (C7): words of health, of
    justice and judgements are pointed at. Nothing is refused; that it was saved all the
    same is logged, without a word of the text."""

    _name = "declic.weighed.mixin"
    _description = "Weighed words"
    # Names of the texts, in the order of the form.
    _weighed_fields = ()

    weighed_words = fields.Char(
        string="To read again",
        compute="_compute_weighed_words",
        groups="declic.group_counsellor",
        help="Health, justice and judgements do not belong here.",
    )

    @api.depends(lambda self: self._weighed_fields)
    def _compute_weighed_words(self):
        for record in self:
            record.weighed_words = ", ".join(record._weighed())

    def _weighed(self):
        """The words of this record's texts that stand in the landlord's list, as far
        as the user reads the texts."""
        self.ensure_one()
        # sudo: the landlord's list, whoever types.
        company = self.sudo().company_id or self.env.company.sudo()
        text = "\n".join(
            self[name] or ""
            for name in self._weighed_fields
            if self._has_field_access(self._fields[name], "read")
        )
        return weighed_words.found(text, company.declic_weighed_words)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._log_weighed()
        return records

    def write(self, vals):
        done = super().write(vals)
        if vals.keys() & set(self._weighed_fields):
            self._log_weighed()
        return done

    def _log_weighed(self):
        # sudo: what was written is looked at, and not shown.
        for record in self.sudo():
            if record._weighed():
                _logger.info(
                    "%s %s: saved by user %s with words of the list",
                    record._name,
                    record.id,
                    self.env.uid,
                )
