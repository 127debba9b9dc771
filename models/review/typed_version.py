"""What a form of the portal showed when it was opened, to tell a change made meanwhile
by somebody else (X1)."""

import hashlib
import json

from odoo import api, models

from ..plan.assessment import NARRATIVES


class DeclicPortalMixin(models.AbstractModel):
    _inherit = "declic.portal.mixin"

    # Fields that a form of the portal posts under their own names.
    _form_fields = ()

    def _form_values(self):
        """What the portal's form of this record holds now.

        :return: dict of posted name to (label, posted value, value as shown)
        """
        self.ensure_one()
        values = {}
        for name in self._form_fields:
            field = self._fields[name]
            value = self[name] or ""
            shown = value
            if field.type == "selection" and value:
                shown = dict(field._description_selection(self.env))[value]
            if field.type == "many2one":
                value, shown = value and value.id, value and value.display_name
            if field.type == "boolean":
                value = "1" if value else ""
                shown = self.env._("yes") if value else self.env._("no")
            label = field._description_string(self.env)
            values[name] = (label, str(value), str(shown))
        return values

    @api.private
    def _form_version(self):
        """Fingerprint of :meth:`_form_values`; "" for a form that has none.

        Not the date of the last write: the landlord's part of a review, written
        meanwhile, is no conflict with the association's.
        """
        values = {name: value for name, (_l, value, _s) in self._form_values().items()}
        if not values:
            return ""
        content = json.dumps(values, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @api.private
    def _form_conflicts(self, typed):
        """Where the form as ``typed`` differs from what is saved now.

        :param typed: dict of posted name to text
        :return: list of dicts with ``label``, ``theirs`` (saved meanwhile) and
            ``yours`` (text typed, None when it is a choice of a list)
        """
        conflicts = []
        for name, (label, value, shown) in self._form_values().items():
            field = self._fields.get(name)
            # A box that is not ticked is not posted; what the page lacks is not either.
            if name not in typed and (not field or field.type != "boolean"):
                continue
            mine = typed.get(name, "")
            if isinstance(mine, str) and mine.strip() != value.strip():
                is_text = value == shown
                conflicts.append(
                    {
                        "label": label,
                        "theirs": shown,
                        "yours": mine if is_text else None,
                    }
                )
        return conflicts


class DeclicReview(models.Model):
    _inherit = "declic.review"

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


class DeclicAssessment(models.Model):
    _inherit = "declic.assessment"

    _form_fields = NARRATIVES

    def _form_values(self):
        values = super()._form_values()
        capacity = f"{self.repayment_capacity:.2f}"
        label = self._fields["repayment_capacity"]._description_string(self.env)
        values["repayment_capacity"] = (label, capacity, capacity)
        for line in self.line_ids:
            domain = line.domain_id.name
            for voice in ("household", "association"):
                level = line[f"{voice}_level_id"]
                values[f"{voice}_{line.id}"] = (
                    domain,
                    str(level.id or ""),
                    level.display_name or self.env._("not answered"),
                )
            words = line.household_words or ""
            values[f"words_{line.id}"] = (domain, words, words)
        return values


class DeclicBudget(models.Model):
    _inherit = "declic.budget"

    _form_fields = ("person_14_count", "child_count", "is_shared")

    def _form_values(self):
        values = super()._form_values()
        for line in self.line_ids:
            amount = f"{line.amount:.2f}"
            values[f"item_{line.item_id.id}"] = (line.item_id.name, amount, amount)
        return values


class DeclicPlanGoal(models.Model):
    _inherit = "declic.plan.goal"

    _form_fields = ("name",)
