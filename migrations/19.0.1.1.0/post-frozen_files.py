"""Every frozen document is a ``declic.frozen.file``, and each page carries its styles.

Plans and repayment plans kept their files in fields of their own: the files change
hands and not a byte. A page that was frozen and not printed yet named its style sheet
by address: it gets the one of today, the nearest that is left.
"""

import base64
import hashlib
import logging

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tools.sql import column_exists

_logger = logging.getLogger(__name__)

# Table, column of the hash, field of the file, audiences, columns of the new row.
OLD_FILES = (
    ("declic_plan", "pdf_shared_hash", "pdf_shared", ("landlord",)),
    ("declic_plan", "pdf_whole_hash", "pdf_whole", ("association", "household")),
    ("declic_repayment_plan", "pdf_hash", "pdf", ("recovery",)),
)
ROWS = {
    "declic_plan": """
        SELECT p.id, p.{sha256} AS sha256, p.company_id, p.household_id, p.case_id,
            c.reference || '-plan-v' || p.version AS name,
            c.reference || ' · plan v' || p.version AS title,
            coalesce(p.date_approved, p.write_date) AS frozen_on
        FROM declic_plan p JOIN declic_case c ON c.id = p.case_id
    """,
    "declic_repayment_plan": """
        SELECT p.id, p.{sha256} AS sha256, p.company_id, p.household_id,
            NULL::integer AS case_id, p.reference AS name, p.reference AS title,
            p.write_date AS frozen_on
        FROM declic_repayment_plan p
    """,
}


def migrate(cr, version):
    if not version:
        return
    for table, sha256, field, audiences in OLD_FILES:
        if column_exists(cr, table, sha256):
            for audience in audiences:
                _copy(cr, table, sha256, field, audience)
            _drop(cr, table, field)
            cr.execute(f"ALTER TABLE {table} DROP COLUMN {sha256}")
    _carry_styles(api.Environment(cr, SUPERUSER_ID, {}))


def _model(table):
    return {
        "declic_plan": "declic.plan",
        "declic_repayment_plan": "declic.repayment.plan",
    }[table]


def _copy(cr, table, sha256, field, audience):
    model = _model(table)
    cr.execute(
        f"""
        WITH made AS (
            INSERT INTO declic_frozen_file (
                name, title, res_model, res_id, audience, sha256, company_id,
                household_id, case_id, create_date, create_uid, write_date, write_uid
            )
            SELECT r.name || '.pdf', r.title, %(model)s, r.id, %(audience)s, r.sha256,
                r.company_id, r.household_id, r.case_id, r.frozen_on, 1, r.frozen_on, 1
            FROM ({ROWS[table].format(sha256=sha256)}) r
            WHERE r.sha256 IS NOT NULL AND EXISTS (
                SELECT FROM ir_attachment f
                WHERE f.res_model = %(model)s AND f.res_id = r.id
                    AND f.res_field = %(field)s
            )
            RETURNING id, res_id
        )
        INSERT INTO ir_attachment (
            name, res_model, res_field, res_id, type, company_id, public, store_fname,
            db_datas, file_size, checksum, mimetype, create_date, create_uid
        )
        SELECT 'content', 'declic.frozen.file', 'content', m.id, f.type, f.company_id,
            f.public, f.store_fname, f.db_datas, f.file_size, f.checksum, f.mimetype,
            f.create_date, f.create_uid
        FROM made m JOIN ir_attachment f ON f.res_model = %(model)s
            AND f.res_id = m.res_id AND f.res_field = %(field)s
        """,
        {"model": model, "field": field, "audience": audience},
    )
    _logger.info("%s: %s files of %s for the %s", model, cr.rowcount, field, audience)


def _drop(cr, table, field):
    """Nothing is left behind that an erased household would not take with it; the bytes
    lie in the filestore by their content, under their new rows."""
    cr.execute(
        "DELETE FROM ir_attachment WHERE res_model = %s AND res_field = %s",
        [_model(table), field],
    )


def _carry_styles(env):
    """Make pages that name their style sheet into pages that carry it."""
    files = env["declic.frozen.file"].search(
        [("sha256", "=", False), ("style_id", "=", False)]
    )
    for file in files.with_context(bin_size=False):
        report = env["ir.actions.report"]._get_report(file.report_name)
        try:
            kept = file._page_values(*report._page_sheet(base64.b64decode(file.page)))
        except UserError:
            env.cr.execute(
                "UPDATE declic_frozen_file SET print_error = 'picture' WHERE id = %s",
                [file.id],
            )
            _logger.warning("frozen document %s: a picture is missing", file.id)
            continue
        content = base64.b64decode(kept["page"])
        # Past the guards of proofs, which know no change at all.
        env.cr.execute(
            """
            UPDATE ir_attachment
            SET db_datas = %s, store_fname = NULL, file_size = %s, checksum = %s,
                mimetype = 'application/gzip', index_content = NULL
            WHERE res_model = 'declic.frozen.file' AND res_field = 'page'
                AND res_id = %s
            """,
            [content, len(content), hashlib.sha1(content).hexdigest(), file.id],
        )
        env.cr.execute(
            "UPDATE declic_frozen_file SET page_sha256 = %s, style_id = %s"
            " WHERE id = %s",
            [kept["page_sha256"], kept["style_id"], file.id],
        )
    env.invalidate_all()
