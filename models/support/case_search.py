"""What a worker types to find a household (T3)."""

from odoo import api, models
from odoo.fields import Domain

from ...engine import typed_words
from ...engine.folding import fold


class DeclicCase(models.Model):
    _inherit = "declic.case"

    @api.model
    def _found(self, typed):
        """Domain of the cases that every word of ``typed`` is found in.

        In the name, the street, the town and the telephone of the households that the
        reader may read, and in the references of the cases. Accents and capitals do not
        count, whether or not the database has ``unaccent``: the households of one
        association are compared here.

        :param typed: words, in any order; a telephone with or without its spaces
        """
        typed = (typed or "").strip()
        number = typed_words.number(typed)
        words = fold(typed).split()
        households = self.env["declic.household"].search([("active", "=", True)])
        found = households.filtered(
            lambda h: (
                (number and number in typed_words.telephone(h.phone))
                or self._has_words(
                    words, h.name, h.street, h.street2, h.zip, h.city, h.reference
                )
            )
        )
        return Domain("household_id", "in", found.ids) | Domain.AND(
            Domain("reference", "ilike", word) for word in words
        )

    @staticmethod
    def _has_words(words, *texts):
        whole = fold(" ".join(text or "" for text in texts))
        return bool(words) and all(word in whole for word in words)
