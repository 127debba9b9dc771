"""Random programmes: the supports, and what hangs on them."""

import json
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .random_rows import LedgerRows

HONOURED = ("reached", "kept")


class ProgrammeRows(LedgerRows):
    """Writes a drawn programme; what it wrote stands beside, for the reference."""

    def written(self, draw):
        """Write all of it.

        :return: dict of ``households``, ``orientations`` (each a dict) and ``sessions``
        """
        households = [
            self.supported(household, drawn)
            for household, drawn in zip(
                self.households, draw["households"], strict=False
            )
        ]
        orientations = [c["orientation"] for h in households for c in h["cases"]]
        for ago, hour, answered, state in draw["orientations"]:
            sent = None if state == "draft" else self.moment(self.day(ago), hour)
            replied = sent and answered is not None
            orientations.append(
                self.orientation(
                    self.households[0].id,
                    self.programme.id,
                    sent,
                    sent + timedelta(days=answered) if replied else None,
                    state,
                )
            )
        sessions = []
        for ago, (count, hours) in draw["sessions"].items():
            month = self.today.replace(day=1) - relativedelta(months=ago)
            for partner in ("association", "stranger"):
                self.insert(
                    "declic_clinical_session",
                    association_id=self.known[partner],
                    month=month,
                    session_count=count,
                    hours=hours,
                )
            sessions.append((month, count, hours))
        return {
            "households": households,
            "orientations": orientations,
            "sessions": sessions,
        }

    def supported(self, household, draw):
        written = self.household(household, draw)
        cases, start = [], self.day(draw["first"])
        for case in draw["cases"]:
            start += timedelta(days=case["gap"])
            # One support at a time; the next begins after the former.
            if start > self.today:
                break
            cases.append(self.case(household, case, start))
            if not cases[-1]["closed"]:
                break
            start = cases[-1]["closed"] + timedelta(days=1)
        return {**written, "cases": cases}

    def snapshot(self, household, day, overdue, months=0, constituted=False):
        return self.insert(
            "declic_snapshot",
            household_id=household,
            date=day,
            overdue=overdue,
            net_months=months,
            arrears_date=day if constituted else None,
        )

    def orientation(self, household, programme, sent, answered, state, **content):
        identifier = self.insert(
            "declic_orientation",
            content_id=self.insert(
                "declic_orientation_content", origin="recovery", **content
            ),
            household_id=household,
            company_id=self.programme.company_id.id,
            programme_id=programme,
            association_id=self.known["association"],
            referrer_id=self.known["user"],
            household_position="agreed",
            state=state,
            date_sent=sent,
            date_answered=answered,
        )
        return {
            "id": identifier,
            "programme": programme,
            "sent": sent and self.local(sent),
            "answered": answered and self.local(answered),
            "state": state,
        }

    def case(self, household, draw, start):
        programme = (self.programme if draw["mine"] else self.other).id
        closed = None
        if draw["days"] is not None:
            closed = start + timedelta(days=draw["days"])
            closed = closed if closed <= self.today else None
        sent = self.moment(start - timedelta(days=draw["sent"]), draw["hour"])
        content = {
            "procedure_stage_id": draw["stage"] and self.known[draw["stage"]],
        }
        if draw["entry"]:
            content["snapshot_id"] = self.snapshot(household.id, start, *draw["entry"])
        orientation = self.orientation(
            household.id,
            programme,
            sent,
            sent + timedelta(days=draw["answered"]),
            "accepted",
            **content,
        )
        contacts = [
            {
                **contact,
                "moment": self.moment(
                    start + timedelta(days=contact["after"]), contact["hour"]
                ),
            }
            for contact in draw["contacts"]
            if start + timedelta(days=contact["after"]) < self.today
        ]
        for contact in contacts:
            contact["day"] = self.local(contact["moment"])
        met = min(
            (
                contact["day"]
                for contact in contacts
                if contact["result"] in HONOURED
                and contact["active"]
                and contact["on_case"]
                and contact["day"] >= start
            ),
            default=None,
        )
        answers, day = [], start
        for gap, answer in draw["answers"]:
            day += timedelta(days=gap)
            if day <= self.today:
                answers.append((day, answer))
        case = self.insert(
            "declic_case",
            household_id=household.id,
            company_id=household.company_id.id,
            orientation_id=orientation["id"],
            programme_id=programme,
            association_id=self.known["association"],
            referent_id=self.known["user"],
            state="closed" if closed else "contact",
            date_start=start,
            date_closed=closed,
            date_first_contact=met,
            adhesion=answers[-1][1] if answers else "pending",
            adhesion_date=answers[-1][0] if answers else None,
            adhesion_log=json.dumps([[d.isoformat(), a] for d, a in answers])
            if answers
            else None,
            outcome=draw["outcome"] if closed else None,
            closing_reason_id=self.known["early" if draw["early"] else "late"]
            if closed
            else None,
        )
        written = {
            **draw,
            "id": case,
            "programme": programme,
            "start": start,
            "closed": closed,
            "met": met,
            "answers": answers,
            "orientation": orientation,
            "contacts": contacts,
        }
        self.rest(household, written)
        return written

    def rest(self, household, case):
        """What hangs on a case."""
        identifier, start = case["id"], case["start"]
        for contact in case["contacts"]:
            contact["id"] = self.insert(
                "declic_contact",
                household_id=household.id,
                case_id=identifier if contact["on_case"] else None,
                user_id=self.known["user"],
                date=contact["moment"],
                medium=contact["medium"],
                result=contact["result"],
                initiative="ours",
                is_honoured=contact["result"] in HONOURED,
                minutes=contact["minutes"],
                active=contact["active"],
            )
        for kind, (state, shift) in case["reviews"].items():
            due = start + timedelta(days=90 if kind == "month3" else 180)
            held = due + timedelta(days=shift) if state == "validated" else None
            if held and held > self.today:
                state, held = "draft", None
            review = self.insert(
                "declic_review",
                case_id=identifier,
                review_type=kind,
                state=state,
                date_due=due,
                date_held=held,
            )
            case["reviews"][kind] = (review, state, due, held)
        moments = sorted(
            self.moment(start + timedelta(days=after), hour)
            for after, hour in case["approved"]
            if start + timedelta(days=after) < self.today
        )
        for version, moment in enumerate(moments):
            self.insert(
                "declic_plan",
                case_id=identifier,
                version=version + 1,
                author_id=self.known["user"],
                state="replaced" if version + 1 < len(moments) else "approved",
                date_approved=moment,
            )
        case["approved"] = [self.local(moment) for moment in moments]
        budgets, day = [], start
        for number, (after, state, total) in enumerate(case["budgets"]):
            day += timedelta(days=after)
            if day > self.today or (state == "draft" and number == 0):
                continue
            assessment = self.insert(
                "declic_assessment",
                case_id=identifier,
                number=number + 1,
                state=state,
                date=day if state == "validated" else None,
            )
            self.insert(
                "declic_budget",
                assessment_id=assessment,
                person_14_count=1,
                child_count=0,
                resource_total=total,
            )
            if state == "validated":
                budgets.append((day, total))
        case["budgets"] = budgets
        referrals = []
        for after, state, delay in case["referrals"]:
            asked = start + timedelta(days=after)
            answered = asked + timedelta(days=delay)
            known = answered + timedelta(days=delay)
            if asked > self.today:
                continue
            row = {
                "state": state,
                "asked": asked if state != "draft" else None,
                "answered": answered if state in ("answered", "done") else None,
                "known": known if state == "done" else None,
            }
            row["id"] = self.insert(
                "declic_referral",
                case_id=identifier,
                network_id=self.known["network"],
                service_id=self.known["service"],
                basis="consent",
                state=state,
                date_asked=row["asked"],
                date_answered=row["answered"],
                date_outcome=row["known"],
            )
            referrals.append(row)
        case["referrals"] = referrals
        closed = case["closed"]
        if closed and case["leaving"]:
            overdue, reacted = case["leaving"]
            self.insert(
                "declic_review",
                case_id=identifier,
                review_type="closing",
                state="validated",
                date_due=closed,
                date_held=closed,
                reacted_without_adhering=reacted,
                snapshot_id=None
                if overdue is None
                else self.snapshot(household.id, closed, overdue),
            )
        case["checked"] = None
        if closed and case["check"] is not None:
            day = closed + relativedelta(months=12)
            if day <= self.today:
                case["checked"] = (day, case["check"])
                self.insert(
                    "declic_closure_check",
                    case_id=identifier,
                    months=12,
                    date=day,
                    overdue=100 * case["check"],
                    overdue_months=case["check"],
                )
