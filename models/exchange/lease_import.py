"""Import of a landlord's leases (X3)."""

import base64
import csv
import io
import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...engine import lease_file
from ...engine.cells import as_text
from .benefit_rows import BenefitRows
from .lease_rows import Rows
from .lease_writer import Writer

_logger = logging.getLogger(__name__)

# Rows written and committed together.
SLICE = 500
# What nobody imported by then is thrown away: it names every tenant.
UNUSED_DAYS = 30


class DeclicLeaseImport(models.Model):
    """A file of leases, holders and co-holders, rents and benefits.

    It is checked first: each row says what it would do, and nothing is written. Then
    its rows are written in slices, each with its own outcome; a row that is refused
    stops none, an import that is cut off goes on where it was; one that cannot go on
    says why and holds none back. Accounting is only read:
    where the file says another balance than the books, the row says so.
    """

    _name = "declic.lease.import"
    _description = "Import of leases"
    _inherit = ["declic.state.mixin"]
    _order = "id desc"
    _rec_name = "file_name"
    _transitions = {
        "draft": {"checked"},
        "checked": {"checked", "running"},
        "running": {"done", "stopped"},
        "stopped": {"running"},
    }
    _locked_states = frozenset({"running", "stopped", "done"})
    _guarded_fields = frozenset({"row_count", "done_count", "stop_reason", "user_id"})

    company_id = fields.Many2one(
        "res.company",
        string="Landlord",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Imported by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    # Until it is imported: it names every tenant, and its rows say what became of them.
    file = fields.Binary(string="CSV, XLSX or ODS file", attachment=True)
    file_name = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("leases", "Leases: a list of one row each"),
            ("movements", "Accounts of Core Data HLM (core.comptes_locataires)"),
            ("benefits", "Housing benefit, announced and paid by month"),
        ],
        string="What it holds",
        required=True,
        default="leases",
    )
    state = fields.Selection(
        [
            ("draft", "To check"),
            ("checked", "Checked"),
            ("running", "Under way"),
            ("stopped", "Stopped"),
            ("done", "Done"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    column_ids = fields.One2many("declic.lease.import.column", "import_id")
    line_ids = fields.One2many("declic.lease.import.line", "import_id", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True, copy=False)
    done_count = fields.Integer(string="Rows done", readonly=True, copy=False)
    stop_reason = fields.Char(string="Why it stopped", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    created_count = fields.Integer(string="Created", compute="_compute_counts")
    updated_count = fields.Integer(string="Updated", compute="_compute_counts")
    unchanged_count = fields.Integer(string="Unchanged", compute="_compute_counts")
    rejected_count = fields.Integer(string="Rejected", compute="_compute_counts")
    has_balances = fields.Boolean(compute="_compute_counts")
    report = fields.Binary(compute="_compute_report")
    report_name = fields.Char(compute="_compute_report")

    _running_idx = models.Index("(id) WHERE state = 'running'")

    @api.depends("row_count", "done_count")
    def _compute_progress(self):
        for one in self:
            one.progress = one.row_count and 100 * one.done_count / one.row_count

    @api.depends("line_ids.outcome", "line_ids.balance")
    def _compute_counts(self):
        counts = {
            (one, outcome): count
            for one, outcome, count in self.env["declic.lease.import.line"]._read_group(
                [("import_id", "in", self.ids)], ["import_id", "outcome"], ["__count"]
            )
        }
        told = self.env["declic.lease.import.line"].search(
            [("import_id", "in", self.ids), ("balance", "!=", 0)]
        )
        for one in self:
            one.has_balances = one._origin in told.import_id
            for outcome in ("created", "updated", "unchanged", "rejected"):
                one[f"{outcome}_count"] = counts.get((one._origin, outcome), 0)

    @api.depends("line_ids", "file_name")
    @api.depends_context("lang")
    def _compute_report(self):
        lines = self.env["declic.lease.import.line"]
        outcomes = dict(lines._fields["outcome"]._description_selection(self.env))
        heads = [
            lines._fields[name]._description_string(self.env)
            for name in ("row", "lease_number", "outcome", "reason")
        ]
        for one in self:
            sheet = io.StringIO()
            writer = csv.writer(sheet, delimiter=";")
            writer.writerow(heads)
            for line in one.line_ids:
                lease, reason = line.lease_number or "", line.reason or ""
                told = (lease, outcomes[line.outcome], reason)
                writer.writerow([line.row, *map(as_text, told)])
            one.report = base64.b64encode(sheet.getvalue().encode("utf-8-sig"))
            one.report_name = self.env._("import-%s-report.csv", one.id or 0)

    @api.model_create_multi
    def create(self, vals_list):
        imports = super().create(vals_list)
        imports._learn_columns()
        return imports

    def write(self, vals):
        done = super().write(vals)
        if {"file", "kind"} & vals.keys() and not self._is_keyed():
            self._learn_columns()
        return done

    @api.autovacuum
    def _gc_unused(self):
        """Throw the files away that nobody imported, or imported to the end."""
        old = fields.Datetime.subtract(fields.Datetime.now(), days=UNUSED_DAYS)
        self.search(
            [
                ("state", "in", ("draft", "checked", "stopped")),
                ("write_date", "<", old),
            ]
        ).unlink()

    # Acts

    def action_check(self):
        """Say of each row what it would do; nothing is written but that.

        :raises UserError: the file cannot be read, or lacks the number of the lease
        """
        self.ensure_one()
        rows = self._read_rows()
        known = self._known_leases(rows)
        self._forget_outcomes()
        for part in split_every(SLICE, rows):
            self._log_outcomes(known.plans(part))
            self.env.invalidate_all()
        self._set_state("checked", row_count=len(rows), done_count=0)

    def action_import(self):
        """Write the first rows now, the others in the background; what had stopped
        goes on where it was.

        :raises UserError: the file was not checked
        """
        self.ensure_one()
        is_new = self.state != "stopped"
        # Who goes on with a colleague's import does so with his own rights.
        self._set_state("running", stop_reason=False, user_id=self.env.uid)
        if is_new:
            self._keyed().write({"done_count": 0})
            self._forget_outcomes()
        self._go_on(one_slice=True)
        if self.state == "running":
            # sudo: whoever may import has it go on.
            self.env.ref("declic.cron_lease_import").sudo()._trigger()

    @api.model
    def _cron_import(self):
        """Go on with the imports under way, a slice at a time.

        One that cannot go on is put aside with the reason, for its owner to look at;
        those behind it go on.
        """
        for one in self.search([("state", "=", "running")], order="id"):
            # As who imports, in his language.
            user = one.user_id
            one = one.with_user(user).with_context(
                lang=user.lang, allowed_company_ids=one.company_id.ids
            )
            try:
                one._go_on()
            except psycopg2.OperationalError as error:
                # Another transaction was in the way: the next turn tries again.
                _logger.warning("import %s waits: %s", one.id, type(error).__name__)
            except Exception as error:
                self.browse(one.id)._stop(error)

    def _stop(self, error):
        """Put an import aside that cannot go on; what was written stays.

        :param error: exception that it met
        """
        self.ensure_one()
        # Its type alone goes to the log: its text may hold a row.
        _logger.warning("import %s stopped: %s", self.id, type(error).__name__)
        local = self.with_context(lang=self.user_id.lang)
        reason = (
            str(error.args[0])
            if isinstance(error, UserError) and error.args
            else local.env._("An unexpected error: %s.", type(error).__name__)
        )
        self._set_state("stopped", stop_reason=reason)

    def _go_on(self, one_slice=False):
        """Write the rows that are not written yet.

        A slice is written whole or not at all, and what it raises leaves the
        transaction to who called.

        :param one_slice: some rows, in the transaction of who asks
        """
        self.ensure_one()
        with self.env.cr.savepoint():
            rows = self._read_rows()
            known = self._known_leases(rows)
            known.pass_over(rows[: self.done_count])
        for part in split_every(SLICE, rows[self.done_count :]):
            with self.env.cr.savepoint():
                self._write_slice(known, part, len(rows))
            if one_slice:
                return
            if self.env.context.get("ir_cron_progress_id"):
                self.env["ir.cron"]._commit_progress(
                    len(part), remaining=len(rows) - self.done_count
                )
            self.env.invalidate_all()

    def _write_slice(self, known, part, row_count):
        """Write the rows of ``part`` with their outcomes.

        :param known: what :meth:`_known_leases` gave
        :param row_count: number of rows of the file
        """
        plans = known.plans(part)
        if self.kind == "benefits":
            known.apply(plans)
        else:
            Writer(known).apply(plans)
        self._log_outcomes(plans)
        done = self.done_count + len(plans)
        self._keyed().write({"done_count": done})
        if done >= row_count:
            self._set_state("done", file=False)
            self.column_ids.sudo().example = False  # sudo: see _learn_columns

    def _forget_outcomes(self):
        self.line_ids.sudo().unlink()  # sudo: see _log_outcomes

    def _log_outcomes(self, plans):
        """Keep the outcome of each row: its number, its lease and why; no name."""
        # sudo: nobody writes them by hand.
        self.env["declic.lease.import.line"].sudo().create(
            [
                {
                    "import_id": self.id,
                    "row": plan.number,
                    "lease_number": plan.lease[:64],
                    "outcome": plan.outcome,
                    "reason": " ".join(plan.reasons),
                    "balance": plan.balance,
                    "oldest_date": plan.oldest,
                    "household_id": plan.household and plan.household.id,
                }
                for plan in plans
            ]
        )

    def _known_leases(self, rows):
        """The known leases, as the company has them."""
        env = self.env(
            context={
                **self.env.context,
                "tracking_disable": True,
                "mail_create_nosubscribe": True,
            }
        )
        if self.kind == "benefits":
            return BenefitRows(env, self.company_id)
        known = Rows(env, self.company_id)
        known.length = lease_file.usual_length(
            [cells.get("id_bail") for _number, cells in rows]
        )
        return known
