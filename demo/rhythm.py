"""The rhythm of the demonstration: appointments, points, concerns, what came after."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Datetime

from .behaviours import month_before

# Running cases whose last month brought something out of the ordinary, by their rank.
SUSPENDED, MISSED, CONCERNED, UNANSWERED = 1, 2, 3, 5
# Age of the month whose point was missed.
MISSED_AGE = 3
# The result of the appointments of the last weeks, in turn.
RESULTS = ("kept", "kept", "missed", "excused")
SAID = (
    "Deux visites, le courrier est ouvert ensemble.",
    "Le loyer du mois est réglé, un rendez-vous à l'agence est pris.",
    "Rendez-vous tenus ; le dossier FSL est prêt à partir.",
)
# Age of the first month whose worklist is kept up; the day that follows the payments.
WATCHED_MONTHS, WATCH_DAY = 9, 13


class Rhythm:
    """Part of :class:`declic.demo.history.History`."""

    def _present(self, case):
        """Who was there: the holder, and somebody else."""
        reasons = self.env["declic.reason"].search([("kind", "=", "present")])
        return [reasons[0].id, reasons[4 if case.id % 2 else 2].id]

    def _follow(self, case, worker, start, months, rank):
        """The rhythm of a running case with its plan: list of (day, act)."""
        acts = []
        for after in (3, 6):
            if months > after:
                acts.append(
                    (
                        start + relativedelta(months=after),
                        lambda gain=after // 3: self._assess(case, worker, gain),
                    )
                )
        return [
            *acts,
            *self._points(case, worker, start, months, rank),
            *self._reviews(case, worker, start),
            *self._appointments(case, worker, rank),
            *self._referrals(case, worker, start, rank),
            *self._concern(case, worker, rank),
        ]

    # Points and reviews

    def _points(self, case, worker, start, months, rank):
        """The points held each month since the plan, and this month's to hold."""
        acts = []
        for age in range(months, -1, -1):
            day = month_before(self.today, age) + timedelta(days=4)
            if day > start + timedelta(days=35):
                acts.append((day, lambda age=age: self._point(case, worker, age, rank)))
        return acts

    def _point(self, case, worker, age, rank):
        point = self.env["declic.review"].create(
            {
                "case_id": case.id,
                "review_type": "monthly",
                "date_due": Datetime.now().date(),
            }
        )
        last = month_before(self.today, 0) + timedelta(days=4) > self.today
        if rank == MISSED and age == MISSED_AGE:
            self._as(point, "cesf").action_missed()
        elif rank == SUSPENDED and age == int(last):
            self._also_decided(point)
            self._hold(point, worker)
        elif age:
            self._hold(point, worker)

    def _also_decided(self, point):
        """The support goes on, the litigation waits for the aid that is asked for."""
        day = Datetime.now().date()
        values = {"review_id": point.id, "date_due": day + timedelta(days=10)}
        self._as(self.env["declic.review.decision"], "cesf").create(
            [
                {
                    **values,
                    "kind": "suspend",
                    "date_until": day + relativedelta(months=3),
                    "owner_id": self.users["recouvrement"].id,
                },
                {**values, "kind": "aid"},
            ]
        )

    def _reviews(self, case, worker, start):
        """The reviews that fell due: after six months the support is extended."""
        acts = []
        for review in case.review_ids.filtered(
            lambda r: r.date_due < self._ago(days=10)
        ):
            more = (
                {
                    "decision": "extend",
                    "decision_until": start + relativedelta(months=12),
                }
                if review.review_type == "month6"
                else {}
            )
            acts.append(
                (
                    review.date_due,
                    lambda review=review, more=more: self._hold(
                        review, worker, voice=True, **more
                    ),
                )
            )
        return acts

    # Appointments

    def _appointments(self, case, worker, rank):
        """What was kept lately, what is to come, and one whose result is missing."""
        acts = []
        for number, days in enumerate((23, 9)):
            result = RESULTS[(rank + number) % len(RESULTS)]
            acts += self._met(case, worker, days, result, 35 + 5 * (rank % 4))
        if rank == UNANSWERED:
            return acts + self._planned(case, worker, -1, "office")
        medium = ("visit", "office", "agency")[rank % 3]
        return acts + self._planned(
            case, worker, 2 + rank % 6, medium, told=bool(rank % 2)
        )

    def _planned(self, case, worker, days, medium="visit", told=False):
        """An appointment ``days`` from today, planned six days before."""
        day = self.today + timedelta(days=days)

        def plan():
            theirs = self._as(case, worker).with_context(no_mail_to_attendees=True)
            # No text message leaves for an invented number.
            channel = case.household_id._invitation_channel()
            appointment = theirs.action_plan_appointment(
                self._at(day, case.id),
                medium,
                channel="phone" if channel == "sms" else channel,
            )
            if told:
                self._as(appointment, worker).action_told()

        return [(min(day - timedelta(days=6), self._ago(days=1)), plan)]

    def _met(self, case, worker, days, result, minutes):
        """An appointment of some days ago, and what came of it."""

        def record():
            appointment = case.appointment_ids.filtered(
                lambda a: a.start.date() == self._ago(days=days)
            )
            came = result == "kept"
            self._as(appointment, worker).action_record_result(
                result,
                minutes if came else 15 * (result == "missed"),
                self._present(case) if came else [],
            )

        return [
            *self._planned(case, worker, -days),
            (self._ago(days=days), record),
        ]

    def _concern(self, case, worker, rank):
        """A serious concern in one case, taken on the day after."""
        if rank != CONCERNED:
            return []
        kinds = self.env["declic.reason"].search([("kind", "=", "concern")])

        def report():
            self._as(case, worker).action_report_concern(
                kinds[0].id,
                "Volets fermés depuis dix jours, ne répond plus à sa sœur.",
                "contact",
            )

        def acknowledge():
            self._as(case.concern_ids, "cesf").action_acknowledge()

        return [(self._ago(days=3), report), (self._ago(days=2), acknowledge)]

    # The ends

    def _closing_values(self, case):
        """The closing form's own fields, as the association ticks them."""
        relays = self.env["declic.reason"].search([("kind", "=", "relay")])
        chosen = relays[case.id % 5 : case.id % 5 + 2]
        return {
            "satisfaction": str(3 + case.id % 3),
            "relay_ids": chosen.ids,
            "shareable_facts": SAID[case.id % len(SAID)],
        }

    def _nights(self):
        """Journey of the nights: the worklist, and the checks after the closures."""
        checks = self.env["declic.closure.check"]
        for age in range(WATCHED_MONTHS, -1, -1):
            yield month_before(self.today, age) + timedelta(days=WATCH_DAY - 1)
            self.env["declic.household"]._run_detection()
            for months in (6, 12):
                checks._check(checks._due(months), months)

    def end(self):
        """What is there on the last day: reminders, a meeting, the year report."""
        self.programme.case_ids.filtered(
            lambda c: c.state != "closed"
        )._refresh_reminders()
        self._meeting()
        self._year_report()
