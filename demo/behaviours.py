"""How each invented tenant pays, month by month, and when its support ran.

The age of a month is how many months it lies back: 0 is the current one.
"""

from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta


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
    mode: str
    record: object = field(default=None, repr=False)

    @property
    def due(self):
        """What one rent invoice asks for."""
        return self.rent + self.charges - self.reduction

    @property
    def share(self):
        """What is left to pay once the benefit office has paid."""
        return self.due - self.benefit

    @property
    def pays_by_debit(self):
        return self.mode == "debit"


# How many households of each kind, 120 in all; 13 running and 54 closed cases. As the
# project sheet tells: two thirds of the 67 took part and are back to ordinary
# management (36 closed, 9 running), the others refused or did not engage, and reacted.
GROUPS = (
    ("running", 13),
    ("recovered", 36),
    ("left", 12),
    ("stayed", 6),
    ("silent", 8),
    ("sent", 4),
    ("declined", 1),
    ("late", 10),
    ("small", 8),
    ("alone", 8),
    ("regular", 14),
)
# The rents of older months came from the former software, in one entry by agency.
INVOICED_MONTHS = 2
# Who pays by direct debit, for one of theirs came back.
DEBITED = ("small", "silent", "sent", "declined")
MODES = ("debit", "transfer", "debit", "card", "cash")
# Unpaid months that lead to the support of a closed case.
MISSED = 4
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
# Day of the month on which the plans were signed.
SIGNED = 18


def month_before(today, age):
    """First day of the month of that age."""
    return today.replace(day=1) - relativedelta(months=age)


def support_months(tenant):
    """Age of the month in which the support of a closed case started: spread so that
    no more than the twenty places are taken at a time."""
    if tenant.kind == "recovered":
        return 22 - tenant.rank * 5 // 12
    if tenant.kind == "left":
        return 21 - tenant.rank * 7 // 6
    if tenant.kind == "stayed":
        return 19 - tenant.rank * 2
    return 9 + tenant.rank % 14


def support_length(tenant):
    """Months that the support of a closed case lasted."""
    if tenant.kind == "recovered":
        return 7 if tenant.rank % 6 == 1 else 5
    return 2


def stopped_paying(tenant):
    """Age of the month whose rent was the first to stay open, None where the account is
    not followed: its rents are invoices of their own from then on."""
    if tenant.kind in ("silent", "sent", "declined"):
        return 3 + tenant.rank % 5
    if tenant.kind == "running":
        _outcome, started = PLANS.get(tenant.rank, (None, None))
        return 6 + tenant.rank % 4 if started is None else started + 4
    return None


def has_left(tenant, month, months):
    """Whether the tenant had moved out before ``month``: index of the month, 0 the
    oldest of ``months``."""
    age = months - 1 - month
    return tenant.kind == "left" and age < support_months(tenant) - support_length(
        tenant
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
        stopped = stopped_paying(tenant)
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


def _running(tenant, age, share, on_time):
    outcome, started = PLANS.get(tenant.rank, (None, 0))
    if age > stopped_paying(tenant):
        return on_time
    if outcome and age < started:
        instalment = [(instalment_of(tenant), 9, False)]
        if outcome in ("kept", "running"):
            return on_time + instalment
        if outcome == "broken":
            return on_time + (instalment if age >= started - 2 else [])
    return []


def instalment_of(tenant):
    """Instalment of the plan over four to five unpaid months, EUR."""
    return round(tenant.share * 5 / 7, 0)
