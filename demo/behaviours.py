"""How each invented tenant pays, month by month."""

from dataclasses import dataclass, field


@dataclass
class Tenant:
    """One household of the demonstration.

    ``kind`` names the group, ``rank`` the place in it. Amounts are in EUR a month.
    """

    rank: int
    kind: str
    first: str
    last: str
    street: str
    city: str
    zip: str
    agency: str
    rent: float
    charges: float
    reduction: float
    benefit: float
    children: int
    co_holder: bool
    record: object = field(default=None, repr=False)

    @property
    def due(self):
        """What one rent invoice asks for."""
        return self.rent + self.charges - self.reduction

    @property
    def share(self):
        """What is left to pay once the benefit office has paid."""
        return self.due - self.benefit


# How many households of each kind, 120 in all; 13 running and 54 closed cases.
GROUPS = (
    ("running", 13),
    ("recovered", 36),
    ("left", 18),
    ("silent", 8),
    ("sent", 4),
    ("declined", 1),
    ("late", 10),
    ("small", 8),
    ("alone", 8),
    ("regular", 14),
)


def payments(tenant, month, months):
    """What the tenant pays on account of ``month``.

    :param month: index of the month, 0 the oldest, ``months - 1`` the current one
    :return: list of (amount in EUR, day offset after the 1st of the month, rejected)
    """
    age = months - 1 - month
    share = tenant.share
    on_time = [(share, 4, False)]
    if tenant.kind == "regular":
        return on_time if age or tenant.rank % 5 else []
    if tenant.kind == "late":
        return [(share, 16, False)] if age else []
    if tenant.kind == "small":
        # A reject here and there, and one month half paid.
        if age == 4 + tenant.rank % 3:
            return [(share, 4, True), (share, 24, False)]
        if age == 1:
            return [(round(share / 2, 2), 9, False)]
        return on_time
    if tenant.kind in ("silent", "sent", "declined"):
        stopped = 3 + tenant.rank % 5
        if age == stopped:
            return [(share, 4, True)]
        return on_time if age > stopped else []
    if tenant.kind == "running":
        return _running(tenant, age, share, on_time)
    # Followed and closed: four unpaid months before the support; who recovers pays
    # them back in four, and has three paid months before the closure.
    start = support_months(tenant)
    if start < age <= start + MISSED:
        return []
    if tenant.kind == "recovered" and start - MISSED <= age < start:
        owed = share * max(min(MISSED, months - 1 - start), 0)
        back = round(owed / MISSED, 2)
        if age == start - MISSED:
            back = round(owed - (MISSED - 1) * back, 2)
        return [(share, 4, False), (back, 11, False)]
    # Nobody came: one of three pays back, the debt of the others stays.
    if tenant.kind == "alone" and tenant.rank % 3 == 0 and age == start - 5:
        return [(share, 4, False), (share * MISSED, 20, False)]
    return on_time


# Unpaid months that lead to the support of a closed case.
MISSED = 4


def support_months(tenant):
    """Months since the start of the support of a closed case."""
    return 9 + tenant.rank % 14


# Months since the start of the repayment plan of these running cases, and how it goes.
PLANS = {
    0: ("kept", 8),
    1: ("broken", 7),
    2: ("running", 4),
    3: ("silent", 1),
    4: ("running", 4),
    5: ("running", 6),
    6: ("running", 5),
    7: ("running", 4),
    8: ("running", 4),
    9: ("running", 4),
    10: ("running", 7),
}


def _running(tenant, age, share, on_time):
    outcome, started = PLANS.get(tenant.rank, (None, 0))
    stopped = started + 4 if outcome else 6 + tenant.rank % 4
    if age > stopped:
        return on_time
    if outcome and age < started:
        instalment = [(instalment_of(tenant), 14, False)]
        if outcome in ("kept", "running"):
            return on_time + instalment
        if outcome == "broken":
            return on_time + (instalment if age >= started - 2 else [])
        return []
    # Contact restored: the rent is paid again, the debt stays.
    if not outcome and tenant.rank >= 6 and age < 3:
        return on_time
    return []


def instalment_of(tenant):
    """Instalment of the plan over four to five unpaid months, EUR."""
    return round(tenant.share * 5 / 7, 0)
