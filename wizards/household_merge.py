"""Two households of one lease become one (O7)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# What is the merged record's own and stays its trace: the values and the clock of its
# own ledger, what the detection saw of it, who is excluded from it and who read it.
STAYS = frozenset(
    {
        "declic_household_value",
        "declic_benefit_month",
        "declic_arrears_record",
        "declic_signal",
        "declic_lock",
        "declic_read_log",
        "declic_change_log",
        "declic_word_log",
    }
)
# Only one runs on a household: which of two goes on is a person's to decide.
ONE_RUNS = {
    "declic.case": ("contact", "assessment", "plan", "followed"),
    "declic.orientation": ("sent", "returned", "waiting"),
    "declic.repayment.plan": ("active", "suspended"),
    "declic.procedure": ("open",),
}


class DeclicHouseholdMerge(models.TransientModel):
    """A couple entered twice: the second household's history goes to the first, whose
    co-holder its holder becomes; the second is archived, and nothing is lost."""

    _name = "declic.household.merge"
    _description = "Merge two households"
    _inherit = ["declic.named.mixin"]

    household_id = fields.Many2one(
        "declic.household", string="The one that stays", required=True
    )
    other_id = fields.Many2one(
        "declic.household",
        string="The one that is merged into it",
        required=True,
        domain="[('id', '!=', household_id)]",
    )
    preview = fields.Text(compute="_compute_preview")

    @api.depends("household_id", "other_id")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            found = wizard.other_id and wizard._found()
            wizard.preview = wizard._told(found) if found else False

    def action_merge(self):
        """Merge, in one transaction: all of it or nothing.

        :return: the action that opens the household that stays
        :raises AccessError: to who is no pilot
        :raises UserError: the two are not of one lease, the same things run on both, or
            the data officer excluded somebody from one of them
        """
        self.ensure_one()
        if not self.env.user.has_group("declic.group_manager"):
            raise AccessError(self.env._("Only the pilot merges two households."))
        kept, other = self.household_id, self.other_id
        (kept | other).check_access("write")
        self._check_alike()
        told = self._told(self._found())
        # sudo: what follows from the merge, which was checked; every record of both.
        own = self.sudo()
        own._move()
        own._join()
        for household, sentence in (
            (kept, self.env._("%s was merged into this household.", other.reference)),
            (other, self.env._("Merged into %s.", kept.reference)),
        ):
            note = f"{sentence} {told}"
            household.message_post(body=note, subtype_xmlid="mail.mt_note")
        other.active = False
        return kept._action_for_record(kept)

    def _check_alike(self):
        kept, other = self.household_id, self.other_id
        keys = (kept | other).mapped("lease_key")
        is_one_lease = len(set(keys)) == 1 and all(keys)
        if kept == other or kept.company_id != other.company_id or not is_one_lease:
            raise UserError(
                self.env._("Only two households with the same lease number are merged.")
            )
        # sudo: who is excluded counts, and is not shown.
        excluded = [
            household.sudo().lock_ids.filtered("active").user_id
            for household in (kept, other)
        ]
        if excluded[0] != excluded[1]:
            raise UserError(
                self.env._(
                    "Somebody is excluded from one of these households and not from the"
                    " other: the data officer decides first."
                )
            )
        for name, states in ONE_RUNS.items():
            # sudo: what runs counts, whether the pilot reads it or not.
            running = (
                self.env[name]
                .sudo()
                .search(
                    [
                        ("household_id", "in", (kept | other).ids),
                        ("state", "in", states),
                    ]
                )
            )
            if len(running.household_id) > 1:
                raise UserError(
                    self.env._(
                        "Both are under way: %s. End one of them first.",
                        ", ".join(running.mapped("reference")),
                    )
                )

    def _columns(self):
        """Columns that name a household and follow it: list of (table, column)."""
        found = self.env["base.partner.merge.automatic.wizard"]._get_fk_on(
            "declic_household"
        )
        passing = self._passing()
        return sorted(
            (table, column)
            for table, column in found
            if table not in STAYS | passing
            and (table, column) != ("declic_household", "merged_into_id")
        )

    def _passing(self):
        """Tables of the wizards: what was chosen in one for both is chosen twice."""
        wizards = [model for model in self.env.values() if model._transient]
        return {model._table for model in wizards} | {
            field.relation
            for model in wizards
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        }

    def _models(self):
        """Name of the model of each table of ours."""
        return {
            model._table: name
            for name, model in self.env.items()
            if not model._abstract and not model._transient
        }

    def _found(self):
        """How much hangs on the one that is merged: dict of model name to number."""
        self.env.flush_all()
        models_of, found = self._models(), {}
        for table, column in self._columns():
            if table in models_of and column == "household_id":
                [(count,)] = self.env.execute_query(
                    SQL(
                        "SELECT COUNT(*) FROM %s WHERE %s = %s",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        self.other_id.id,
                    )
                )
                if count:
                    found[models_of[table]] = count
        return found

    def _told(self, found):
        labels = [
            f"{self.env['ir.model']._get(name).name}: {count}"
            for name, count in sorted(found.items())
        ]
        return ", ".join(labels) or self.env._("Nothing hangs on it.")

    def _move(self):
        """Give the records of the one to the other: by their columns, for the acts of
        each would refuse what is frozen."""
        kept, other = self.household_id, self.other_id
        self.env.flush_all()
        models_of, moved = self._models(), []
        for table, column in self._columns():
            rows = self.env.execute_query(
                SQL(
                    "UPDATE %(table)s SET %(column)s = %(kept)s"
                    " WHERE %(column)s = %(other)s RETURNING *",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    kept=kept.id,
                    other=other.id,
                )
            )
            if rows and table in models_of:
                moved.append((models_of[table], column))
        self.env.execute_query(
            SQL(
                "UPDATE declic_signal SET household_id = %s"
                " WHERE household_id = %s AND is_manual RETURNING id",
                kept.id,
                other.id,
            )
        )
        self.env.execute_query(
            SQL(
                "UPDATE declic_signal SET state = 'closed', date_closed = %s"
                " WHERE household_id = %s AND state = 'open' RETURNING id",
                fields.Date.context_today(self),
                other.id,
            )
        )
        self.env.invalidate_all()
        for name, column in moved:
            field = self.env[name]._fields[column]
            if not field.related:
                # What is copied from the household follows it.
                self.env[name].with_context(active_test=False).search(
                    [(column, "=", kept.id)]
                ).modified([column])

    def _join(self):
        """The holder of the one becomes co-holder of the other; ledger and episodes."""
        kept, other = self.household_id, self.other_id
        other.write({"merged_into_id": kept.id, "lease_number": False})
        if other.partner_id not in kept._account_partners():
            self.env["declic.household.member"].create(
                {
                    "household_id": kept.id,
                    "partner_id": other.partner_id.id,
                    "role": "co_holder",
                }
            )
        cases = kept.case_ids.sorted(lambda c: (c.date_start, c.id))
        for episode, case in enumerate(cases, 1):
            if case.episode != episode:
                case._keyed().write({"episode": episode})
        other.with_context(active_test=False).ledger_stale = True
        kept.ledger_stale = True
        kept._refresh_levels()
