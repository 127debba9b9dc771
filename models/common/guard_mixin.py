from odoo import api, models
from odoo.exceptions import AccessError

from .act_key import is_keyed, keyed


class DeclicGuardMixin(models.AbstractModel):
    """Fields that the module's own acts write, and no hand.

    ``_guarded_fields`` say who did what, when, with which proof: no user writes them,
    an act does as superuser. ``_sealed_fields`` come from elsewhere, as the figures of
    the ledger do: the superuser does not write them either, only :meth:`_keyed`
    records.
    """

    _name = "declic.guard.mixin"
    _description = "Guarded fields"
    _inherit = ["declic.named.mixin"]

    _guarded_fields = frozenset()
    _sealed_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_keyed():
            # A default that the client sends is a value like another.
            self = self._without_defaults(self._guarded_fields | self._sealed_fields)
            # Of no record: a copy is made by its original, which may be frozen.
            nobody = self.browse()
            for vals in vals_list:
                nobody._check_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_keyed():
            self._check_guarded(vals)
        return super().write(vals)

    def _keyed(self):
        """These records, past their guard."""
        return keyed(self)

    def _is_keyed(self):
        """Whether an act of the module writes."""
        return is_keyed(self)

    def _check_guarded(self, vals):
        """Raise AccessError when ``vals`` hold what only an act may write."""
        sealed = self._sealed_fields & vals.keys()
        if sealed:
            raise AccessError(self._sealed_sentence(sealed))
        if not self.env.su and self._guarded_fields & vals.keys():
            raise AccessError(
                self.env._("This is recorded by the buttons of the form only.")
            )

    def _sealed_sentence(self, names):
        """Where the values of the sealed fields ``names`` come from, as a sentence."""
        raise NotImplementedError
