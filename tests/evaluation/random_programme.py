"""Random programmes: what is drawn. Days are numbers of days, before today or after
what they follow; amounts stand on the bounds of the definitions."""

from hypothesis import strategies as st

from odoo.addons.declic.engine import outcomes

ADHESIONS = ("accepted", "not_engaging", "refused", "unable")
# In UTC: in Martinique two in the morning is still the day before.
HOURS = st.sampled_from((2, 12, 23))
AGO = st.integers(0, 420)
MONEY = st.sampled_from((0, 300, 899, 900, 1801))


def maybe(strategy):
    return st.none() | strategy


def some(strategy, most):
    return st.lists(strategy, max_size=most)


CONTACT = st.fixed_dictionaries(
    {
        "after": st.integers(-20, 130),
        "hour": HOURS,
        "medium": st.sampled_from(("visit", "phone")),
        "result": st.sampled_from(("reached", "kept", "missed", "no_answer")),
        "minutes": st.sampled_from((0, 15, 45)),
        "active": st.sampled_from((True, True, False)),
        "on_case": st.sampled_from((True, True, False)),
    }
)
CASE = st.fixed_dictionaries(
    {
        "mine": st.sampled_from((True, True, True, False)),
        "gap": st.integers(0, 40),
        "days": maybe(st.integers(0, 300)),
        "sent": st.integers(0, 40),
        "answered": st.integers(0, 40),
        "hour": HOURS,
        "answers": some(st.tuples(st.integers(0, 90), st.sampled_from(ADHESIONS)), 3),
        "outcome": st.sampled_from(sorted(outcomes.OUTCOMES)),
        "early": st.booleans(),
        "entry": maybe(st.tuples(MONEY, st.sampled_from((0.5, 2, 7)), st.booleans())),
        "leaving": maybe(st.tuples(maybe(MONEY), st.booleans())),
        "stage": maybe(st.sampled_from(("ccapex", "hearing", "judgment_delays"))),
        "contacts": some(CONTACT, 4),
        "reviews": st.dictionaries(
            st.sampled_from(("month3", "month6")),
            st.tuples(
                st.sampled_from(("draft", "validated", "incomplete", "cancelled")),
                st.integers(-20, 20),
            ),
        ),
        "approved": some(st.tuples(st.integers(0, 120), HOURS), 2),
        "budgets": some(
            st.tuples(
                st.integers(0, 120),
                st.sampled_from(("validated", "validated", "draft")),
                st.sampled_from((0, 799, 1200, 1700)),
            ),
            2,
        ),
        "referrals": some(
            st.tuples(
                st.integers(0, 120),
                st.sampled_from(("draft", "asked", "answered", "done", "cancelled")),
                st.integers(0, 60),
            ),
            2,
        ),
        "check": maybe(st.sampled_from((0.0, 3.0, 3.01))),
    }
)
REPAYMENT = st.fixed_dictionaries(
    {
        "start": AGO,
        "never": st.sampled_from((False, False, True)),
        "pause": maybe(st.tuples(st.integers(1, 120), maybe(st.integers(1, 90)))),
        "end": maybe(
            st.tuples(
                st.integers(1, 200),
                st.sampled_from(
                    ("kept", "broken", "cancelled", "replaced", "reinstated")
                ),
            )
        ),
    }
)
HOUSEHOLD = st.fixed_dictionaries(
    {
        "type": maybe(st.sampled_from(("alone", "couple"))),
        "size": st.integers(1, 6),
        "rent": st.sampled_from((0, 300, 300, 300, 600)),
        # Its rent, type and size until a day.
        "former": maybe(
            st.tuples(
                st.sampled_from((150, 900)),
                AGO,
                maybe(st.sampled_from(("alone", "other"))),
                st.integers(1, 6),
            )
        ),
        "months": st.lists(
            st.sampled_from(
                (
                    None,
                    (450, 450, 0, 0),
                    (450, 300, 149.99, 0),
                    (450, 0, 150, 900),
                    (450, 500, 0, 350),
                    (450, 0, 0, 350),
                    (0, 20, 0, 1801),
                )
            ),
            min_size=18,
            max_size=18,
        ),
        "steps": some(
            st.tuples(
                AGO,
                st.sampled_from(("hearing", "evicted", "ccapex")),
                maybe(st.sampled_from(("attended", "missed"))),
            ),
            3,
        ),
        "repayments": some(REPAYMENT, 2),
        "first": AGO,
        "cases": some(CASE, 2),
    }
)
PROGRAMME = st.fixed_dictionaries(
    {
        "households": st.lists(HOUSEHOLD, min_size=2, max_size=4),
        "orientations": some(
            st.tuples(
                AGO,
                HOURS,
                maybe(st.integers(0, 60)),
                st.sampled_from(("draft", "withdrawn", "declined")),
            ),
            3,
        ),
        "sessions": st.dictionaries(
            st.integers(0, 14), st.tuples(st.integers(0, 9), st.integers(0, 9))
        ),
        "period": st.tuples(AGO, AGO),
    }
)
