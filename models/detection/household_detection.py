"""One reading of these households' ledgers: months, figures, clock, signals, levels."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import arrears, figures, ledger, signals, tenancy, watermark, worklist


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    # Of the machinery: read the ledger again; tell the counsellor.
    ledger_stale = fields.Boolean(readonly=True, copy=False, default=True)
    _stale_idx = models.Index("(id) WHERE ledger_stale")
    _lease_idx = models.Index(f"(company_id, lease_key) WHERE {signals.RUNNING_LEASE}")

    def action_refresh(self):
        """Read the ledger again for these households and re-evaluate their signals.

        :return: an action that says so and shows the new figures
        """
        self.check_access("read")
        self._run_detection(self.ids)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s ledger(s) read again.", len(self)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.private
    @api.model
    def _mark_all_stale(self):
        """Have the next run read all ledgers again: what lines are has changed."""
        self.flush_model(["ledger_stale"])
        self.env.cr.execute(
            "UPDATE declic_household SET ledger_stale = TRUE WHERE NOT ledger_stale"
        )
        self.invalidate_model(["ledger_stale"])

    @api.private
    def _mark_stale(self, partner_ids):
        """Have the next run read the ledgers of these partners again."""
        if not partner_ids:
            return
        self.flush_model(["ledger_stale"])
        self.env.cr.execute(
            """
            UPDATE declic_household SET ledger_stale = TRUE
             WHERE NOT ledger_stale
               AND id IN (SELECT id FROM declic_household
                           WHERE partner_id = ANY(%(partners)s)
                           UNION
                          SELECT household_id FROM declic_household_member
                           WHERE partner_id = ANY(%(partners)s)
                           UNION
                          SELECT h.id FROM res_partner p
                            JOIN declic_household h ON h.partner_id = p.id
                           WHERE p.commercial_partner_id = ANY(%(partners)s))
            """,
            {"partners": list(partner_ids)},
        )
        self.invalidate_model(["ledger_stale"])

    @api.private
    def _run_detection(self, household_ids=None):
        """From the ledger to the worklist, whatever moved; writes only differences.

        :param household_ids: limit to these households, all the active ones when None
        :return: dict of counts: rows of ``months``, ``figures`` and ``clocks`` written,
            signals ``opened``, ``updated`` and ``closed``, ``levels`` changed
        """
        self.env.flush_all()
        counts = {
            **self._refresh_ledger(household_ids),
            **self._refresh_signals(household_ids),
        }
        self.env.invalidate_all(flush=False)
        return counts

    @api.private
    def _refresh_ledger(self, household_ids=None):
        """Months, figures and legal clock of these households."""
        cr, day = self.env.cr, fields.Date.context_today(self)
        lines = ledger.stage(cr, day, household_ids)
        return {
            "months": ledger.refresh_months(cr, lines, household_ids),
            "figures": figures.refresh_figures(cr, day, lines, household_ids),
            "clocks": arrears.refresh_clock(cr, day, lines, household_ids),
        }

    @api.private
    def _refresh_signals(self, household_ids=None):
        """Signals, levels and places on the worklist of these households."""
        cr, day = self.env.cr, fields.Date.context_today(self)
        chosen = SQL()
        if household_ids is not None:
            # Who shares a lease shares its signals.
            shared = [row[0] for row in signals.shared_leases(cr, household_ids)]
            household_ids = list({*household_ids, *shared})
            chosen = SQL("AND h.id = ANY(%s)", list(household_ids))
        tenancy.refresh(cr, day, chosen)
        return {
            **signals.refresh_signals(
                cr,
                self.env["declic.signal.rule"]._read_rules(),
                day,
                fields.Datetime.now(),
                self.env.uid,
                household_ids,
                # sudo: whether the books of a landlord are behind, whoever asks.
                self.env["res.company"].sudo()._declic_stale().ids,
            ),
            "levels": len(worklist.refresh_levels(cr, day, household_ids)),
        }

    @api.private
    def _refresh_levels(self):
        """Re-evaluate the levels of these households after a person's act."""
        if self.ids:
            self.env.flush_all()
            day = fields.Date.context_today(self)
            worklist.refresh_levels(self.env.cr, day, self.ids)
            self.invalidate_recordset()

    @api.model
    def _cron_control(self):
        """Before the nightly run: mark the households whose arrears differ from the
        open residuals. What the ORM was told of is found without it."""
        self.env.flush_all()
        day = fields.Date.context_today(self)
        drifted = watermark.drifted(self.env.cr, day)
        watermark.mark_stale(self.env.cr, drifted)
        self.invalidate_model(["ledger_stale"])
