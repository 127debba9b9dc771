"""Who has read a household's file (S1)."""

import logging
from functools import partial

import psycopg2

from odoo import api, fields, models
from odoo.modules.registry import Registry
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

PATHS = [
    ("screen", "Screen"),
    ("portal", "Portal"),
    ("pdf", "Printed document"),
    ("export", "Export"),
    ("api", "Other software"),
    ("person", "File of the person who asked"),
]
# What this process has written in the running hour, by database: a second page of the
# same file costs nothing.
_written = {}


class DeclicReadLog(models.Model):
    """One row for each person, household and hour, shown to the data officer.

    It is written after the reader's own transaction, in one of its own: a page waits
    for no lock, and what was refused or rolled back was not read. It shows a reference;
    nobody writes, changes or deletes it by hand.
    """

    _name = "declic.read.log"
    _description = "Reading of a file"
    _order = "hour desc, id desc"
    _log_access = False
    _rec_name = "reference"

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, ondelete="cascade"
    )
    household_id = fields.Many2one(
        "declic.household",
        string="Household file",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    reference = fields.Char(string="Household", readonly=True, index=True)
    hour = fields.Datetime(required=True, readonly=True)
    path = fields.Selection(PATHS, string="First read by", readonly=True)

    _once = models.UniqueIndex("(user_id, household_id, hour)", "Written already.")
    _hour_idx = models.Index("USING brin (hour)")
    _household_idx = models.Index("(household_id, hour)")

    @api.private
    @api.model
    def _log(self, households, path):
        """Have it written that the user read these households' files.

        :param path: of ``PATHS``: how
        """
        user = self.env.user
        # The household reads its own sheet as nobody; a cron reads for nobody.
        if not households or user._is_public() or user._is_superuser():
            return
        cr = self.env.cr
        hour = fields.Datetime.now().replace(minute=0, second=0)
        known = _known(cr.dbname, hour)
        new = [one for one in households.ids if (user.id, one) not in known]
        if new:
            cr.postcommit.add(partial(_write, cr.dbname, user.id, new, hour, path))


def _known(database, hour):
    """The (user, household) that this process has written in this hour."""
    if _written.get(database, (None,))[0] != hour:
        _written[database] = hour, set()
    return _written[database][1]


def _write(database, user_id, household_ids, hour, path):
    try:
        with Registry(database).cursor() as cr:
            cr.execute(
                SQL(
                    """INSERT INTO declic_read_log
                           (user_id, household_id, company_id, reference, hour, path)
                    SELECT %s, id, company_id, reference, %s, %s
                      FROM declic_household WHERE id = ANY(%s)
                    ON CONFLICT DO NOTHING""",
                    user_id,
                    hour,
                    path,
                    household_ids,
                )
            )
        # Only now: what was rolled back and tried again is read by the second try.
        _known(database, hour).update((user_id, one) for one in household_ids)
    except psycopg2.Error:
        # What was read is shown already; the next hour's reading is written again.
        _logger.exception("read log: a reading was not written")
