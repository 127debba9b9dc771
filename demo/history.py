"""The cases of the demonstration, told by the acts of the people who live them."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Datetime
from odoo.tools import SQL

from .behaviours import support_months
from .money import Money
from .papers import Papers
from .rhythm import SAID, Rhythm
from .together import Together

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
    ("assessment", 1),
    ("contact", 0),
)
# Outcomes of the closed cases of those who left.
LEFT_OUTCOMES = ("rehoused", "notice", "relay", "shelter", "rehoused", "notice")
# Of those back to ordinary management, how many of eighteen moved within the stock: one
# third of all the households then had a specific solution, as the project sheet says.
MOVED_OF_EIGHTEEN = 5


class History(Rhythm, Money, Papers, Together):
    """Plays the journeys of the households; dates are set back afterwards.

    Every act runs with the rights of the person who takes it. The system dates of the
    acts cannot be typed, so they are moved into the past in SQL, here only.
    """

    def __init__(self, env, users, associations, programme, today):
        self.env = env
        self.users = users
        self.associations = associations
        self.programme = programme
        self.today = today

    def tell(self, tenants):
        """Play every household's journey, by its kind."""
        tellers = {
            "silent": self._silent,
            "sent": self._sent,
            "declined": self._declined,
            "running": self._running,
            "recovered": self._closed,
            "left": self._closed,
        }
        # Closed cases come first: their places are free again for the running ones.
        for kind in ("recovered", "left", "running", "declined", "sent", "silent"):
            for tenant in tenants:
                if tenant.kind == kind:
                    tellers[kind](tenant)
                    if (kind, tenant.rank) in PROCEDURES:
                        self._procedure(tenant)
        self._after(self.programme)
        self._sessions()

    # Small acts

    def _as(self, record, key):
        # Only the company stays in the context: the acts run as they would on screen.
        return record.with_user(self.users[key])

    def _ago(self, **delta):
        return self.today - relativedelta(**delta)

    def _rewrite(self, records, **columns):
        """Move system dates of ``records`` to the past, in SQL."""
        self.env.flush_all()
        for column, value in columns.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                    SQL.identifier(records._table),
                    SQL.identifier(column),
                    value,
                    list(records.ids),
                )
            )
        records.invalidate_recordset()
        records.modified(columns)

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

    def _attempts(self, tenant, results, user="cesf"):
        """Contacts of the landlord, one a week back from yesterday."""
        media = ("phone", "letter", "visit", "sms")
        for number, result in enumerate(results):
            self._as(self.env["declic.contact"], user).create(
                {
                    "household_id": tenant.record.id,
                    "medium": media[number % len(media)],
                    "result": result,
                    "minutes": 5,
                    "date": Datetime.now() - relativedelta(days=3 + number * 9),
                }
            )

    def _side(self, tenant):
        """Association, coordinator and worker who take the household."""
        if tenant.rank % 3 == 2:
            return "escale", "escale.coord", "escale.marc"
        worker = "palier.anne" if tenant.rank % 2 == 0 else "palier.bob"
        return "palier", "palier.coord", worker

    def _orient(self, tenant, position, days):
        association, _coordinator, _worker = self._side(tenant)
        orientation = self._as(self.env["declic.orientation"], "cesf").create(
            {
                "household_id": tenant.record.id,
                "programme_id": self.programme.id,
                "association_id": self.associations[association].id,
                "origin": ("worklist", "litigation", "agency")[tenant.rank % 3],
                "household_position": position,
                "position_date": False if position == "none" else self._ago(days=days),
                "position_mode": False if position == "none" else "letter",
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
        self._rewrite(
            orientation,
            date_sent=Datetime.now() - relativedelta(days=days),
            date_answer_due=self._ago(days=days - 7),
        )
        self._freeze_back(orientation.sudo().snapshot_id, self._ago(days=days))
        return orientation

    def _freeze_back(self, snapshot, day):
        """Give a snapshot the figures that the ledger had on ``day``."""
        household = snapshot.household_id
        unpaid = self._unpaid_at(household, day)
        overdue = sum(amount for _line, amount in unpaid)
        net_rent = household.net_rent or 1
        months = overdue / net_rent
        self._rewrite(
            snapshot,
            date=day,
            overdue=overdue,
            net_months=round(months, 2),
            oldest_unpaid_date=unpaid[0][0].date_maturity if unpaid else None,
            arrears_date=(
                max(line.date_maturity for line, _amount in unpaid)
                if months >= 2
                else None
            ),
        )

    def _unpaid_at(self, household, day):
        """Terms unpaid at ``day``, oldest debt paid first: list of (line, EUR)."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", household.partner_id.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
            ],
            order="date_maturity, id",
        )
        paid = -sum(li.balance for li in lines if li.balance < 0 and li.date <= day)
        unpaid = []
        for line in lines:
            if line.balance <= 0 or line.date_maturity > day:
                continue
            covered = min(paid, line.balance)
            paid -= covered
            left = household.currency_id.round(line.balance - covered)
            if left:
                unpaid.append((line, left))
        return unpaid

    def _procedure(self, tenant):
        """An eviction procedure for some of the tenants, a hearing to come."""
        procedure = self._as(self.env["declic.procedure"], "recouvrement").create(
            {"household_id": tenant.record.id}
        )
        for code, days in PROCEDURES[tenant.kind, tenant.rank]:
            self._as(self.env["declic.procedure.step"], "recouvrement").create(
                {
                    "procedure_id": procedure.id,
                    "type_id": self.env.ref(f"declic.step_type_{code}").id,
                    "date": self._ago(days=days),
                }
            )

    # Journeys

    def _silent(self, tenant):
        self._attempts(tenant, ("no_answer", "returned_mail", "no_answer", "missed"))

    def _sent(self, tenant):
        self._attempts(tenant, ("no_answer", "no_answer", "returned_mail"))
        position = ("agreed", "informed", "none", "informed")[tenant.rank % 4]
        self._orient(tenant, position, days=2 + tenant.rank * 3)

    def _declined(self, tenant):
        self._attempts(tenant, ("no_answer", "no_answer", "no_answer"))
        orientation = self._orient(tenant, "informed", days=20)
        reason = self.env["declic.reason"].search([("kind", "=", "decline")], limit=1)
        _association, coordinator, _worker = self._side(tenant)
        self._as(orientation, coordinator).action_decline(reason.id)

    def _open(self, tenant, months):
        """A case opened ``months`` ago, with its first visits."""
        days = months * 30 + 12
        orientation = self._orient(tenant, "agreed", days=days + 8)
        _association, coordinator, worker = self._side(tenant)
        case = self._as(orientation, coordinator).action_accept(self.users[worker].id)
        start = self._ago(months=months, days=12)
        self._rewrite(
            orientation, date_answered=Datetime.now() - relativedelta(days=days + 3)
        )
        case = case.sudo()
        self._rewrite(case, date_start=start, date_end=start + relativedelta(months=6))
        self._rewrite(case.assignment_ids, date_from=start)
        for review in case.review_ids:
            delay = {"month3": 3, "month6": 6}[review.review_type]
            self._rewrite(review, date_due=start + relativedelta(months=delay))
        return case, start, worker

    def _visit(self, case, worker, result, date, minutes=45):
        self._as(case, worker).action_log_contact(
            "visit", result, minutes, Datetime.to_datetime(date)
        )

    def _running(self, tenant):
        stage, months = RUNNING[tenant.rank % len(RUNNING)]
        case, start, worker = self._open(tenant, months)
        self._live(case, start, worker, stage, months, tenant.rank)
        self._money(tenant, case)

    def _live(self, case, start, worker, stage, months, rank):
        """What is done with the household, up to its stage."""
        self._visit(case, worker, "no_answer", start + relativedelta(days=2), 20)
        if stage == "contact":
            return
        self._visit(case, worker, "reached", start + relativedelta(days=8), 60)
        self._as(case, worker).action_record_adhesion("accepted")
        first = start + relativedelta(days=8)
        self._rewrite(case, date_first_contact=first, adhesion_date=first)
        self._circle(case, worker, start)
        self._papers(case, worker, start)
        if stage == "assessment":
            return
        self._assess(case, worker)
        plan = self._write_plan(case, worker, propose=stage != "plan")
        if stage in ("plan", "proposed"):
            return
        self._as(plan, "cesf").action_approve()
        self._rewrite(
            plan,
            date_proposed=Datetime.to_datetime(start + relativedelta(days=25)),
            date_approved=Datetime.to_datetime(start + relativedelta(days=30)),
        )
        self._monthly_points(case, worker, start, months)
        self._assess_again(case, worker, start, months)
        self._appointments(case, worker, rank)
        self._out_of_the_ordinary(case, worker, rank)

    def _hold(self, review, worker, date, decision="continue", voice=False, **more):
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
        self._rewrite(review, date_held=date)

    def _monthly_points(self, case, worker, start, months):
        """Points held since the plan, the reviews due, and this month's to hold."""
        for number in range(1, min(months, 3)):
            date = self._ago(months=number).replace(day=5)
            if date <= start:
                continue
            point = self.env["declic.review"].create(
                {"case_id": case.id, "review_type": "monthly", "date_due": date}
            )
            self._hold(point, worker, date)
        due = case.review_ids.filtered(
            lambda r: r.state == "draft" and r.date_due < self._ago(days=10)
        )
        for review in due:
            # After six months the period ends: the review extends it.
            extended = (
                {
                    "decision": "extend",
                    "decision_until": start + relativedelta(months=12),
                }
                if review.review_type == "month6"
                else {}
            )
            self._hold(review, worker, review.date_due, voice=True, **extended)
        self.env["declic.review"].create(
            {
                "case_id": case.id,
                "review_type": "monthly",
                "date_due": self.today.replace(day=5),
            }
        )

    def _closed(self, tenant):
        """A case that went its whole way, over the three years of the programme."""
        months = support_months(tenant)
        case, start, worker = self._open(tenant, months)
        self._visit(case, worker, "no_answer", start + relativedelta(days=3), 20)
        met = start + relativedelta(days=5 + tenant.rank * 5 % 24)
        self._visit(case, worker, "reached", met, 60)
        self._rewrite(case, date_first_contact=met)
        # Two of six who left never took the support up, and gave notice.
        refused = tenant.kind == "left" and LEFT_OUTCOMES[tenant.rank % 6] == "notice"
        answer = ("not_engaging", "refused")[tenant.rank % 6 == 5]
        self._as(case, worker).action_record_adhesion(answer if refused else "accepted")
        self._rewrite(case, adhesion_date=met)
        end = min(start + relativedelta(months=7), self._ago(days=40))
        if not refused:
            self._assess(case, worker)
            self._assess_again(case, worker, start, 7)
            plan = self._write_plan(case, worker)
            self._as(plan, "cesf").action_approve()
            self._rewrite(
                plan,
                date_approved=Datetime.to_datetime(
                    met + relativedelta(days=12 + tenant.rank % 20)
                ),
            )
            for week in range(6 + tenant.rank % 5):
                self._visit(
                    case,
                    worker,
                    "missed" if (week + tenant.rank) % 9 == 0 else "kept",
                    start + relativedelta(days=20 + week * 21),
                    40 + 10 * (tenant.rank % 4),
                )
            self.env["declic.review"].create(
                {"case_id": case.id, "review_type": "closing", "date_due": end}
            )
            for review in case.review_ids.filtered(
                lambda r: r.review_type != "closing"
            ):
                self._hold(review, worker, review.date_due, voice=True)
        if tenant.kind == "left":
            outcome = LEFT_OUTCOMES[tenant.rank % len(LEFT_OUTCOMES)]
        else:
            moved = tenant.rank % 18 < MOVED_OF_EIGHTEEN
            outcome = "transfer" if moved else "ordinary"
        self._close(case, worker, outcome, refused, end)

    def _close(self, case, worker, outcome, refused, end):
        reasons = self.env["declic.reason"].search([("kind", "=", "closing")])
        closing = self._as(self.env["declic.review"], "cesf").browse(
            self._as(case, "cesf").action_close()["res_id"]
        )
        if refused:
            # A refusal has no plan to review: its dates were never held.
            case.review_ids.filtered(
                lambda r: r.review_type in ("month3", "month6")
            ).sudo().action_missed()
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
        self._rewrite(closing.sudo(), date_held=end, date_due=end)
        self._freeze_back(closing.sudo().snapshot_id, end)
        self._rewrite(case, date_closed=end)
        self._rewrite(case.assignment_ids, date_to=end + relativedelta(days=30))
