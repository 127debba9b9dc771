"""Housing outcomes of a support: the table that the closing form, the figures, their
sums and their masking follow. A new outcome is one more line here."""

from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class Outcome(NamedTuple):
    """One line of the table."""

    label: object
    # A specific solution was found: a move, a rehousing, a relay, a shelter
    # (project sheet of Déclic).
    is_specific: bool = False
    # The household lost its home by force.
    is_eviction: bool = False
    # The household acted by itself, whatever it had answered to the support.
    is_reaction: bool = False


OUTCOMES = {
    "ordinary": Outcome(_lt("Back to ordinary management")),
    "plan": Outcome(_lt("Stays, with a repayment plan")),
    "protocol": Outcome(_lt("Stays, with a social cohesion protocol")),
    "transfer": Outcome(_lt("Moved within the landlord's stock"), is_specific=True),
    "rehoused": Outcome(_lt("Rehoused elsewhere"), is_specific=True),
    "relay": Outcome(_lt("Relay dwelling or sliding lease"), is_specific=True),
    "shelter": Outcome(_lt("Accommodation"), is_specific=True),
    "safety": Outcome(_lt("Taken to safety"), is_specific=True),
    "notice": Outcome(_lt("Notice given by the tenant"), is_reaction=True),
    "refused": Outcome(_lt("Refused the support, housed as before")),
    "not_adhered": Outcome(_lt("Did not adhere, housed as before")),
    "eviction": Outcome(_lt("Eviction"), is_eviction=True),
    "other": Outcome(_lt("Other")),
}


def selection():
    """The outcomes as a field holds them: list of (code, label in English)."""
    return [(code, row.label._source) for code, row in OUTCOMES.items()]


def codes(trait):
    """Codes of the outcomes with a trait: list, in the order of the table.

    :param trait: ``is_specific``, ``is_eviction`` or ``is_reaction``
    """
    return [code for code, row in OUTCOMES.items() if getattr(row, trait)]
