"""Random programmes: how what was drawn is written into the tables.

Rows are written in SQL: what the acts would refuse meanwhile is not what is asked here.
Moments stand at an hour of UTC that is another day where the households live.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

ZONE = "America/Martinique"


def ended(draw):
    """The last thing that happened to a repayment plan, as its state says it."""
    if draw["never"]:
        return "cancelled"
    if draw["end"]:
        return "active" if draw["end"][1] == "reinstated" else draw["end"][1]
    return "suspended" if draw["pause"] and draw["pause"][1] is None else "active"


class LedgerRows:
    """Writes what the landlord knows of a household: ledger, procedure, plans."""

    def __init__(self, env, today, programme, other, households, known):
        self.env, self.today = env, today
        self.programme, self.other, self.households = programme, other, households
        # Ids that rows need: association, stranger, user, reasons, step types, service.
        self.known = known

    def day(self, ago):
        return self.today - timedelta(days=ago)

    def moment(self, day, hour):
        return datetime.combine(day, time(hour))

    def local(self, moment):
        zone = ZoneInfo("UTC")
        return moment.replace(tzinfo=zone).astimezone(ZoneInfo(ZONE)).date()

    def insert(self, table, **values):
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES (%s) RETURNING %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
                SQL("1") if table == "declic_ledger_month" else SQL("id"),
            )
        )
        return self.env.cr.fetchone()[0]

    def household(self, household, draw):
        self.env.cr.execute(
            SQL(
                "UPDATE declic_household SET household_type = %s, household_size = %s,"
                " rent = %s, net_rent = %s, charges = 0, housing_benefit = 0,"
                " rent_reduction = 0 WHERE id = %s",
                draw["type"],
                draw["size"],
                draw["rent"],
                draw["rent"],
                household.id,
            )
        )
        written = {
            **draw,
            "id": household.id,
            "months": {},
            "former": None,
            "steps": [],
            "plans": [],
        }
        if draw["former"]:
            rent, ago, kind, size = draw["former"]
            written["former"] = (rent, self.day(ago), kind, size)
            self.insert(
                "declic_household_value",
                household_id=household.id,
                date_to=self.day(ago),
                rent=rent,
                charges=0,
                housing_benefit=0,
                rent_reduction=0,
                household_type=kind,
                household_size=size,
            )
        for ago, row in enumerate(draw["months"]):
            if row:
                month = self.today.replace(day=1) - relativedelta(months=ago)
                due, paid, benefit, overdue = row
                written["months"][month] = row
                self.insert(
                    "declic_ledger_month",
                    household_id=household.id,
                    month=month,
                    due=due,
                    paid=paid,
                    benefit=benefit,
                    overdue=overdue,
                    fees=0,
                    other=0,
                    closing_balance=overdue,
                )
        procedure = self.insert(
            "declic_procedure",
            household_id=household.id,
            company_id=household.company_id.id,
            user_id=self.known["user"],
            state="closed",
        )
        for ago, code, attendance in draw["steps"]:
            is_hearing = code == "hearing"
            step = self.insert(
                "declic_procedure_step",
                procedure_id=procedure,
                household_id=household.id,
                type_id=self.known[code],
                is_hearing=is_hearing,
                date=self.day(ago),
                attendance=attendance if is_hearing else None,
            )
            written["steps"].append(
                {
                    "id": step,
                    "code": code,
                    "day": self.day(ago),
                    "attendance": attendance if is_hearing else None,
                }
            )
        self.repayments(household, draw, written)
        return written

    def repayments(self, household, draw, written):
        is_running = False
        for plan in draw["repayments"]:
            started, state = self.day(plan["start"]), ended(plan)
            turns = [] if plan["never"] else [("started", started)]
            last = started
            if plan["pause"] and not plan["never"]:
                for kind, gap in zip(
                    ("suspended", "continued"), plan["pause"], strict=True
                ):
                    if gap is not None:
                        last += timedelta(days=gap)
                        turns.append((kind, last))
            if plan["end"] and not plan["never"]:
                last += timedelta(days=plan["end"][0])
                kind = plan["end"][1]
                turns.append(("broken" if kind == "reinstated" else kind, last))
                if kind == "reinstated":
                    turns.append((kind, last + timedelta(days=3)))
                    last += timedelta(days=3)
            runs = state in ("active", "suspended")
            if last > self.today or (runs and is_running):
                continue
            is_running = is_running or runs
            identifier = self.insert(
                "declic_repayment_plan",
                household_id=household.id,
                company_id=household.company_id.id,
                state=state,
                kind="informal",
                schedule_mode="amount",
                frequency="1",
                date_first=started,
                date_start=started,
                date_ended=None if runs else last,
                installment_amount=50,
            )
            for kind, day in turns:
                self.insert(
                    "declic_repayment_event",
                    plan_id=identifier,
                    kind=kind,
                    date=self.moment(day, 12),
                )
            written["plans"].append(
                {"started": started, "turns": turns, "never": plan["never"]}
            )
