"""How the households of a programme are distributed: one declared table of tables."""

from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

from . import outcomes

_lt = LazyTranslate(__name__)


class Table(NamedTuple):
    """A distribution: the rows of ``base`` by ``expression``, one cell per key."""

    code: str
    base: str
    expression: str
    name: object
    cells: dict


TABLES = (
    Table(
        "adhesion",
        "followed",
        "adhesion",
        _lt("Answers to the support proposed"),
        {
            "pending": _lt("Not proposed yet"),
            "accepted": _lt("Agrees"),
            "not_engaging": _lt("Agreed but does not engage"),
            "refused": _lt("Refuses"),
            "unable": _lt("Could not answer"),
        },
    ),
    Table(
        "outcome",
        "closed",
        "outcome",
        _lt("Housing outcome of the closed cases"),
        {code: row.label for code, row in outcomes.OUTCOMES.items()},
    ),
    Table(
        "household_type",
        "followed",
        "COALESCE(household_type, 'unknown')",
        _lt("Households by type"),
        {
            "alone": _lt("Person alone"),
            "single_parent": _lt("Single parent"),
            "couple": _lt("Couple"),
            "couple_children": _lt("Couple with children"),
            "other": _lt("Other"),
            "unknown": _lt("Not known"),
        },
    ),
    Table(
        "size",
        "followed",
        "CASE WHEN household_size >= 5 THEN '5' WHEN household_size >= 3 THEN '3'"
        " ELSE household_size::text END",
        _lt("Households by size"),
        {
            "1": _lt("1 person"),
            "2": _lt("2 persons"),
            "3": _lt("3 or 4 persons"),
            "5": _lt("5 persons or more"),
        },
    ),
    Table(
        "arrears",
        "followed",
        "CASE WHEN net_months_in IS NULL THEN 'unknown' WHEN net_months_in < 1 THEN '0'"
        " WHEN net_months_in < 2 THEN '1' WHEN net_months_in < 3 THEN '2'"
        " WHEN net_months_in < 6 THEN '3' ELSE '6' END",
        _lt("Arrears at the orientation, in months of net rent"),
        {
            "0": _lt("Less than 1"),
            "1": _lt("1 to 2"),
            "2": _lt("2 to 3"),
            "3": _lt("3 to 6"),
            "6": _lt("6 and more"),
            "unknown": _lt("Not known"),
        },
    ),
    Table(
        "stage",
        "followed",
        "CASE WHEN stage_code IS NULL THEN 'none' WHEN stage_code IN ('reminder',"
        " 'signalled', 'ccapex', 'over_indebtedness') THEN 'early' WHEN stage_code IN"
        " ('order_to_pay', 'summons', 'prefect', 'hearing') THEN 'court' ELSE 'judged'"
        " END",
        _lt("Stage of the procedure at the orientation"),
        {
            "none": _lt("No procedure"),
            "early": _lt("Before the order to pay"),
            "court": _lt("From the order to pay to the hearing"),
            "judged": _lt("Judgment and after"),
        },
    ),
    Table(
        "income",
        "followed",
        "CASE WHEN income IS NULL THEN 'unknown' WHEN income < 800 THEN '0'"
        " WHEN income < 1200 THEN '800' WHEN income < 1700 THEN '1200' ELSE '1700' END",
        _lt("Monthly resources at the first assessment"),
        {
            "0": _lt("Less than 800 €"),
            "800": _lt("800 to 1,199 €"),
            "1200": _lt("1,200 to 1,699 €"),
            "1700": _lt("1,700 € and more"),
            "unknown": _lt("Not known"),
        },
    ),
)

# Populations and cells that add up to a population: a hidden part must not be found by
# subtraction.
SUMS = (
    ("followed", ("running", "closed")),
    ("ordinary_all", ("ordinary", "ordinary_running")),
    # What the indicators say again of a table beside them.
    ("accepted", ("adhesion:accepted",)),
    ("refused", ("adhesion:refused", "adhesion:not_engaging")),
    ("followed", ("answered_adhesion", "adhesion:pending")),
    (
        "answered_adhesion",
        (
            "adhesion:accepted",
            "adhesion:not_engaging",
            "adhesion:refused",
            "adhesion:unable",
        ),
    ),
    (
        "specific",
        tuple(f"outcome:{code}" for code in outcomes.codes("is_specific")),
    ),
    *(
        (table.base, tuple(f"{table.code}:{key}" for key in table.cells))
        for table in TABLES
    ),
)

BY_CODE = {table.code: table for table in TABLES}
