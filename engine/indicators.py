"""The indicators of a programme: one declared table.

An indicator is the size of a population (:mod:`populations`), its share in another, or
a measure over it. Computed by :mod:`programme_figures`. Sources: docs/domain.md §4
(AVDL and FNAVDL headings, IGAS, DRIHL) and the project sheet of Déclic (June 2020).
"""

from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class Indicator(NamedTuple):
    """One row of the declared table.

    ``population`` is counted; over ``base``, a share in percent. ``measure`` is an
    aggregate over the population instead of its size, with ``{only}`` where its filter
    stands. ``amount`` names a figure of the programme's money and places, made by
    ``declic.evaluation`` and not from rows.
    """

    code: str
    theme: str
    unit: str  # count, percent, days, months, hours, eur, number
    name: object
    definition: object
    population: str = None
    base: str = None
    measure: str = None
    amount: str = None


def _share(code, theme, name, definition, population, base):
    return Indicator(code, theme, "percent", name, definition, population, base)


def _count(code, theme, name, definition, population):
    return Indicator(code, theme, "count", name, definition, population)


def _median(code, theme, unit, name, definition, population, column):
    measure = f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {column}) {{only}}"
    return Indicator(code, theme, unit, name, definition, population, measure=measure)


def _sum(code, theme, unit, name, definition, population, expression):
    measure = f"SUM({expression}) {{only}}"
    return Indicator(code, theme, unit, name, definition, population, measure=measure)


def _mean(code, theme, unit, name, definition, population, expression):
    measure = f"AVG({expression}) {{only}}"
    return Indicator(code, theme, unit, name, definition, population, measure=measure)


def _amount(code, unit, name, definition, theme="means"):
    return Indicator(code, theme, unit, name, definition, amount=code)


INDICATORS = (
    _count(
        "followed",
        "activity",
        _lt("Households followed"),
        _lt(
            "Supports open at least one day of the period: a household that came back"
            " in it counts with each of its supports."
        ),
        "followed",
    ),
    _count(
        "households",
        "activity",
        _lt("Different households followed"),
        _lt("The same, each household once, whatever the number of its supports."),
        "households",
    ),
    _count(
        "entered",
        "activity",
        _lt("Cases opened in the period"),
        _lt("Cases whose support started in the period."),
        "entered",
    ),
    _count(
        "running",
        "activity",
        _lt("Still in progress"),
        _lt("Cases open at the end of the period."),
        "running",
    ),
    _count(
        "closed",
        "activity",
        _lt("Closed"),
        _lt("Cases closed in the period."),
        "closed",
    ),
    _count(
        "orientations",
        "activity",
        _lt("Orientations sent"),
        _lt("Orientation forms handed to an association in the period."),
        "orientations",
    ),
    _median(
        "duration",
        "activity",
        "months",
        _lt("Duration of the support (median)"),
        _lt("Months from the start to the closure, closed cases."),
        "closed",
        "months",
    ),
    _amount(
        "slots_used",
        "percent",
        _lt("Places used"),
        _lt("Days of support given, over the days of all the places of the period."),
    ),
    _median(
        "answer_days",
        "delay",
        "days",
        _lt("Orientation to answer (median)"),
        _lt("Days from the sending of the orientation to the association's answer."),
        "orientations_answered",
        "answer_days",
    ),
    _median(
        "reach_days",
        "delay",
        "days",
        _lt("Orientation to first contact (median)"),
        _lt("Days from the sending of the orientation to the first contact made."),
        "contacted",
        "reach_days",
    ),
    _share(
        "reach_30",
        "delay",
        _lt("Reached within 30 days"),
        _lt("Households met at most 30 days after the orientation, over all followed."),
        "contacted_30",
        "followed",
    ),
    _share(
        "reviews",
        "delay",
        _lt("Reviews held on time"),
        _lt(
            "3- and 6-month reviews validated within 15 days of their date, over those"
            " due in the period."
        ),
        "reviews_on_time",
        "reviews_due",
    ),
    _share(
        "adhesion",
        "adhesion",
        _lt("Adhesion"),
        _lt(
            "Households that accepted the support, over those to whom it was proposed,"
            " those who could not answer included."
        ),
        "accepted",
        "answered_adhesion",
    ),
    _share(
        "reacted",
        "adhesion",
        _lt("Reacted without adhering"),
        _lt(
            "Households that refused or did not engage, yet made contact within three"
            " months, paid in the three months after, gave notice, or reacted as the"
            " closing form says, over all that refused or did not engage."
        ),
        "reacted",
        "refused",
    ),
    _share(
        "ordinary",
        "outcome",
        _lt("Back to ordinary management, of the closed"),
        _lt(
            "Closed cases that adhered, with three current rents in a row paid in full"
            " and the debt paid or a repayment plan kept, over the closed cases."
        ),
        "ordinary",
        "closed",
    ),
    _share(
        "ordinary_all",
        "outcome",
        _lt("Adhered and back to ordinary management, of all followed"),
        _lt(
            "The same state of the account, closed or not, over all households"
            " followed."
        ),
        "ordinary_all",
        "followed",
    ),
    _share(
        "evictions_avoided",
        "outcome",
        _lt("Evictions avoided"),
        _lt(
            "Closed cases in impayé constitué at the orientation that were not evicted,"
            " neither at the closure nor in the six months after, over the same cases."
        ),
        "not_evicted",
        "constituted",
    ),
    _share(
        "specific",
        "outcome",
        _lt("Specific solution"),
        _lt(
            "Closed with a move, a rehousing, a relay dwelling or a shelter, over all"
            " households followed."
        ),
        "specific",
        "followed",
    ),
    _share(
        "early",
        "outcome",
        _lt("Ended before its goal"),
        _lt("Closed for a reason marked as early end, over the closed cases."),
        "early",
        "closed",
    ),
    _share(
        "tail",
        "outcome",
        _lt("In arrears again a year after"),
        _lt(
            "More than three months of net rent due twelve months after the closure,"
            " over the cases closed that long ago whose account is known."
        ),
        "after_year_late",
        "after_year",
    ),
    _sum(
        "debt_change",
        "debt",
        "eur",
        _lt("Change of the debt"),
        _lt(
            "Arrears at the closure less arrears at the orientation, closed cases, both"
            " as frozen on the forms."
        ),
        "debt_known",
        "debt_change",
    ),
    _median(
        "debt_change_median",
        "debt",
        "eur",
        _lt("Change of the debt (median)"),
        _lt("The same, for the household in the middle."),
        "debt_known",
        "debt_change",
    ),
    _share(
        "debt_lower",
        "debt",
        _lt("Debt lower at the closure"),
        _lt("Closed cases whose arrears went down, over those with both figures."),
        "debt_lower",
        "debt_known",
    ),
    _share(
        "rent_resumed",
        "debt",
        _lt("Current rent paid again"),
        _lt(
            "Three current rents in a row paid in full, over the households in debt at"
            " the orientation."
        ),
        "rent_resumed",
        "indebted",
    ),
    _share(
        "plan_signed",
        "debt",
        _lt("Repayment plans signed"),
        _lt(
            "A repayment plan started since the support began, over the households in"
            " debt at the orientation."
        ),
        "plan_signed",
        "indebted",
    ),
    _share(
        "plan_kept",
        "debt",
        _lt("Repayment plans kept six months"),
        _lt("Plans running or kept, over those started six months ago or more."),
        "plan_six_kept",
        "plan_six",
    ),
    _count(
        "contacts",
        "effort",
        _lt("Contacts and attempts"),
        _lt("Lines of the contact log on cases, in the period."),
        "contacts",
    ),
    _count(
        "visits",
        "effort",
        _lt("Home visits"),
        _lt("Visits logged, the household there or not."),
        "visits",
    ),
    _sum(
        "hours",
        "effort",
        "hours",
        _lt("Hours spent"),
        _lt("Time of the contact log, the way there included."),
        "contacts",
        "minutes / 60.0",
    ),
    _mean(
        "contacts_per_case",
        "effort",
        "number",
        _lt("Contacts per case"),
        _lt("Lines of the contact log, over the households followed."),
        "followed",
        "contact_count",
    ),
    _mean(
        "hours_per_case",
        "effort",
        "hours",
        _lt("Hours per case"),
        _lt("Time of the contact log, over the households followed."),
        "followed",
        "hours",
    ),
    _amount(
        "sessions",
        "count",
        _lt("Anonymous clinical sessions"),
        _lt(
            "Sessions that the psychologists of the programme's associations recorded"
            " for the months of the period; of nobody's file."
        ),
        "effort",
    ),
    _amount(
        "session_hours",
        "hours",
        _lt("Hours of clinical sessions"),
        _lt("Hours of these sessions."),
        "effort",
    ),
    _share(
        "no_show",
        "effort",
        _lt("Appointments missed"),
        _lt("Appointments missed, over those kept or missed."),
        "missed",
        "appointments",
    ),
    _share(
        "hearings",
        "effort",
        _lt("Hearings attended"),
        _lt("Hearings the household came to, over those whose attendance is known."),
        "hearings_attended",
        "hearings",
    ),
    _share(
        "referrals_answered",
        "network",
        _lt("Referrals answered"),
        _lt(
            "Referrals to partners of the network that got an answer, over those asked."
        ),
        "referrals_answered",
        "referrals",
    ),
    _share(
        "referrals_known",
        "network",
        _lt("Referrals with an outcome"),
        _lt("Referrals whose outcome is known, over those asked."),
        "referrals_known",
        "referrals",
    ),
    _amount(
        "budget",
        "eur",
        _lt("Budget of the period"),
        _lt("Funding lines of the years, by the days of the period."),
    ),
    _amount(
        "cost_per_place",
        "eur",
        _lt("Cost per place and year"),
        _lt("Yearly budget, over the places."),
    ),
    _amount(
        "cost_per_household",
        "eur",
        _lt("Cost per household followed"),
        _lt("Budget of the period, over the households followed in it."),
    ),
    _amount(
        "cost_per_hour",
        "eur",
        _lt("Cost per hour"),
        _lt("Budget of the period, over the hours of the contact log."),
    ),
    _amount(
        "landlord_share",
        "percent",
        _lt("Landlord's share"),
        _lt("The landlord's part of the budget, over the budget."),
    ),
)

BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
