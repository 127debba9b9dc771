import logging

import psycopg2
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...engine import figures, watermark

_logger = logging.getLogger(__name__)

# Households whose ledger is read in one statement and one commit.
SLICE = 20000
# Times a slice is tried again when somebody wrote to one of its households meanwhile.
TRIES = 3
# Key of the lock that lets one run go at a time in a database.
LOCK = "declic.detection"


class DeclicDetectionRun(models.Model):
    """One passage from the ledger to the worklist, and what it did.

    Set-based and in slices that commit: killed at any moment, the next run starts from
    the last complete one and ends with the same tables. Only one goes at a time: the
    lock is PostgreSQL's and dies with the process that holds it.
    """

    _name = "declic.detection.run"
    _description = "Detection run"
    # The thread: Odoo tells it of an activity that somebody else is given.
    _inherit = ["mail.thread", "declic.activity.mixin"]
    _order = "id desc"
    _rec_name = "date_start"

    date_start = fields.Datetime(readonly=True, required=True)
    date_end = fields.Datetime(readonly=True)
    day = fields.Date(readonly=True, help="Date of the figures.")
    mark = fields.Datetime(
        readonly=True, help="Every entry written before was seen by this run."
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    bank_date = fields.Date(
        string="Last entry of the bank",
        readonly=True,
        help="The oldest of the landlords.",
    )
    benefit_date = fields.Date(string="Last entry of the benefit office", readonly=True)
    is_full = fields.Boolean(string="Whole ledger", readonly=True)
    is_marked = fields.Boolean(
        readonly=True, help="The ledgers that had moved were marked to be read."
    )
    state = fields.Selection(
        [
            ("running", "Running"),
            ("done", "Done"),
            ("interrupted", "Interrupted"),
        ],
        readonly=True,
        required=True,
        default="running",
    )
    household_count = fields.Integer(string="Ledgers to read", readonly=True)
    done_count = fields.Integer(string="Ledgers read", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    month_count = fields.Integer(string="Months written", readonly=True)
    figure_count = fields.Integer(string="Households updated", readonly=True)
    opened_count = fields.Integer(string="Signals opened", readonly=True)
    updated_count = fields.Integer(string="Signals updated", readonly=True)
    closed_count = fields.Integer(string="Signals closed", readonly=True)
    level_count = fields.Integer(string="Levels changed", readonly=True)
    seconds = fields.Float(readonly=True)
    error_count = fields.Integer(readonly=True)
    errors = fields.Text(readonly=True, help="Households skipped, by their reference.")

    @api.depends("household_count", "done_count", "state")
    def _compute_progress(self):
        for run in self:
            total = run.household_count
            share = 100 * run.done_count / total if total else 0
            run.progress = 100 if run.state == "done" else share

    def action_run_now(self):
        """Compare all arrears with the open residuals, start a run at once in the
        background on what moved or differs, and show the log.

        :raises UserError: one is under way
        """
        self.check_access("read")
        self._check_free()
        # sudo: whoever may start a run has the ledgers compared first, by the same acts
        # as each night.
        env = self.sudo().env
        env["declic.household"]._cron_control()
        env.ref("declic.cron_detect")._trigger()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "declic.declic_detection_run_action"
        )
        return action

    def _check_free(self):
        """Raise UserError that tells who runs since when, when a run is under way."""
        self.env.cr.execute(
            """
            SELECT 1 FROM pg_locks
             WHERE locktype = 'advisory' AND objid = hashtext(%s)::oid
               AND database = (SELECT oid FROM pg_database
                                WHERE datname = current_database())
               AND granted AND pid <> pg_backend_pid()
            """,
            [LOCK],
        )
        if self.env.cr.fetchone():
            self._refuse()

    def _refuse(self):
        # sudo: since when, to whom the run itself may be closed.
        run = self.sudo().search([("state", "=", "running")], limit=1)
        raise UserError(
            self.env._(
                "The detection has been running since %(since)s, started by %(who)s:"
                " wait for its end.",
                since=format_datetime(self.env, run.date_start) if run else "?",
                who=run.user_id.name or "?",
            )
        )

    @api.model
    def _run(self, full=False):
        """Run the detection on whatever moved since the last complete run.

        :param full: read the whole ledger again
        :return: the run
        :raises UserError: one is under way
        """
        self.env.cr.execute("SELECT pg_try_advisory_lock(0, hashtext(%s))", [LOCK])
        if not self.env.cr.fetchone()[0]:
            self._refuse()
        try:
            run = self._begin(full)
            run._read_ledgers(full)
            run._finish()
        except Exception:
            # The lock is the session's: an aborted transaction could not give it back.
            self._give_up()
            raise
        self._unlock()
        return run

    def _give_up(self):
        """Leave what failed and free the lock; tests keep their transaction."""
        if not self.env.context.get("declic_no_commit"):
            self.env.cr.rollback()
        self._unlock()

    def _unlock(self):
        self.env.cr.execute("SELECT pg_advisory_unlock(0, hashtext(%s))", [LOCK])

    def _begin(self, full):
        # A run that is "running" while the lock was free was killed.
        self.search([("state", "=", "running")]).state = "interrupted"
        run = self.with_context(mail_create_nolog=True).create(
            {
                "date_start": fields.Datetime.now(),
                "day": fields.Date.context_today(self),
                "mark": watermark.read_mark(self.env.cr),
                "is_full": full,
            }
        )
        run._commit()
        return run

    def _read_ledgers(self, full):
        """Refresh the ledgers that moved, slice by slice.

        They are marked first: whatever kills this run, the next one goes on with those
        that are left.
        """
        # A run that marked what moved need not have finished to be a watermark.
        last = self.search([("is_marked", "=", True)], limit=1)
        # Habits are counted in whole months: a new one changes them all.
        new_month = last and last.day.replace(day=1) != self.day.replace(day=1)
        mark = None if full or not last or new_month else last.mark
        cr = self.env.cr
        self.env["declic.benefit.month"]._apply(self.day)
        self.env.flush_all()
        if not last:
            self._first_night()
        moved = watermark.moved(cr, mark, last.day, self.day)
        watermark.mark_stale(cr, moved)
        self.write({"is_marked": True, "household_count": len(moved)})
        self._commit()
        for start in range(0, len(moved), SLICE):
            ids = moved[start : start + SLICE]
            counts = self._try_slice(ids)
            self.done_count += len(ids)
            self.month_count += counts.get("months", 0)
            self.figure_count += counts.get("figures", 0)
            self._commit(len(ids), len(moved) - start - len(ids))
        _logger.info("detection: %s ledgers read", len(moved))

    def _first_night(self):
        """Propose at once what the open lines tell; the history is read after."""
        figures.refresh_open(self.env.cr, self.day)
        self.env["declic.household"]._refresh_signals()
        self._commit()

    def _try_slice(self, ids):
        """Refresh some ledgers; a household that fails is found, told and skipped.

        :return: dict of counts
        """
        self.env.flush_all()
        for left in reversed(range(TRIES)):
            try:
                with self.env.cr.savepoint():
                    return self.env["declic.household"]._refresh_ledger(ids)
            except (SerializationFailure, UniqueViolation):
                if not left:
                    raise
                # Only a new transaction sees what the other one wrote.
                self._commit()
            except (psycopg2.DataError, psycopg2.IntegrityError) as error:
                # What one ledger holds; a server that is ill would be so for all.
                return self._divide(ids, error)
        return {}

    def _divide(self, ids, error):
        if len(ids) == 1:
            household = self.env["declic.household"].browse(ids)
            line = f"{household.reference}: {type(error).__name__}"
            _logger.warning("detection: skipped %s", line)
            self.errors = f"{self.errors}\n{line}" if self.errors else line
            self.error_count += 1
            return {}
        half = len(ids) // 2
        counts = {}
        for part in (ids[:half], ids[half:]):
            for name, count in self._try_slice(part).items():
                counts[name] = counts.get(name, 0) + count
        return counts

    def _finish(self):
        """Signals and levels of all households in two statements, then the end."""
        # sudo: of all procedures, whoever starts a run.
        running = self.env["declic.procedure"].sudo().search([("state", "=", "open")])
        running._refresh_stages()
        self.env.flush_all()
        counts = self.env["declic.household"]._refresh_signals()
        now = fields.Datetime.now()
        self.env.cr.execute("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        self.write(
            {
                "state": "done",
                "date_end": now,
                "seconds": (
                    self.env.cr.fetchone()[0] - self.date_start
                ).total_seconds(),
                "opened_count": counts["opened"],
                "updated_count": counts["updated"],
                "closed_count": counts["closed"],
                "level_count": counts["levels"],
            }
        )
        self._note_freshness()
        if counts["levels"]:
            # sudo: whoever starts a run starts what follows from it.
            self.env.ref("declic.cron_notify").sudo()._trigger()
        self._commit()
        self.env.invalidate_all(flush=False)

    def _note_freshness(self):
        """Note how old the books are; one activity of the pilot while they lag."""
        # sudo: dates of the landlords' books, whoever runs the detection.
        env = self.sudo().env
        companies = env["res.company"]._declic_landlords()
        self.bank_date = min(
            companies.filtered("declic_bank_date").mapped("declic_bank_date"),
            default=False,
        )
        self.benefit_date = min(
            companies.filtered("declic_benefit_date").mapped("declic_benefit_date"),
            default=False,
        )
        activity = "declic.activity_stale_ledger"
        # sudo: the pilot is told once, whichever run said so.
        told = self.sudo().search([("activity_ids", "!=", False)])
        told = told.filtered(lambda run: run.activity_search([activity]))
        stale = companies.filtered("declic_is_stale")
        if not stale:
            told.activity_feedback([activity])
            return
        group = self.env.ref("declic.group_manager")
        pilot = group.all_user_ids.filtered(
            lambda user: user.active and not user.share and stale & user.company_ids
        )[:1]
        if pilot and not told:
            # sudo: told by a run that this user may only have started.
            self.sudo().activity_schedule(activity, user_id=pilot.id)

    def _commit(self, processed=0, remaining=None):
        """Commit a slice; tests keep their transaction."""
        self.env.flush_all()
        if not self.env.context.get("declic_no_commit"):
            self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    @api.model
    def _cron_run(self):
        """Nightly detection; a run under way is left alone."""
        self._run()

    @api.autovacuum
    def _gc_runs(self):
        """Keep the runs of a year; the last one carries the watermark."""
        last = self.search([("is_marked", "=", True)], limit=1)
        limit = fields.Datetime.subtract(fields.Datetime.now(), years=1)
        self.search([("date_start", "<", limit), ("id", "!=", last.id)]).unlink()
