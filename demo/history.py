"""The cases of the demonstration, told by the acts of the people who live them."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Datetime

from .behaviours import (
    MISSED,
    month_before,
    stopped_paying,
    support_length,
    support_months,
)
from .network import Network
from .papers import Papers
from .plan import Plan
from .repayment import Repayment
from .rhythm import SAID, Rhythm

# Milestones of the procedures under way, in days before today.
PROCEDURES = {
    ("silent", 3): (
        ("ccapex", 160),
        ("order_to_pay", 130),
        ("summons", 40),
        ("hearing", -12),
    ),
    ("silent", 6): (("ccapex", 110), ("order_to_pay", 75), ("hearing", -38)),
    ("running", 1): (("ccapex", 240), ("order_to_pay", 210), ("hearing", -26)),
    ("running", 4): (("ccapex", 45), ("order_to_pay", 20)),
}
# Stage of each of the thirteen running cases, and months since it opened.
RUNNING = (
    ("followed", 9),
    ("followed", 8),
    ("followed", 5),
    ("followed", 4),
    ("plan", 5),
    ("followed", 7),
    ("followed", 6),
    ("followed", 5),
    ("proposed", 5),
    ("assessment", 5),
    ("followed", 8),
    ("refused", 1),
    ("contact", 0),
)
# Running cases whose household no longer engages, and since how many days.
NOT_ENGAGING = {1: 70, 3: 20}
# Those who were supported: of three, two were silent from their first unpaid rent on.
CALLED = ("running", "recovered", "left", "stayed")
# Days after the 1st of the month on which the agency calls after a first unpaid rent.
CALLED_AFTER = (8, 15, 22)
# Months before today since when it does: the ledger knows a year of habits by then.
CALLED_SINCE = 18
# Outcomes of those who never took the support up: some moved, some stayed.
LEFT_OUTCOMES = ("notice", "shelter", "rehoused", "notice", "safety", "relay")
STAYED_OUTCOMES = ("refused", "not_adhered")
# Of those back to ordinary management, how many of eighteen moved within the stock: one
# third of all the households then had a specific solution, as the project sheet says.
MOVED_OF_EIGHTEEN = 7


class History(Rhythm, Repayment, Network, Papers, Plan):
    """Plays the journeys of the households.

    Every act runs with the rights of the person who takes it, on its own day.
    """

    def __init__(self, env, users, associations, programme, today):
        self.env = env
        self.users = users
        self.associations = associations
        self.programme = programme
        self.today = today
        self.directory = self._directory()

    def journeys(self, tenants):
        """Every household's journey, by its kind: list of generators of days."""
        tellers = {
            "silent": self._silent,
            "sent": self._sent,
            "declined": self._declined,
            "running": self._running,
            "recovered": self._closed,
            "left": self._closed,
            "stayed": self._closed,
        }
        told = [tellers[t.kind](t) for t in tenants if t.kind in tellers]
        told += [self._called(t) for t in tenants if t.kind in CALLED and t.rank % 3]
        told += [self._procedure(t) for t in tenants if (t.kind, t.rank) in PROCEDURES]
        return [*told, *self._money(tenants), *self._sessions(), self._nights()]

    # Small acts

    def _as(self, record, key):
        # Only the company stays in the context: the acts run as they would on screen.
        return record.with_user(self.users[key])

    def _ago(self, **delta):
        return self.today - relativedelta(**delta)

    def _in_order(self, acts):
        """Journey of acts, each on its day.

        :param acts: list of (day, function)
        """
        for day, act in sorted(acts, key=lambda one: one[0]):
            yield day
            act()

    def _at(self, day, number):
        """A time of the working day, UTC."""
        return Datetime.to_datetime(day) + relativedelta(hours=8 + number % 7)

    def _reasons(self, kind, rank, count):
        reasons = self.env["declic.reason"].search([("kind", "=", kind)])
        return [
            Command.set([reasons[(rank + n) % len(reasons)].id for n in range(count)])
        ]

    def _measures(self, rank):
        measures = self.env["declic.reason"].search([("kind", "=", "measure")])
        results = ("no_answer", "refused", "partial", "not_eligible")
        return [
            Command.create(
                {
                    "measure_id": measures[(rank + n) % len(measures)].id,
                    "result": results[(rank + n) % len(results)],
                }
            )
            for n in range(2)
        ]

    def _domains(self, rank):
        domains = self.env["declic.domain"].search([])
        return [Command.set([domains[(rank + n) % len(domains)].id for n in range(2)])]

    def _attempt(self, tenant, number, result):
        media = ("phone", "letter", "visit", "sms")
        self._as(self.env["declic.contact"], "cesf").create(
            {
                "household_id": tenant.record.id,
                "medium": media[number % len(media)],
                "result": result,
                "minutes": 5,
                "date": Datetime.now(),
            }
        )

    def _attempts(self, tenant, last, results):
        """Journey of the landlord's contacts, three weeks apart until ``last``."""
        for number, result in enumerate(results):
            weeks = 3 * (len(results) - 1 - number)
            yield last - relativedelta(weeks=weeks)
            self._attempt(tenant, number, result)

    def _side(self, tenant):
        """Association, coordinator and worker who take the household."""
        if tenant.rank % 3 == 2:
            return "escale", "escale.coord", "escale.marc"
        worker = "palier.anne" if tenant.rank % 2 == 0 else "palier.bob"
        return "palier", "palier.coord", worker

    def _orient(self, tenant, position):
        association, _coordinator, _worker = self._side(tenant)
        said = {}
        if position != "none":
            said = {"position_date": Datetime.now().date(), "position_mode": "letter"}
        orientation = self._as(self.env["declic.orientation"], "cesf").create(
            {
                "household_id": tenant.record.id,
                "programme_id": self.programme.id,
                "association_id": self.associations[association].id,
                "origin": ("worklist", "litigation", "agency")[tenant.rank % 3],
                "household_position": position,
                **said,
                "reason_ids": self._reasons("orientation", tenant.rank, 2),
                "measure_ids": self._measures(tenant.rank),
                "domain_ids": self._domains(tenant.rank),
                "request": (
                    "Plus de réponse aux courriers ni aux appels de l'agence. Merci "
                    "d'aller à la rencontre du ménage et de faire le point sur ses "
                    "droits."
                ),
            }
        )
        orientation.action_send()
        return orientation

    # Journeys: each yields the day of its next act.

    def _procedure(self, tenant):
        """An eviction procedure; the hearing to come is known with the last step."""
        steps = [
            (self._ago(days=days), code)
            for code, days in PROCEDURES[tenant.kind, tenant.rank]
        ]
        procedure = None
        for day, code in steps:
            # A hearing is written down when its date is told, weeks before.
            yield min(day, self._ago(days=15))
            procedure = procedure or self._as(
                self.env["declic.procedure"], "recouvrement"
            ).create({"household_id": tenant.record.id})
            self._as(self.env["declic.procedure.step"], "recouvrement").create(
                {
                    "procedure_id": procedure.id,
                    "type_id": self.env.ref(f"declic.step_type_{code}").id,
                    "date": day,
                }
            )

    def _called(self, tenant):
        """The agency writes and calls in the month of the first unpaid rent, as it does
        before any support: nobody answers."""
        age = stopped_paying(tenant) or support_months(tenant) + MISSED
        if age > CALLED_SINCE:
            return
        month = month_before(self.today, age)
        for number, days in enumerate(CALLED_AFTER):
            yield month + relativedelta(days=days)
            self._attempt(tenant, number, "no_answer")

    def _silent(self, tenant):
        results = ("no_answer", "no_answer", "returned_mail", "no_answer", "missed")
        yield from self._attempts(tenant, self._ago(days=3), results)

    def _sent(self, tenant):
        sent = self._ago(days=2 + tenant.rank * 3)
        results = ("no_answer", "no_answer", "returned_mail")
        yield from self._attempts(tenant, sent - relativedelta(days=4), results)
        yield sent
        self._orient(
            tenant, ("agreed", "informed", "none", "informed")[tenant.rank % 4]
        )

    def _declined(self, tenant):
        yield from self._attempts(tenant, self._ago(days=24), ("no_answer",) * 3)
        yield self._ago(days=20)
        orientation = self._orient(tenant, "informed")
        yield self._ago(days=16)
        reason = self.env["declic.reason"].search([("kind", "=", "decline")], limit=1)
        _association, coordinator, _worker = self._side(tenant)
        self._as(orientation, coordinator).action_decline(reason.id)

    def _open(self, tenant, start):
        """Journey to the opening of the case, and to the first try at the door.

        :return: the case, as superuser, and the key of its worker
        """
        sent = start - relativedelta(days=4 + tenant.rank % 3)
        yield from self._attempts(
            tenant, sent - relativedelta(days=5), ("no_answer", "returned_mail")
        )
        yield sent
        orientation = self._orient(tenant, "informed")
        _association, coordinator, worker = self._side(tenant)
        yield start
        case = self._as(orientation, coordinator).action_accept(self.users[worker].id)
        yield start + relativedelta(days=2)
        self._visit(case, worker, "no_answer", 20)
        return case.sudo(), worker

    def _visit(self, case, worker, result, minutes=45, medium="visit"):
        """Log a visit of this day; of one that nobody came to, the way there."""
        self._as(case, worker).action_log_contact(
            medium,
            result,
            minutes,
            self._at(Datetime.now().date(), case.id),
            present_ids=[]
            if result in ("no_answer", "missed")
            else self._present(case),
        )

    def _meet(self, case, worker, answer):
        """The door opens: the household says whether it may be spoken of, and whether
        it wants the support."""
        self._visit(case, worker, "reached", 60)
        if answer == "accepted":
            self._as(case.orientation_id, worker).action_record_position(
                "agreed", "spoken"
            )
        # The closed list, and a reason of it for each who refuses.
        why = self.env["declic.reason"].search([("kind", "=", "refusal")])
        reason = why[case.id % len(why)] if answer == "refused" else why[:0]
        self._as(case, worker).action_record_adhesion(answer, reason.id)

    def _running(self, tenant):
        stage, months = RUNNING[tenant.rank % len(RUNNING)]
        start = (
            month_before(self.today, months) + relativedelta(days=8 + tenant.rank % 8)
            if months
            else self._ago(days=12)
        )
        case, worker = yield from self._open(tenant, start)
        yield start + relativedelta(days=8)
        if stage == "contact":
            self._visit(case, worker, "reached", 15, "third_party")
            self._as(case, worker).action_record_adhesion("unable")
            return
        self._meet(case, worker, "refused" if stage == "refused" else "accepted")
        if stage == "refused":
            return
        acts = self._papers(case, worker, start) + self._circle(case, worker, start)
        if stage != "assessment":
            acts += self._plan(case, worker, start, stage)
        if stage == "followed":
            acts += self._follow(case, worker, start, months, tenant.rank)
        if tenant.rank in NOT_ENGAGING:
            days = NOT_ENGAGING[tenant.rank]
            acts.append(
                (
                    self._ago(days=days),
                    lambda: self._as(case, worker).action_record_adhesion(
                        "not_engaging"
                    ),
                )
            )
        yield from self._in_order(acts)

    def _closed(self, tenant):
        """A case that went its whole way, over the years of the programme."""
        first = month_before(self.today, support_months(tenant))
        start = first + relativedelta(days=8 + tenant.rank % 12)
        end = start + relativedelta(months=support_length(tenant))
        case, worker = yield from self._open(tenant, start)
        met = start + relativedelta(days=5 + tenant.rank * 5 % 24)
        yield met
        # Some say no at the door, some say yes and never take the support up.
        answer = ("not_engaging", "refused")[tenant.rank % 2]
        adheres = tenant.kind == "recovered"
        self._meet(case, worker, "accepted" if adheres else answer)
        if adheres:
            yield from self._in_order(
                self._plan(case, worker, met - relativedelta(days=8), "followed")
                + self._steps(case, worker, tenant.rank, met, end)
            )
        outcome = {
            "recovered": (
                "transfer" if tenant.rank % 18 < MOVED_OF_EIGHTEEN else "ordinary"
            ),
            "left": LEFT_OUTCOMES[tenant.rank % len(LEFT_OUTCOMES)],
            "stayed": STAYED_OUTCOMES[tenant.rank % 2],
        }[tenant.kind]
        yield end
        self._close(case, worker, outcome, not adheres)
        if tenant.kind == "left":
            tenant.record.lease_end_date = end + relativedelta(day=31)

    def _steps(self, case, worker, rank, met, end):
        """What a support is made of until it ends: visits and reviews."""
        acts = []
        for number in range(6 + rank % 5):
            day = met + relativedelta(days=15 + number * 18)
            missed = (number + rank) % 9 == 0
            if day < end - relativedelta(days=3):
                acts.append(
                    (
                        day,
                        lambda missed=missed: self._visit(
                            case,
                            worker,
                            "missed" if missed else "kept",
                            20 if missed else 40 + 10 * (rank % 4),
                        ),
                    )
                )
        for review in case.review_ids.filtered(lambda r: r.date_due < end):
            more = {}
            if review.review_type == "month6":
                more = {
                    "decision": "extend",
                    "decision_until": case.date_start + relativedelta(months=9),
                }
            acts.append(
                (
                    review.date_due,
                    lambda review=review, more=more: self._hold(
                        review, worker, voice=True, **more
                    ),
                )
            )
            if rank % 2 == 0:
                acts.append((review.date_due, lambda: self._assess(case, worker, 1)))
        return acts

    def _hold(self, review, worker, decision="continue", voice=False, **more):
        """Both sides hold the review and validate it."""
        self._as(review, worker).action_fill_association_part(
            {
                "association_present": True,
                "contact_state": "in_touch",
                "shareable_facts": SAID[review.id % len(SAID)],
                "association_opinion": "Le contact tient, poursuivre au même rythme.",
                **(
                    {
                        "household_voice": "agrees",
                        "household_comment": "Je me sens moins seul avec tout ça.",
                    }
                    if voice
                    else {}
                ),
            }
        )
        theirs = self._as(review, "cesf")
        theirs.write(
            {
                "landlord_present": True,
                "landlord_opinion": "Le dialogue a repris avec l'agence.",
                "decision": decision,
                **more,
            }
        )
        theirs.action_validate()

    def _close(self, case, worker, outcome, refused):
        reasons = self.env["declic.reason"].search([("kind", "=", "closing")])
        closing = self._as(case, "cesf").action_prepare_closing()
        self._as(closing, worker).action_fill_association_part(
            {
                "association_present": True,
                "association_opinion": "Fin de l'accompagnement décidée ensemble.",
                "household_voice": "agrees",
                **self._closing_values(case),
                "results": {
                    line.goal_id.id: "partial" if n % 3 else "reached"
                    for n, line in enumerate(closing.sudo().goal_result_ids)
                },
            }
        )
        closing.write(
            {
                "landlord_present": True,
                "outcome": outcome,
                "closing_reason_id": reasons[2 if refused else 0].id,
                "closing_initiative": "household" if refused else "joint",
                "reacted_without_adhering": refused,
            }
        )
        closing.action_validate()
