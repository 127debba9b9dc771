"""The household's own sheet: what it does, who helps, when, and what it pays (P6)."""

from odoo import fields, models
from odoo.exceptions import AccessError

from ..common.groups import SOCIAL_GROUPS

# Two pages in large type hold that many.
MAX_GOALS, MAX_MINE, MAX_OTHERS = 6, 8, 6
MAX_INSTALLMENTS, MAX_PEOPLE = 4, 5


class DeclicCase(models.Model):
    _inherit = "declic.case"

    sheet_link_ids = fields.One2many(
        "declic.sheet.link", "case_id", groups=SOCIAL_GROUPS
    )

    def action_share_sheet(self):
        """Make an expiring link to the household's sheet.

        :return: its address, shown once and never stored
        :raises AccessError: to the landlord's staff
        """
        self.ensure_one()
        self._check_household_side()
        case = self._acting()
        # sudo: nobody writes links by hand; who made it is kept.
        return self.env["declic.sheet.link"].sudo()._make(case)

    def _check_household_side(self):
        """Raise AccessError to the landlord: the sheet holds the goals and the people
        that the household did not share with it."""
        if not self.env.su and not self.env.user._is_portal():
            raise AccessError(
                self.env._("The household's sheet is handed over by its association.")
            )
        self.check_access("read")

    def _sheet(self, is_whole=False):
        """What stands on the household's sheet, and nothing else of the case.

        No note, no figure of the landlord's, no word of another institution: the
        household's plan in its own words, its dates and its payments.

        :param is_whole: everything, for a screen; else what two pages hold
        :return: dict of ``name`` (the reference where no name is shared), ``goals``
            (list of texts), ``mine`` and ``others`` (lists of dicts: ``what``, ``who``
            and ``date``; the first ones to come), ``has_more`` (whether the plan holds
            more than two pages), ``meeting`` (the appointment to
            come: ``when``, ``where``, ``name``, ``phone``; or None), ``by_goal`` (list
            of dicts ``goal``, ``mine``, ``others``), ``today``, ``next`` (date or
            False), ``payments`` (list of (date,
            EUR)), ``people`` and ``currency``
        :raises AccessError: to the landlord's staff
        """
        self.ensure_one()
        self._check_household_side()
        # sudo: the household's own, for whoever may open its sheet.
        case = self.sudo()
        plan = case.plan_ids.filtered(lambda p: p.state == "approved")
        plan = plan or case.plan_id
        actions = plan.goal_ids.action_ids.filtered(lambda a: a.state == "open")
        actors = dict(actions._fields["actor"]._description_selection(self.env))
        repayment = case.repayment_plan_ids.filtered(lambda p: p.state == "active")
        due = repayment.installment_ids._owed()
        # What came from the landlord goes with the household's agreement: also on the
        # link, which its association makes and may open.
        is_named = case.sharing_level != "anonymous"
        if case.sharing_level != "agreed":
            due = due.browse()
        today = fields.Date.context_today(self)
        # A monthly point is the two partners' own: the household is not met in it.
        coming = case.review_ids.filtered(
            lambda r: (
                r.state == "draft"
                and r.review_type != "monthly"
                and r.date_due >= today
            )
        )

        mine = actions.filtered(lambda a: a.actor == "household").sorted("date_due")
        others = (actions - mine).sorted("date_due")

        def shown(records, count):
            return records if is_whole else records[:count]

        def rows(records):
            return [
                {"what": a.name, "who": actors[a.actor], "date": a.date_due}
                for a in records
            ]

        return {
            "name": case.household_id.name if is_named else case.reference,
            "plan": plan,
            "goals": shown(plan.goal_ids, MAX_GOALS).mapped("name"),
            "mine": rows(shown(mine, MAX_MINE)),
            "others": rows(shown(others, MAX_OTHERS)),
            "has_more": not is_whole
            and (
                len(plan.goal_ids) > MAX_GOALS
                or len(mine) > MAX_MINE
                or len(others) > MAX_OTHERS
            ),
            "meeting": case._next_meeting(),
            "by_goal": _by_goal(plan, rows),
            "next": (
                case.next_appointment
                and fields.Datetime.context_timestamp(
                    case, case.next_appointment
                ).date()
            )
            or min(coming.mapped("date_due"), default=False),
            "payments": [
                (i.date_due, i.amount_due - i.paid)
                for i in shown(due.sorted("date_due"), MAX_INSTALLMENTS)
            ],
            "today": today,
            "is_whole": is_whole,
            "people": shown(case._circle(), MAX_PEOPLE),
            "currency": case.company_id.currency_id,
        }

    def _next_meeting(self):
        """The appointment to come as the household is told of it, or None."""
        now = fields.Datetime.now()
        coming = self.appointment_ids.filtered(
            lambda a: a.state == "planned" and a.start >= now
        ).sorted("start")[:1]
        if not coming:
            return None
        caller = coming._caller()
        return {
            "when": coming._when(),
            "where": coming._where(),
            "name": caller["name"],
            "phone": caller["phone"],
        }


def _by_goal(plan, rows):
    """What is open of ``plan``, under the goal that it serves.

    :param rows: makes dicts of actions
    """
    groups = []
    for goal in plan.goal_ids:
        actions = goal.action_ids.filtered(lambda a: a.state == "open")
        mine = actions.filtered(lambda a: a.actor == "household").sorted("date_due")
        groups.append(
            {
                "goal": goal.name,
                "mine": rows(mine),
                "others": rows((actions - mine).sorted("date_due")),
            }
        )
    return groups
