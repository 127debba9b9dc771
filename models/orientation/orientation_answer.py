"""The answer of the association, under the capacity and with its papers (O3, V3)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import legal_days
from ..common.audience_mixin import AUDIENCES
from ..common.local_day import day_at


class DeclicOrientation(models.Model):
    _inherit = "declic.orientation"

    date_received = fields.Datetime(
        string="Opened by the association on", readonly=True, copy=False
    )
    date_answered = fields.Datetime(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    chosen_worker_id = fields.Many2one(
        "res.users",
        string="To be followed by",
        readonly=True,
        copy=False,
        help="The association's worker chosen at the acceptance: a household that waits"
        " for a place goes to this person once it has one.",
    )
    decline_reason_id = fields.Many2one(
        "declic.reason", readonly=True, copy=False, domain=[("kind", "=", "decline")]
    )
    complement_reason_id = fields.Many2one(
        "declic.reason",
        string="Complement asked",
        readonly=True,
        copy=False,
        domain=[("kind", "=", "complement")],
    )
    override_reason_id = fields.Many2one(
        "declic.reason",
        string="Admitted beyond the places",
        readonly=True,
        copy=False,
        tracking=True,
        domain=[("kind", "=", "override")],
    )
    answer_days = fields.Integer(
        string="Working days to answer",
        compute="_compute_answer_days",
        store=True,
        aggregator="avg",
    )
    document_ids = fields.One2many("declic.document", "orientation_id")

    @api.depends("date_sent", "date_answered")
    def _compute_answer_days(self):
        for orientation in self:
            sent = day_at(orientation, orientation.date_sent)
            answered = day_at(orientation, orientation.date_answered)
            orientation.answer_days = (
                legal_days.working_days(
                    sent, answered, orientation.company_id.declic_territory
                )
                if sent and answered
                else 0
            )

    # Acts of the association

    def _acknowledge(self):
        """Note that the association opened the orientation; once, whoever reads it."""
        self.ensure_one()
        if self.env.user._is_portal() and self.state == "sent":
            # sudo: the receipt is written for the reader, who was let in by the rules.
            orientation = self.sudo()
            if not orientation.date_received:
                orientation.date_received = fields.Datetime.now()

    def action_accept(self, worker_id=None):
        """Accept the household, under the programme's capacity.

        :param worker_id: id of the association's user who will follow the household,
            the current user when empty
        :return: the new case, or an empty recordset when the household waits for a
            place
        :raises UserError: already answered, a paper of the admission is missing, or the
            worker is not of the association
        """
        self.ensure_one()
        orientation = self._acting()
        orientation._check_unanswered()
        orientation._check_papers()
        # sudo: whose worker somebody is, which a portal user does not read.
        worker = self.env["res.users"].sudo().browse(worker_id or self.env.uid)
        if worker.commercial_partner_id != orientation.association_id:
            raise UserError(self.env._("Choose a worker of the association."))
        answered = {
            "date_answered": fields.Datetime.now(),
            "answered_by_id": self.env.uid,
            "chosen_worker_id": worker.id,
        }
        orientation._check_agreement()
        orientation._check_lease()
        orientation.programme_id._lock_places()
        # Nobody waits any more for the association to answer.
        orientation.activity_ids.unlink()
        if not orientation.programme_id._places_left(orientation.association_id):
            orientation._set_state("waiting", **answered)
            return self.env["declic.case"]
        orientation._set_state("accepted", **answered)
        return orientation._open_case(worker).with_env(self.env)

    def _check_papers(self):
        """Raise UserError that names the papers of the admission that are missing."""
        missing = self.env["declic.document.type"]._missing(self, "acceptance")
        if missing:
            raise UserError(
                self.env._(
                    "Not admitted yet, this is missing: %s. Add it under “Documents”,"
                    " or ask for a complement.",
                    ", ".join(missing.mapped("name")),
                )
            )

    def action_admit(self, override_reason=None):
        """Give a waiting household a place: the free one, the longest waiting first.

        :param override_reason: a ``declic.reason`` of kind ``override``, with which a
            manager goes beyond the places or out of turn
        :return: the case
        :raises UserError: no place is free, or another household waits for longer
        """
        self.ensure_one()
        if self.env.user._is_portal():
            # Places are the landlord's to give: refused by the model's rights.
            self.check_access("write")
        orientation = self._acting(pilot=True)
        if override_reason:
            orientation._check_override(override_reason)
        else:
            orientation._check_turn()
        orientation._check_agreement()
        orientation._check_lease()
        orientation.activity_ids.unlink()
        # Acceptances of before the choice was kept: who answered.
        worker = orientation.chosen_worker_id or orientation.answered_by_id
        orientation._set_state(
            "accepted",
            override_reason_id=override_reason.id if override_reason else False,
        )
        case = orientation._open_case(worker)
        orientation._tell(
            "orientation_admitted", worker | orientation._get_coordinators()
        )
        return case.with_env(self.env)

    def _check_unanswered(self):
        """Raise UserError that says what a second tap, or another tab, finds: it was
        accepted already, and by whom it is followed."""
        # sudo: the name of a colleague.
        case = self.sudo().case_ids[-1:]
        if self.state == "accepted" and case:
            raise UserError(
                self.env._(
                    "Accepted already: %(case)s, followed by %(worker)s.",
                    case=case.reference,
                    worker=case.worker_id.name,
                )
            )
        if self.state == "waiting":
            raise UserError(
                self.env._(
                    "Accepted already: the household waits for a place, rank %s.",
                    self._waiting_rank(),
                )
            )

    def _places_left(self):
        """Places that the association may still take in the programme of this
        orientation."""
        self.ensure_one()
        return self.programme_id._places_left(self.association_id)

    def _waiting_rank(self):
        """Rank on the association's waiting list, from 1; 0 when it does not wait.

        The order is that in which places are given.
        """
        self.ensure_one()
        if self.state != "waiting":
            return 0
        # sudo: how many wait, and nothing of whom.
        waiting = self.programme_id.sudo()._waiting()
        waiting = waiting.filtered(lambda o: o.association_id == self.association_id)
        return waiting.ids.index(self.id) + 1

    def _check_turn(self):
        """Raise UserError unless a place is free and nobody waits for longer."""
        programme = self.programme_id
        programme._lock_places()
        served, _left = programme._queue()
        if self in served:
            return
        if served:
            raise UserError(
                self.env._("%s has been waiting for longer.", served[:1].reference)
            )
        raise UserError(
            self.env._("The programme has no free place: close a case first.")
        )

    def _check_override(self, reason):
        if not self.env.user.has_group("declic.group_manager"):
            raise AccessError(
                self.env._("Only the pilot admits a household beyond the places.")
            )
        reason._chosen(reason.id, "override", self.env._("Choose the reason."))

    def action_ask_complement(self, reason_id):
        """Give the form back to the landlord: something is missing in it.

        :param reason_id: id of a ``declic.reason`` of kind ``complement``
        :raises UserError: no such reason, or already answered
        """
        self.ensure_one()
        orientation = self._acting()
        reason = self.env["declic.reason"]._chosen(
            reason_id, "complement", self.env._("Choose what is missing.")
        )
        orientation._set_state("returned", complement_reason_id=reason.id)
        orientation.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=orientation.with_context(lang=orientation.referrer_id.lang).env._(
                "Complement asked"
            ),
            user_id=orientation.referrer_id.id,
        )

    def action_decline(self, reason_id):
        """Decline with a reason of the closed list.

        :param reason_id: id of a ``declic.reason`` of kind ``decline``
        :raises UserError: no such reason, or already answered
        """
        self.ensure_one()
        orientation = self._acting()
        reason = self.env["declic.reason"]._chosen(
            reason_id, "decline", self.env._("Choose the reason of the refusal.")
        )
        orientation._set_state(
            "declined",
            date_answered=fields.Datetime.now(),
            answered_by_id=self.env.uid,
            decline_reason_id=reason.id,
        )
        orientation.activity_ids.unlink()
        orientation.assignment_ids._end(self.env._("Orientation declined"))
        orientation.household_id._refresh_levels()

    def action_add_document(self, type_id, audience, file):
        """Add a paper to the file.

        :param type_id: id of a ``declic.document.type``
        :param audience: ``both`` or ``own``
        :param file: base64 of a PDF or a picture
        :return: the document
        :raises UserError: no type, no audience, or a file that is refused
        """
        self.ensure_one()
        orientation = self._acting()
        kind = orientation.env["declic.document.type"].browse(type_id or 0).exists()
        if not kind or audience not in dict(AUDIENCES[:2]):
            raise UserError(self.env._("Say what the document is, and for whom."))
        document = orientation.env["declic.document"].create(
            {
                "orientation_id": orientation.id,
                "type_id": kind.id,
                "audience": audience,
                "file": file,
            }
        )
        return document.with_env(self.env)

    def _get_coordinators(self):
        """Coordinators of the association, with a portal account."""
        group = self.env.ref("declic.group_association_coordinator")
        # sudo: accounts are looked at, not shown.
        return group.sudo().all_user_ids.filtered(
            lambda user: user.commercial_partner_id == self.association_id
        )

    def _get_association_workers(self):
        """Users of the association among whom a coordinator chooses the referent.

        :return: list of (user id, name); only oneself for who is no coordinator
        """
        self.ensure_one()
        if not self.env.user.has_group("declic.group_association_coordinator"):
            return [(self.env.user.id, self.env.user.name)]
        return self._association_users()

    def _association_users(self):
        """Accounts of the association's workers: list of (user id, name)."""
        self.ensure_one()
        return self._association_users_of(self.association_id)

    @api.model
    def _association_users_of(self, association):
        """Accounts of the workers of ``association``: list of (user id, name)."""
        # sudo: a portal user reads no other user; names of colleagues only.
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "=", association.id),
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref("declic.group_association_worker").id,
                    ),
                ],
                order="name",
            )
        )
        return [(user.id, user.name) for user in users]

    def _open_case(self, worker):
        """Create the case and give the worker access to it."""
        # sudo: opening the case follows from the acceptance, which was checked.
        case = (
            self.env["declic.case"]
            .sudo()
            .create(
                {
                    "household_id": self.household_id.id,
                    "orientation_id": self.id,
                    "programme_id": self.programme_id.id,
                    "association_id": self.association_id.id,
                    "referent_id": self.referrer_id.id,
                    # sudo: a number; the cases of before are not the reader's.
                    "episode": len(self.sudo().household_id.case_ids) + 1,
                }
            )
        )
        case.orientation_id.assignment_ids.write({"case_id": case.id})
        case.orientation_id.document_ids.case_id = case
        case._assign(worker, "worker")
        case.household_id._refresh_levels()
        return case
