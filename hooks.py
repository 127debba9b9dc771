"""What leaves when the module is uninstalled (X5). Odoo takes away what has an external
id, and the tables; here goes what was made at run time."""

from odoo.fields import Command
from odoo.tools import SQL

OURS = "declic.%"


def uninstall_hook(env):
    """Give accounting its terms back, users their kind, and leave nothing of ours.

    Accounting's rows are then what accounting itself made of them. The agenda loses the
    appointments of the supports, whose records go; the partners stay.
    """
    _give_terms_back(env)
    _keep_users(env)
    _drop_keys(env)
    # Nobody is told: nothing was called off.
    appointments = env["declic.appointment"].with_context(active_test=False)
    events = appointments.search([("event_id", "!=", False)]).event_id
    events.with_context(dont_notify=True).unlink()
    env.cr.execute("DELETE FROM mail_activity WHERE res_model LIKE %s", [OURS])
    _untie(env)
    _drop_files(env)
    parameters = env["ir.config_parameter"]
    parameters.search([("key", "=like", OURS)]).unlink()
    env["ir.filters"].search([("model_id", "=like", OURS)]).unlink()
    env["ir.exports"].search([("resource", "=like", OURS)]).unlink()


def _give_terms_back(env):
    """A held term was followed up before it was held (``declic.hold.mixin``)."""
    env.flush_all()
    env.cr.execute(
        SQL(
            """UPDATE account_move_line SET no_followup = FALSE
            WHERE declic_hold_case_id IS NOT NULL
               OR declic_hold_plan_id IS NOT NULL
               OR declic_hold_household_id IS NOT NULL"""
        )
    )
    env["account.move.line"].invalidate_model(["no_followup"])


def _keep_users(env):
    """Who is internal or of the portal by a group of ours alone stays it."""
    known = env["ir.model.data"].search(
        [("module", "=", "declic"), ("model", "=", "res.groups")]
    )
    members = (
        env["res.groups"].browse(known.mapped("res_id")).with_context(active_test=False)
    )
    for kind in ("base.group_user", "base.group_portal"):
        group = env.ref(kind)
        users = members.user_ids.filtered(
            lambda user, kind=group: kind in user.all_group_ids
        )
        users.write({"group_ids": [Command.link(group.id)]})


def _drop_keys(env):
    """The keys of other software open nothing any more, and their users rest."""
    accesses = env["declic.api.access"].with_context(active_test=False)
    users = accesses.search([("user_id", "!=", False)]).user_id
    env["res.users.apikeys"].search([("user_id", "in", users.ids)])._remove()
    users.active = False


def _untie(env):
    """Odoo deletes record by record before it drops the tables: what refers to one that
    goes first would keep it, and its external id, for ever."""
    env.cr.execute(
        """SELECT conrelid::regclass::text, conname FROM pg_constraint
        WHERE contype = 'f' AND conrelid::regclass::text LIKE 'declic\\_%'"""
    )
    for table, name in env.cr.fetchall():
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def _drop_files(env):
    """The proofs too, which nobody deletes while the module stands."""
    # With an id in its domain Odoo finds the files of fields as well.
    files = env["ir.attachment"].search(
        [("res_model", "=like", OURS), ("id", "!=", False)]
    )
    for name in set(files.mapped("store_fname")) - {False}:
        files._file_delete(name)
    env.cr.execute(SQL("DELETE FROM ir_attachment WHERE id = ANY(%s)", files.ids))
    files.invalidate_model()
