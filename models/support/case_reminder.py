"""One activity per case and topic, gone when the topic closes (F3)."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..common.local_day import day_at

# A review is called to mind that many days before it is due; the end of a period too.
REVIEW_DAYS = 15
END_DAYS = 30
# Cases looked at before the run commits.
SLICE = 500
# Activity type of each topic; in the order of the day.
TOPICS = ("concern", "result", "point", "review", "contact", "end")


class DeclicCase(models.Model):
    _inherit = "declic.case"

    @api.model
    def _topic_type(self, topic):
        return self.env.ref(f"declic.activity_{topic}")

    def _topics(self):
        """What is to be done on these cases.

        :return: dict of topic to a dict of case to (deadline, user)
        """
        today = fields.Date.context_today(self)
        running = self.filtered(lambda c: c.state != "closed")
        due = {topic: {} for topic in TOPICS}
        drafts = Domain("case_id", "in", running.ids) & Domain("state", "=", "draft")
        soon = fields.Date.add(today, days=REVIEW_DAYS)
        reviews = self.env["declic.review"].search(
            drafts & Domain("date_due", "<=", soon), order="date_due desc, id desc"
        )
        for review in reviews:
            topic = {"monthly": "point", "closing": False}.get(
                review.review_type, "review"
            )
            if topic == "review" or (topic == "point" and review.date_due <= today):
                due[topic][review.case_id] = (
                    review.date_due,
                    review.case_id.referent_id,
                )
        appointments = self.env["declic.appointment"].search(
            Domain("case_id", "in", running.ids) & Domain("is_unanswered", "=", True),
            order="start desc, id desc",
        )
        for appointment in appointments:
            due["result"][appointment.case_id] = (
                day_at(appointment, appointment.start),
                appointment.case_id.referent_id,
            )
        concerns = self.env["declic.concern"].search(
            Domain("case_id", "in", running.ids) & Domain("state", "=", "raised"),
            order="date desc, id desc",
        )
        for concern in concerns:
            case = concern.case_id
            told = (
                case.programme_id.manager_id
                if concern.date_escalated
                else case._told_users()[:1]
            )
            due["concern"][case] = (day_at(case, concern.date), told)
        for case in running:
            if not case.date_first_contact and case.date_contact_due < today:
                due["contact"][case] = (case.date_contact_due, case.referent_id)
            if case.date_end <= fields.Date.add(today, days=END_DAYS):
                due["end"][case] = (case.date_end, case.referent_id)
        return due

    def _refresh_reminders(self):
        """Bring the activities of these cases in line with what is to be done.

        Run twice it changes nothing: what is there is kept, what is over goes, and of
        two alike one goes.
        """
        # sudo: reminders are the module's, whoever's act opens or closes a topic.
        cases = self.sudo()
        activities = cases.env["mail.activity"]
        types = {topic: self._topic_type(topic) for topic in TOPICS}
        known = activities.search(
            Domain("res_model", "=", "declic.case")
            & Domain("res_id", "in", cases.ids)
            & Domain("activity_type_id", "in", [t.id for t in types.values()]),
            order="id",
        ).grouped(lambda a: (a.activity_type_id, a.res_id))
        model_id = self.env["ir.model"]._get_id("declic.case")
        excluded = {
            c: c.household_id.lock_ids.filtered("active").user_id for c in cases
        }
        over, missing = activities, []
        for topic, due in cases._topics().items():
            for case in cases:
                kept = known.get((types[topic], case.id), activities)
                deadline, user = due.get(case, (None, None))
                if not user or user in excluded[case]:
                    over |= kept
                    continue
                over |= kept[1:]
                if not kept:
                    missing.append(
                        {
                            "activity_type_id": types[topic].id,
                            "res_model_id": model_id,
                            "res_id": case.id,
                            "date_deadline": deadline,
                            "user_id": user.id,
                            "automated": True,
                        }
                    )
                elif (kept[0].date_deadline, kept[0].user_id) != (deadline, user):
                    kept[0].write({"date_deadline": deadline, "user_id": user.id})
        over.unlink()
        # Without a mail each: the week's digest is the mail.
        activities.with_context(mail_activity_quick_update=True).create(missing)

    def _remind_decision(self, kind, owner, due):
        """Give the owner of a decision its activity, where that person can read it:
        recovery sees no case, and finds it on the procedure or the household.

        :param kind: a key of ``declic.review.decision``
        :param owner: user of the landlord
        :param due: date before which it is to be done, today when empty
        """
        self.ensure_one()
        field = self.env["declic.review"]._fields["decision"]
        labels = field._description_selection(self.with_context(lang=owner.lang).env)
        where = self
        if not self.with_user(owner).has_access("read"):
            household = self.household_id
            running = household.procedure_ids.filtered(lambda p: p.state == "open")
            where = running[:1] or household
        where.activity_schedule(
            "declic.activity_decision",
            date_deadline=due or fields.Date.context_today(self),
            summary=dict(labels)[kind],
            user_id=owner.id,
        )

    @api.model
    def _cron_reminders(self):
        """Look at the running cases in slices, each committed."""
        running = self.search([("state", "!=", "closed")], order="id")
        for start in range(0, len(running), SLICE):
            running[start : start + SLICE]._refresh_reminders()
            self.env["ir.cron"]._commit_progress(
                min(SLICE, len(running) - start),
                remaining=max(0, len(running) - start - SLICE),
            )
