"""What a worker types to find a household (T3)."""

import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import remove_accents

_NO_DIGIT = re.compile(r"\D")


def _folded(text):
    return remove_accents(text or "").lower()


def _number(text):
    """The digits of a telephone, as it is dialled within France."""
    digits = _NO_DIGIT.sub("", text or "")
    abroad = (text or "").strip().startswith(("+33", "0033"))
    return f"0{digits[digits.index('33') + 2 :]}" if abroad else digits


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
        number = _number(typed)
        words = _folded(typed).split()
        # Digits and what one types between them: a telephone.
        is_phone = len(number) >= 4 and not re.search(r"[^\d\s.+()/-]", typed)
        households = self.env["declic.household"].search([("active", "=", True)])
        found = households.filtered(
            lambda h: (
                (is_phone and number in _number(h.phone))
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
        whole = _folded(" ".join(text or "" for text in texts))
        return bool(words) and all(word in whole for word in words)
