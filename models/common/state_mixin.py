from odoo import api, models
from odoo.exceptions import AccessError, UserError


class DeclicStateMixin(models.AbstractModel):
    """States that change only through the edges of one table.

    ``_transitions`` maps each state to the states that may follow. Buttons, crons and
    portal acts call :meth:`_set_state`; a direct ``write`` or ``create`` of the state
    is refused, as is one of the guarded fields. In a state of ``_locked_states`` the
    record is frozen but for ``_unlocked_fields``.
    """

    _name = "declic.state.mixin"
    _description = "Guarded states"
    _inherit = ["declic.guard.mixin"]

    _transitions = {}
    _initial_state = "draft"
    _locked_states = frozenset()
    _unlocked_fields = frozenset()
    # Whether a user's “Duplicate” is of use: nothing in it was said by anybody.
    _may_copy = False

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_keyed():
            self = self._without_defaults({"state"})
            for vals in vals_list:
                if vals.get("state", self._initial_state) != self._initial_state:
                    raise AccessError(
                        self.env._("A new record always starts in its first state.")
                    )
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals and not self._is_keyed():
            raise AccessError(
                self.env._("The state changes only by the buttons of the form.")
            )
        return super().write(vals)

    def copy(self, default=None):
        # What was said, signed or dated belongs to one record; an act that makes the
        # next version copies as superuser.
        if not (self.env.su or self._may_copy):
            raise UserError(
                self.env._("This form belongs to one event: write a new one instead.")
            )
        return super().copy(default=default)

    def copy_data(self, default=None):
        return [
            {**vals, "state": self._initial_state}
            for vals in super().copy_data(default=default)
        ]

    def _check_guarded(self, vals):
        checked = super()._check_guarded(vals)
        self._check_unlocked(vals)
        return checked

    def _check_unlocked(self, vals):
        """Raise UserError when ``vals`` would change a frozen record."""
        touched = {
            name
            for name in vals
            if name not in self._unlocked_fields
            and not name.startswith(("message_", "activity_"))
        }
        if not touched:
            return
        for record in self:
            if record.state in self._locked_states:
                raise UserError(
                    self.env._(
                        "%(record)s is “%(state)s” and can no longer be changed.",
                        record=record.display_name,
                        state=record._state_label(record.state),
                    )
                )

    def _state_label(self, state):
        """Name of ``state`` in the user's language."""
        return dict(self._fields["state"]._description_selection(self.env))[state]

    def _can_become(self, state):
        """Whether the table allows the step from the record's state to ``state``."""
        return state in self._transitions.get(self.state, ())

    def _set_state(self, state, **vals):
        """Take the step to ``state`` and write ``vals`` along with it.

        :raises UserError: the table does not allow the step
        """
        for record in self:
            if not record._can_become(state):
                raise UserError(
                    self.env._(
                        "%(record)s is “%(old)s”: it cannot become “%(new)s”.",
                        record=record.display_name,
                        old=record._state_label(record.state),
                        new=record._state_label(state),
                    )
                )
        self._keyed().write({**vals, "state": state})
        # At once and in this order: unique indexes on a state (one running plan per
        # household) are checked row by row.
        self.flush_recordset()
