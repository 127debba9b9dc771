"""The rhythm of the demonstration: appointments, points, concerns, what came after."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Datetime

# Running cases whose last month brought something out of the ordinary, by their rank.
SUSPENDED, MISSED, CONCERNED, UNANSWERED = 1, 2, 3, 5
# The result of the appointments of the last weeks, in turn.
RESULTS = ("kept", "kept", "missed", "excused")
SAID = (
    "Deux visites, le courrier est ouvert ensemble.",
    "Le loyer du mois est réglé, un rendez-vous à l'agence est pris.",
    "Rendez-vous tenus ; le dossier FSL est prêt à partir.",
)


class Rhythm:
    """Part of :class:`declic.demo.history.History`."""

    def _presents(self, case):
        reasons = self.env["declic.reason"].search([("kind", "=", "present")])
        return [reasons[0].id, reasons[4 if case.id % 2 else 2].id]

    def _appointment(self, case, worker, days, medium="visit"):
        """An appointment ``days`` from today; in the past once it was planned."""
        hour = 9 + case.id % 8
        start = Datetime.now().replace(hour=hour, minute=0, second=0, microsecond=0)
        theirs = self._as(case, worker).with_context(no_mail_to_attendees=True)
        # No text message leaves for an invented number.
        channel = case.household_id._invitation_channel()
        appointment = theirs.action_plan_appointment(
            start + timedelta(days=max(days, 1)),
            medium,
            channel="phone" if channel == "sms" else channel,
        ).sudo()
        if days < 1:
            past = start + timedelta(days=days)
            self._rewrite(appointment, start=past)
            self._rewrite(
                appointment.event_id, start=past, stop=past + timedelta(hours=1)
            )
        return appointment

    def _appointments(self, case, worker, rank):
        """What was kept lately, what is to come, and one whose result is missing."""
        for number in range(2):
            appointment = self._appointment(case, worker, -9 - 14 * number)
            self._as(appointment, worker).action_record_result(
                RESULTS[(rank + number) % len(RESULTS)],
                35 + 5 * (rank % 4),
                self._presents(case),
            )
        if rank == UNANSWERED:
            self._appointment(case, worker, -1, "office")
            return
        coming = self._appointment(
            case, worker, 2 + rank % 6, ("visit", "office", "agency")[rank % 3]
        )
        if rank % 2:
            self._as(coming, worker).action_told()

    def _out_of_the_ordinary(self, case, worker, rank):
        """A point not held, litigation suspended, a concern: one case each."""
        if rank == MISSED:
            date = self._ago(months=3).replace(day=5)
            point = self._point(case, date)
            self._as(point, "cesf").action_missed()
            self._rewrite(point, date_held=date)
        elif rank == SUSPENDED:
            point = self._point(case, self._ago(days=6))
            self._also_decided(point)
            self._hold(point, worker, self._ago(days=6))
        elif rank == CONCERNED:
            kinds = self.env["declic.reason"].search([("kind", "=", "concern")])
            concern = self._as(case, worker).action_report_concern(
                kinds[0].id,
                "Volets fermés depuis dix jours, ne répond plus à sa sœur.",
                "contact",
            )
            self._as(concern, "cesf").action_acknowledge()

    def _also_decided(self, point):
        """The support goes on, the litigation waits for the aid that is asked for."""
        values = {"review_id": point.id, "date_due": self.today + timedelta(days=10)}
        self._as(self.env["declic.review.decision"], "cesf").create(
            [
                {
                    **values,
                    "kind": "suspend",
                    "date_until": self.today + relativedelta(months=2),
                    "owner_id": self.users["recouvrement"].id,
                },
                {**values, "kind": "aid"},
            ]
        )

    def _point(self, case, date):
        return self.env["declic.review"].create(
            {"case_id": case.id, "review_type": "monthly", "date_due": date}
        )

    def _assess_again(self, case, worker, start, months):
        """The assessments of three and six months: things move, one step at a time."""
        first = case.assessment_ids.filtered(lambda a: a.state == "validated")
        self._rewrite(first, date=start + relativedelta(days=20))
        for step, after in enumerate((3, 6), start=1):
            if months > after:
                again = self._assess(case, worker, gain=step)
                self._rewrite(again.sudo(), date=start + relativedelta(months=after))

    def _closing_values(self, case):
        """The closing form's own fields, as the association ticks them."""
        relays = self.env["declic.reason"].search([("kind", "=", "relay")])
        chosen = relays[case.id % 5 : case.id % 5 + 2]
        return {
            "satisfaction": str(3 + case.id % 3),
            "relay_ids": chosen.ids,
            "shareable_facts": SAID[case.id % len(SAID)],
        }

    def _after(self, programme):
        """The checks after the closures that are due, and the reminders of today."""
        checks = self.env["declic.closure.check"]
        for months in (6, 12):
            checks._check(checks._due(months), months)
        programme.case_ids.filtered(lambda c: c.state != "closed")._refresh_reminders()
