"""Named sets of rows of a programme (cases, reviews, contacts, …): what its figures
count, and what opens behind a count."""

from . import outcomes


def _outcome_in(trait):
    return f"outcome IN ({', '.join(map(repr, outcomes.codes(trait)))})"


# name: (source of rows in ``facts.SOURCES``, condition)
POPULATIONS = {
    "followed": ("case", "TRUE"),
    "households": ("household", "TRUE"),
    "entered": ("case", "is_entry"),
    "running": ("case", "NOT is_closed"),
    "closed": ("case", "is_closed"),
    "contacted": ("case", "reach_days IS NOT NULL"),
    "contacted_30": ("case", "reach_days <= 30"),
    "answered_adhesion": ("case", "adhesion <> 'pending'"),
    "accepted": ("case", "adhesion = 'accepted'"),
    "refused": ("case", "adhesion IN ('refused', 'not_engaging')"),
    "reacted": ("case", "adhesion IN ('refused', 'not_engaging') AND has_reacted"),
    "ordinary": ("case", "is_closed AND adhesion = 'accepted' AND is_ordinary"),
    "ordinary_all": ("case", "adhesion = 'accepted' AND is_ordinary"),
    "ordinary_running": (
        "case",
        "NOT is_closed AND adhesion = 'accepted' AND is_ordinary",
    ),
    "constituted": ("case", "is_closed AND is_constituted"),
    "not_evicted": ("case", "is_closed AND is_constituted AND NOT is_evicted"),
    "specific": ("case", _outcome_in("is_specific")),
    "early": ("case", "is_closed AND is_early"),
    "debt_known": ("case", "debt_change IS NOT NULL"),
    "debt_lower": ("case", "debt_change < 0"),
    "indebted": ("case", "debt_in > 0"),
    "rent_resumed": ("case", "debt_in > 0 AND is_rent_paid"),
    "plan_signed": ("case", "debt_in > 0 AND has_plan"),
    "plan_six": ("case", "is_plan_six"),
    "plan_six_kept": ("case", "is_plan_six_kept"),
    "after_year": ("case", "is_after_year"),
    "after_year_late": ("case", "is_after_year AND is_after_late"),
    "reviews_due": ("review", "TRUE"),
    "reviews_on_time": ("review", "is_on_time"),
    "contacts": ("contact", "TRUE"),
    "visits": ("contact", "medium = 'visit'"),
    "appointments": ("contact", "result IN ('kept', 'missed')"),
    "missed": ("contact", "result = 'missed'"),
    "hearings": ("hearing", "attendance IS NOT NULL"),
    "hearings_attended": ("hearing", "attendance = 'attended'"),
    "orientations": ("orientation", "TRUE"),
    "orientations_answered": ("orientation", "is_answered"),
    "referrals": ("referral", "TRUE"),
    "referrals_answered": ("referral", "is_answered"),
    "referrals_known": ("referral", "is_known"),
}
