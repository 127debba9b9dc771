from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import anonymise

AGE_BANDS = [
    ("18", "18 to 25"),
    ("26", "26 to 39"),
    ("40", "40 to 59"),
    ("60", "60 and over"),
    ("unknown", "Not known"),
]
ARREARS_BANDS = [
    ("none", "No arrears"),
    ("2", "Less than 2 months of rent"),
    ("6", "2 to 6 months of rent"),
    ("more", "More than 6 months of rent"),
]
SIZE_BANDS = [("1", "1"), ("2", "2"), ("3", "3 or 4"), ("5", "5 and more")]


class DeclicMeetingSheet(models.Model):
    """One household at a meeting: a letter, bands, facts of closed lists, a question.

    Name, address, birth date and file number are taken out of whatever is typed.
    """

    _name = "declic.meeting.sheet"
    _description = "Anonymous sheet of a meeting"
    _inherit = ["declic.guard.mixin"]
    _order = "meeting_id, letter"
    _guarded_fields = frozenset({"read_by_id"})
    _rec_name = "letter"

    meeting_id = fields.Many2one(
        "declic.meeting", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="meeting_id.company_id", store=True, precompute=True
    )
    case_id = fields.Many2one(
        "declic.case",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('state', '!=', 'closed'),"
        " ('programme_id', '=', parent.programme_id)]",
        help="For the landlord alone: the sheet shows the letter.",
    )
    household_id = fields.Many2one(
        related="case_id.household_id", store=True, precompute=True, index=True
    )
    letter = fields.Char(
        string="Mark", readonly=True, copy=False, required=True, default="?"
    )
    age_band = fields.Selection(
        AGE_BANDS, string="Age of the holder", required=True, default="unknown"
    )
    size_band = fields.Selection(
        SIZE_BANDS, string="Household size", compute="_compute_bands", store=True
    )
    arrears_band = fields.Selection(
        ARREARS_BANDS, string="Arrears", compute="_compute_bands", store=True
    )
    fact_ids = fields.Many2many(
        "declic.reason",
        "declic_meeting_fact_rel",
        string="Facts",
        domain=[("kind", "=", "fact")],
    )
    question = fields.Text(
        required=True,
        help="What the partners are asked. Names, addresses, dates and numbers are "
        "taken out when it is saved.",
    )
    read_by_id = fields.Many2one(
        "res.users",
        string="Read by",
        readonly=True,
        copy=False,
        help="Whoever read the sheet and found that nobody is recognised on it.",
    )
    decision_ids = fields.One2many(
        "declic.meeting.decision", "sheet_id", string="Decisions"
    )

    _letter_once = models.Constraint(
        "UNIQUE(meeting_id, letter)", "Each household has its own letter."
    )
    _case_once = models.Constraint(
        "UNIQUE(meeting_id, case_id)", "This household has its sheet already."
    )

    @api.depends("case_id")
    def _compute_bands(self):
        # Frozen when the household is put on the agenda: bands of that day.
        for sheet in self:
            # sudo: two bands, whose figures recovery and counsellors read anyway.
            household = sheet.sudo().case_id.household_id
            size, months = household.household_size, household.net_months
            sheet.size_band = "5" if size >= 5 else "3" if size >= 3 else str(size or 1)
            sheet.arrears_band = (
                "none"
                if months <= 0
                else "2"
                if months < 2
                else "6"
                if months < 6
                else "more"
            )

    @api.model_create_multi
    def create(self, vals_list):
        taken = {}
        for vals in vals_list:
            meeting = self.env["declic.meeting"].browse(vals["meeting_id"])
            used = taken.setdefault(meeting.id, set(meeting.sheet_ids.mapped("letter")))
            vals["letter"] = self._next_letter(used)
            used.add(vals["letter"])
        sheets = super().create(vals_list)
        sheets.meeting_id._check_unlocked({"sheet_ids": True})
        if any(sheet.case_id.state == "closed" for sheet in sheets):
            raise UserError(self.env._("A closed case is on no agenda."))
        sheets._anonymise()
        return sheets

    def write(self, vals):
        self.meeting_id._check_unlocked({"sheet_ids": True})
        done = super().write(vals)
        if {"question", "case_id"} & vals.keys():
            self._anonymise()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.meeting_id._check_unlocked({"sheet_ids": True})

    @api.model
    def _next_letter(self, used):
        """The first of A, B, … Z, A1, B1, … that is not used."""
        number = 0
        while True:
            turn, rank = divmod(number, 26)
            letter = f"{chr(65 + rank)}{turn or ''}"
            if letter not in used:
                return letter
            number += 1

    def _identifiers(self):
        """Whatever tells who the household is: names, address, numbers, references."""
        self.ensure_one()
        # sudo: to be taken out, never shown.
        case = self.sudo().case_id
        household = case.household_id
        partners = household.partner_id | household.member_ids.partner_id
        texts = [
            *(p[name] for p in partners for name in ("street", "street2", "zip")),
            *(p[name] for p in partners for name in ("phone", "email")),
            household.lease_number,
            household.dwelling,
            household.reference,
            case.orientation_id.reference,
            *household.case_ids.mapped("reference"),
        ]
        return [text for text in texts if text]

    def _names(self):
        """Names of the people of the household, and of those around it."""
        self.ensure_one()
        # sudo: to be taken out, never shown.
        household = self.sudo().case_id.household_id
        partners = household.partner_id | household.member_ids.partner_id
        return [name for name in partners.mapped("name") if name]

    def action_read(self):
        """Confirm, having read it, that nobody is recognised on the sheet: no list of
        words replaces a reader, and unread texts do not leave."""
        self.check_access("write")
        self.meeting_id._check_unlocked({"sheet_ids": True})
        self._keyed().write({"read_by_id": self.env.uid})

    def _anonymise(self):
        """Take out of the typed texts what tells who the household is."""
        for sheet in self:
            if sheet.read_by_id:
                sheet._keyed().read_by_id = False
            clean = anonymise.strip(
                sheet.question, sheet._identifiers(), sheet._names()
            )
            if clean != sheet.question:
                # Stripping twice changes nothing: the write ends there.
                sheet.question = clean

    def _carry_over(self):
        """Put the decisions of the sheets into the plans of their households.

        A plan that is approved gets its next version; each decision is an action of a
        goal of its axis.

        :raises UserError: the plan is on its way to the approval
        """
        for sheet in self.filtered("decision_ids"):
            plan = sheet.case_id.action_start_plan()
            if plan.state != "draft":
                raise UserError(
                    self.env._(
                        "%s waits for its approval: approve it or give it back, then"
                        " close the meeting.",
                        plan.display_name,
                    )
                )
            for axis, decisions in sheet.decision_ids.grouped("axis").items():
                plan.action_add_goal(
                    axis,
                    self.env._(
                        "Decided with the partners (%s)", sheet.meeting_id.reference
                    ),
                    [
                        {"name": d.name, "actor": d.actor, "date_due": d.date_due}
                        for d in decisions
                    ],
                )
