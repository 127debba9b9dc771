"""The figures of a programme as their definitions say them, row by row (M3, M4).

Reads what :mod:`random_cases` wrote, and nothing of the database: a household, a case,
a day at a time. Slow and obvious on purpose.
"""

import statistics
from datetime import timedelta

from dateutil.relativedelta import relativedelta

SPECIFIC = ("transfer", "rehoused", "relay", "shelter", "safety")
SAID_NO = ("refused", "not_engaging")


def median(values):
    return statistics.median(values) if values else None


class Reference:
    """What is known on ``day`` of the period that began on ``first``."""

    def __init__(self, written, programme, first, day):
        self.written, self.programme = written, programme
        self.first, self.day = first, day
        self.cases = [
            self.facts(household, case)
            for household in written["households"]
            for case in household["cases"]
            if case["programme"] == programme
            and case["start"] <= day
            and not (case["closed"] and case["closed"] < first)
        ]

    def within(self, day):
        return day is not None and self.first <= day <= self.day

    def until(self, day):
        return day is not None and day <= self.day

    # The ledger: what is over counts, a month at a time.

    def rents_paid(self, household, until):
        """Three current rents in a row, paid in full, before the month of ``until``."""
        for back in (1, 2, 3):
            month = until.replace(day=1) - relativedelta(months=back)
            due, paid, benefit, _overdue = household["months"].get(month, (0, 0, 0, 0))
            if due <= 0 or paid + benefit < due - 0.01:
                return False
        return True

    def last_overdue(self, household, before):
        known = [month for month in household["months"] if month < before]
        return household["months"][max(known)][3] if known else 0

    def plan_held(self, plan):
        """Running or kept, as the last that had happened on the day says."""
        # A break that the ledger took back was none.
        turns = [
            (kind, day)
            for number, (kind, day) in enumerate(plan["turns"])
            if kind != "reinstated"
            and "reinstated" not in [k for k, _d in plan["turns"][number + 1 :]]
        ] or [("started", plan["started"])]
        happened = [kind for kind, day in turns if day <= self.day]
        return not happened or happened[-1] in ("started", "continued", "kept")

    def facts(self, household, case):
        day, start = self.day, case["start"]
        closed = case["closed"] if self.until(case["closed"]) else None
        until = closed or day
        said = [(on, what) for on, what in case["answers"] if on <= day]
        said_on, adhesion = said[-1] if said else (None, "pending")
        plans = [
            p for p in household["plans"] if not p["never"] and p["started"] <= until
        ]
        mine = [p for p in plans if p["started"] >= start]
        six = [p for p in mine if p["started"] <= day - relativedelta(months=6)]
        entry = case["entry"]
        leaving = case["leaving"] if closed else None
        debt_in = entry[0] if entry else None
        debt_out = leaving[0] if leaving else None
        contacts = [
            c
            for c in case["contacts"]
            if c["on_case"] and c["active"] and self.within(c["day"])
        ]
        met = case["met"] if self.until(case["met"]) else None
        approved = [on for on in case["approved"] if on <= day]
        incomes = [total for on, total in case["budgets"] if on <= day and total > 0]
        checked = case["checked"]
        after = checked[1] if closed and checked and checked[0] <= day else None
        rents = self.rents_paid(household, until)
        overdue = self.last_overdue(household, until.replace(day=1))
        return {
            "id": case["id"],
            "household": household["id"],
            "start": start,
            "closed": closed,
            "adhesion": adhesion,
            "outcome": case["outcome"] if closed else None,
            "early": bool(closed and case["early"]),
            "reach": (met - case["orientation"]["sent"]).days if met else None,
            "rents": rents,
            "ordinary": rents
            and (overdue <= 0.01 or any(self.plan_held(p) for p in plans)),
            "constituted": bool(entry and entry[2]),
            "evicted": case["outcome"] == "eviction"
            or any(
                step["code"] == "evicted"
                and start <= step["day"] <= until + relativedelta(months=6)
                and step["day"] <= day
                for step in household["steps"]
            ),
            "debt_in": debt_in,
            "debt_change": debt_out - debt_in
            if None not in (debt_in, debt_out)
            else None,
            "net_months": entry[1] if entry else None,
            "plan": bool(mine),
            "six": bool(six),
            "six_kept": any(self.plan_held(p) for p in six),
            "after": after,
            "reacted": adhesion in SAID_NO
            and self.reacted(household, case, said_on, closed),
            "months": round((until - start).days / 30.4375, 1),
            "days": (until - max(start, self.first)).days + 1,
            "minutes": sum(c["minutes"] for c in contacts),
            "contacts": len(contacts),
            "type": self.then(household, "type", until) or "unknown",
            "size": self.then(household, "size", until),
            "stage": case["stage"],
            "income": incomes[0] if incomes else None,
            "approved": min(approved, default=None),
        }

    def then(self, household, name, day):
        """Type or size on ``day``: of then, where it was known."""
        if household["former"] and day < household["former"][1]:
            _rent, _until, kind, size = household["former"]
            return {"type": kind, "size": size}[name] or household[name]
        return household[name]

    def reacted(self, household, case, said_on, closed):
        limit = said_on + relativedelta(months=3)
        if closed and case["outcome"] == "notice":
            return True
        if closed and case["leaving"] and case["leaving"][1]:
            return True
        for other in household["cases"]:
            for contact in other["contacts"]:
                if (
                    contact["active"]
                    and contact["result"] in ("reached", "kept")
                    and said_on < contact["day"] <= min(limit, self.day)
                ):
                    return True
        month = said_on.replace(day=1) + relativedelta(months=1)
        while month <= limit and month + relativedelta(months=1) <= (
            self.day + timedelta(days=1)
        ):
            if household["months"].get(month, (0, 0, 0, 0))[1] > 0:
                return True
            month += relativedelta(months=1)
        return False

    # Figures: (numerator, denominator, value).

    def rows_of(self, what):
        """The rows of one kind that hang on cases of the programme."""
        return [
            row
            for household in self.written["households"]
            for case in household["cases"]
            if case["programme"] == self.programme
            for row in (
                case[what].values() if isinstance(case[what], dict) else case[what]
            )
        ]

    def figures(self):
        cases = self.cases

        def those(test):
            return [case for case in cases if test(case)]

        def count(rows):
            return len(rows), 0, len(rows)

        def share(part, base):
            return (
                len(part),
                len(base),
                100 * len(part) / len(base) if base else None,
            )

        def middle(values):
            return len(values), 0, median(values)

        closed = those(lambda c: c["closed"])
        good = those(lambda c: c["adhesion"] == "accepted" and c["ordinary"])
        constituted = [c for c in closed if c["constituted"]]
        reached = [c["reach"] for c in cases if c["reach"] is not None]
        changes = [c["debt_change"] for c in cases if c["debt_change"] is not None]
        indebted = those(lambda c: c["debt_in"] and c["debt_in"] > 0)
        checked = those(lambda c: c["after"] is not None)
        sent = [
            o
            for o in self.written["orientations"]
            if o["programme"] == self.programme
            and o["state"] != "draft"
            and self.within(o["sent"])
        ]
        answered = [o for o in sent if self.until(o["answered"])]
        due = [
            r
            for r in self.rows_of("reviews")
            if r[1] != "cancelled" and self.within(r[2])
        ]
        contacts = [
            c
            for c in self.rows_of("contacts")
            if c["on_case"] and c["active"] and self.within(c["day"])
        ]
        meetings = [c for c in contacts if c["result"] in ("kept", "missed")]
        hearings = [
            step
            for household in self.written["households"]
            for step in household["steps"]
            if step["code"] == "hearing"
            and step["attendance"]
            and self.within(step["day"])
            and any(
                case["programme"] == self.programme
                and case["start"] <= step["day"]
                and not (case["closed"] and case["closed"] < step["day"])
                for case in household["cases"]
            )
        ]
        referrals = [
            r
            for r in self.rows_of("referrals")
            if r["state"] not in ("draft", "cancelled") and self.within(r["asked"])
        ]
        minutes = sum(c["minutes"] for c in contacts)
        followed = len(cases)
        return {
            "followed": count(cases),
            "households": count({c["household"] for c in cases}),
            "entered": count(those(lambda c: c["start"] >= self.first)),
            "running": count(those(lambda c: not c["closed"])),
            "closed": count(closed),
            "orientations": count(sent),
            "duration": middle([c["months"] for c in closed]),
            "answer_days": middle([(o["answered"] - o["sent"]).days for o in answered]),
            "reach_days": middle(reached),
            "reach_30": share([days for days in reached if days <= 30], cases),
            "reviews": share(
                [
                    r
                    for r in due
                    if r[1] == "validated"
                    and self.until(r[3])
                    and abs((r[3] - r[2]).days) <= 15
                ],
                due,
            ),
            "adhesion": share(
                those(lambda c: c["adhesion"] == "accepted"),
                those(lambda c: c["adhesion"] != "pending"),
            ),
            "reacted": share(
                those(lambda c: c["reacted"]), those(lambda c: c["adhesion"] in SAID_NO)
            ),
            "ordinary": share([c for c in good if c["closed"]], closed),
            "ordinary_all": share(good, cases),
            "evictions_avoided": share(
                [c for c in constituted if not c["evicted"]], constituted
            ),
            "specific": share(those(lambda c: c["outcome"] in SPECIFIC), cases),
            "early": share(those(lambda c: c["early"]), closed),
            "tail": share([c for c in checked if c["after"] > 3], checked),
            "debt_change": (len(changes), 0, sum(changes) if changes else None),
            "debt_change_median": middle(changes),
            "debt_lower": share([c for c in changes if c < 0], changes),
            "rent_resumed": share([c for c in indebted if c["rents"]], indebted),
            "plan_signed": share([c for c in indebted if c["plan"]], indebted),
            "plan_kept": share(
                those(lambda c: c["six_kept"]), those(lambda c: c["six"])
            ),
            "contacts": count(contacts),
            "visits": count([c for c in contacts if c["medium"] == "visit"]),
            "hours": (len(contacts), 0, minutes / 60 if contacts else None),
            "contacts_per_case": (
                followed,
                0,
                sum(c["contacts"] for c in cases) / followed if followed else None,
            ),
            "hours_per_case": (
                followed,
                0,
                sum(c["minutes"] for c in cases) / 60 / followed if followed else None,
            ),
            "no_show": share(
                [c for c in meetings if c["result"] == "missed"], meetings
            ),
            "hearings": share(
                [s for s in hearings if s["attendance"] == "attended"], hearings
            ),
            "referrals_answered": share(
                [r for r in referrals if self.until(r["answered"])], referrals
            ),
            "referrals_known": share(
                [r for r in referrals if self.until(r["known"])], referrals
            ),
            **self.means(minutes if contacts else 0),
        }

    def means(self, minutes, yearly=43500, landlord=25000, places=20):
        """Money and places, a day at a time: each costs its part of its year."""
        budget = part = years = 0.0
        day = self.first
        while day <= self.day:
            length = 366 if day.year % 4 == 0 else 365
            budget += yearly / length
            part += landlord / length
            years += 1 / length
            day += timedelta(days=1)
        days = (self.day - self.first).days + 1
        given = sum(c["days"] for c in self.cases)
        sessions = [
            (count, hours)
            for month, count, hours in self.written["sessions"]
            if self.first.replace(day=1) <= month <= self.day
        ]
        held = sum(count for count, _hours in sessions)
        hours, followed = minutes / 60, len(self.cases)

        def over(above, below, factor=1):
            return above, below, factor * above / below if below else None

        return {
            "slots_used": over(given, places * days, 100),
            "budget": (budget, 0, budget),
            "cost_per_place": over(budget, places * years),
            "cost_per_household": over(budget, followed),
            "cost_per_hour": over(budget, hours),
            "landlord_share": over(part, budget, 100),
            "sessions": (held, 0, held),
            "session_hours": (held, 0, sum(hours for _count, hours in sessions)),
        }

    # Beside the indicators

    def tables(self):
        """Sizes of the cells of the distributions: dict of "table:key" to a number."""
        cells = {}

        def add(table, key):
            cells[f"{table}:{key}"] = cells.get(f"{table}:{key}", 0) + 1

        def band(value, bounds):
            if value is None:
                return "unknown"
            return max(bound for bound in bounds if value >= bound)

        for case in self.cases:
            add("adhesion", case["adhesion"])
            if case["closed"]:
                add("outcome", case["outcome"])
            add("household_type", case["type"])
            add("size", band(case["size"], (1, 2, 3, 5)))
            add("arrears", band(case["net_months"], (0, 1, 2, 3, 6)))
            add("income", band(case["income"], (0, 800, 1200, 1700)))
            stages = {None: "none", "ccapex": "early", "hearing": "court"}
            add("stage", stages.get(case["stage"], "judged"))
        return cells

    def compared(self):
        """Followed households and the others in the same arrears the same month.

        :return: two triples as :meth:`figures` has them
        """

        def rent(household, month):
            if household["former"] and month < household["former"][1]:
                return household["former"][0]
            return household["rent"]

        def stratum(household, month):
            overdue = household["months"].get(month, (0, 0, 0, 0))[3]
            net = rent(household, month)
            if overdue <= 0 or net <= 0:
                return None
            return month, sum(1 for bound in (1, 2, 3, 6) if overdue / net >= bound)

        def is_lower(household, month):
            before = household["months"][month][3]
            limit = month + relativedelta(months=6, days=1)
            return self.last_overdue(household, limit) < before

        households = {h["id"]: h for h in self.written["households"]}
        followed = {}
        for case in self.cases:
            month = case["start"].replace(day=1) - relativedelta(months=1)
            household = households[case["household"]]
            key = stratum(household, month)
            if (
                case["start"] >= self.first
                and key
                and month + relativedelta(months=7) <= self.day
            ):
                followed.setdefault(key, []).append(is_lower(household, month))
        lower, others_lower, weighted = [], [], []
        for (month, band), changes in followed.items():
            others = [
                is_lower(household, month)
                for household in households.values()
                if all(c["start"] > self.day for c in household["cases"])
                and stratum(household, month) == (month, band)
            ]
            if others:
                lower += changes
                others_lower += others
                weighted += [sum(others) / len(others)] * len(changes)
        return (
            (
                sum(lower),
                len(lower),
                100 * sum(lower) / len(lower) if lower else None,
            ),
            (
                sum(others_lower),
                len(others_lower),
                100 * sum(weighted) / len(weighted) if weighted else None,
            ),
        )

    def delays(self):
        """Days of each step, by its name and the quarter in which it was reached."""
        found = {}

        def add(step, reached, since):
            if reached and since:
                quarter = reached.replace(month=(reached.month - 1) // 3 * 3 + 1, day=1)
                found.setdefault((step, quarter), []).append((reached - since).days)

        for orientation in self.written["orientations"]:
            if orientation["programme"] == self.programme:
                add("answer", orientation["answered"], orientation["sent"])
        for household in self.written["households"]:
            for case in household["cases"]:
                if case["programme"] == self.programme:
                    approved = min(case["approved"], default=None)
                    add("contact", case["met"], case["orientation"]["answered"])
                    add("plan", approved, case["met"])
                    add("closure", case["closed"], approved)
        return found
