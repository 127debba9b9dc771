"""Who writes what in a review: each side its own part, whatever the path (F3–F5)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .review_decision import decided_at

ASSOCIATION_FIELDS = frozenset(
    {
        "association_present",
        "contact_state",
        "shareable_facts",
        "association_opinion",
        "household_voice",
        "household_comment",
        "silence_reason_id",
    }
)
COUNSELLOR_FIELDS = frozenset({"landlord_present", "landlord_opinion"})
RECOVERY_FIELDS = frozenset({"recovery_opinion"})
DECISION_FIELDS = frozenset(
    {
        "decision",
        "decision_until",
        "decision_owner_id",
        "decision_due",
        "also_decided_ids",
    }
)
# Both sides write the closing form's own fields; the association the satisfaction.
CLOSING_FIELDS = frozenset(
    {
        "outcome",
        "closing_reason_id",
        "closing_initiative",
        "reacted_without_adhering",
        "relay_ids",
        "satisfaction",
    }
)
PILOT_FIELDS = frozenset({"extension_reason_id"})
# Reasons of the closed lists that a part may hold.
_KINDS = {
    "silence_reason_id": "silence",
    "closing_reason_id": "closing",
    "extension_reason_id": "extension",
    "relay_ids": "relay",
}


class DeclicReview(models.Model):
    _inherit = "declic.review"

    _handover_fields = ("association_sent_on",)
    _form_fields = (
        "association_present",
        "contact_state",
        "shareable_facts",
        "association_opinion",
        "household_voice",
        "household_comment",
        "silence_reason_id",
        "decision",
        "decision_until",
        "decision_due",
        "outcome",
        "closing_reason_id",
        "closing_initiative",
        "reacted_without_adhering",
        "satisfaction",
    )

    association_sent_on = fields.Datetime(
        string="Association's part sent on", readonly=True, copy=False
    )
    own_names = fields.Json(
        string="What the reader may write",
        compute="_compute_own_names",
        help="The landlord's staff; the screen offers nothing else.",
    )

    @api.constrains("decision", "review_type")
    def _check_decision(self):
        for review in self:
            allowed = decided_at(review.review_type)
            if review.decision and review.decision not in allowed:
                raise UserError(
                    self.env._("This cannot be decided here: choose from the list.")
                )

    @api.constrains(*_KINDS)
    def _check_kinds(self):
        for review in self.sudo():  # sudo: closed lists, whoever writes
            for name, kind in _KINDS.items():
                if set(review[name].mapped("kind")) - {kind}:
                    raise UserError(
                        self.env._("Choose one of the answers of the list.")
                    )

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_own_part(vals)
        done = super().write(vals)
        if vals.get("landlord_present"):
            # sudo: who was there for the landlord is whoever says so.
            self.sudo().write({"landlord_user_id": self.env.uid})
        return done

    @api.depends("state", "review_type")
    @api.depends_context("uid")
    def _compute_own_names(self):
        for review in self:
            is_draft = review.state == "draft"
            own = review._own_part() if is_draft else ()
            # Never empty: the client is given False for an empty list.
            review.own_names = ["id", *sorted(own)]

    def _own_part(self):
        """Names of the fields that the user, of the landlord's staff, may write."""
        user, own = self.env.user, set()
        if user.has_group("declic.group_counsellor"):
            own |= COUNSELLOR_FIELDS | {"date_due"}
            own |= (
                CLOSING_FIELDS - {"satisfaction"}
                if self.review_type == "closing"
                else DECISION_FIELDS
            )
        if user.has_group("declic.group_recovery"):
            own |= RECOVERY_FIELDS
            own |= DECISION_FIELDS if self.review_type == "monthly" else set()
        if user.has_group("declic.group_manager"):
            own |= PILOT_FIELDS
        return own

    def _check_own_part(self, vals):
        """Raise AccessError when landlord staff write another side's part."""
        for review in self:
            own = review._own_part()
            # The keys of the state's mixin have their own guard.
            self._refuse(vals.keys() - own - {"state"} - self._guarded_fields)

    def _refuse(self, names):
        """Raise AccessError that names the fields of another side, if any."""
        if names:
            labels = [self._fields[n]._description_string(self.env) for n in names]
            raise AccessError(
                self.env._(
                    "This part is filled by its own side: %s.",
                    ", ".join(sorted(labels)),
                )
            )

    def action_fill_association_part(self, values):
        """Save the association's part of the form, whole or in pieces.

        :param values: dict; the keys of ``ASSOCIATION_FIELDS`` are taken, ``results``
            (dict of goal id to result), at a review the decision with its dates, and on
            a closing form ``CLOSING_FIELDS``; records by their ids
        :raises AccessError: to the landlord's staff
        :raises UserError: the form is validated or the part was sent already, or a
            value is not of the lists
        """
        self.ensure_one()
        review = self._acting()
        if not (self.env.su or self._is_association_user()):
            raise AccessError(self.env._("The association writes its own part."))
        if review.association_sent_on:
            raise UserError(
                self.env._("Your part was sent: ask for a correction to change it.")
            )
        own = set(ASSOCIATION_FIELDS)
        if review.review_type == "closing":
            own |= CLOSING_FIELDS
        elif review.review_type != "monthly":
            own |= DECISION_FIELDS - {"decision_owner_id", "also_decided_ids"}
        part = {name: value for name, value in values.items() if name in own}
        for name, value in part.items():
            field = self._fields[name]
            if field.type == "selection" and value:
                if value not in dict(field.selection):
                    raise UserError(
                        self.env._("Choose one of the answers of the list.")
                    )
            elif field.type == "many2many":
                chosen = self.env[field.comodel_name].browse(value).exists()
                part[name] = [Command.set(chosen.ids)]
        if part.get("association_present"):
            part["association_user_id"] = self.env.uid
        # sudo: the keys above and no other; who was there is whoever says so.
        review.sudo().write(part)
        results = values.get("results") or {}
        for line in review.goal_result_ids:
            if line.goal_id.id in results:
                line._set_result(results[line.goal_id.id])

    def _form_values(self):
        values = super()._form_values()
        for line in self.goal_result_ids:
            results = dict(line._fields["result"]._description_selection(self.env))
            values[f"goal_{line.goal_id.id}"] = (
                line.goal_id.name,
                line.result or "",
                results.get(line.result, ""),
            )
        return values

    # Sent to the landlord (T3)

    def _is_handed_over(self):
        return self.state != "draft" or bool(self.association_sent_on)

    def _can_be_given_back(self):
        return self.state == "draft" and bool(self.association_sent_on)

    def _give_back(self):
        self.association_sent_on = False

    def action_send_association_part(self, shown=None):
        """Send the association's part to the landlord; it is read-only from then on.

        :param shown: fingerprint of the answers that were read before sending
            (:meth:`_form_version`); None when they were not shown apart
        :raises UserError: the landlord could not validate it so, or it was changed
            since it was read
        """
        for review in self._acting():
            review._check_association_part()
            if shown is not None and shown != review._form_version():
                raise UserError(
                    self.env._("Your part was changed meanwhile: read it, then send.")
                )
            # sudo: this act alone writes the time.
            review.sudo().association_sent_on = fields.Datetime.now()
