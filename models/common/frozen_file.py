import base64
import gzip
import hashlib
import json
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.renderer import PrintError
from .portal_mixin import OF_HOUSEHOLD

_logger = logging.getLogger(__name__)

AUDIENCES = [
    ("household", "Household"),
    ("association", "Association"),
    ("landlord", "Landlord"),
    ("recovery", "Recovery"),
    ("funder", "Funder"),
]
# Why a page could not be printed.
PRINT_ERRORS = [
    ("missing", "No PDF renderer on the server"),
    ("renderer", "The PDF renderer stopped with an error"),
    ("slow", "The PDF renderer took too long"),
    ("picture", "A picture cannot be drawn"),
    ("altered", "What was frozen is no longer what is stored"),
    ("other", "Another error: see the server's log"),
]
# A page that could not be printed is tried again by the next night's run.
RETRY_HOURS = 20


class DeclicFrozenFile(models.Model):
    """A form as it was validated, one file per reader: the same bytes ever after (V1).

    What it says and how it looks are frozen with the validation, as the page and the
    style sheet of that day; the PDF is printed from them by the cron or at the first
    reading, whichever is first, so that nobody waits for five PDFs. Who reads it
    follows from its audience and from the case, by record rules; nobody writes or
    deletes it by hand.
    """

    _name = "declic.frozen.file"
    _description = "Frozen document"
    _inherit = ["declic.portal.mixin"]
    _order = "id desc"
    _programme_path = OF_HOUSEHOLD
    _proof_fields = frozenset({"page", "content"})
    _portal_fields = frozenset(
        {
            "name",
            "title",
            "audience",
            "content",
            "sha256",
            "case_id",
            "orientation_id",
            "res_model",
            "res_id",
        }
    )

    name = fields.Char(required=True, readonly=True, help="A reference, never a name.")
    title = fields.Char(readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True, index=True
    )
    audience = fields.Selection(AUDIENCES, required=True, readonly=True)
    report_name = fields.Char(readonly=True)
    page = fields.Binary(
        attachment=True,
        readonly=True,
        help="What the renderer is given, as JSON, compressed.",
    )
    page_sha256 = fields.Char(string="SHA-256 of the page", readonly=True)
    # One attachment for all the pages that were frozen with the same style sheet.
    style_id = fields.Many2one(
        "ir.attachment",
        string="Style sheet",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    content = fields.Binary(attachment=True, readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    print_error = fields.Selection(
        PRINT_ERRORS, string="Why it could not be printed", readonly=True
    )
    date_print_error = fields.Datetime(string="Last tried on", readonly=True)
    is_closing = fields.Boolean(readonly=True)
    is_withheld = fields.Boolean(
        readonly=True,
        help="It names an adult who no longer agrees: a later file took its place.",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    household_id = fields.Many2one(
        "declic.household", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    orientation_id = fields.Many2one(
        "declic.orientation", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    case_id = fields.Many2one(
        "declic.case", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    session_id = fields.Many2one(
        "declic.review.session",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )

    _to_print_idx = models.Index("(id) WHERE sha256 IS NULL")
    _print_error_idx = models.Index("(print_error) WHERE print_error IS NOT NULL")
    _something_kept = models.Constraint(
        "CHECK(sha256 IS NOT NULL OR page_sha256 IS NOT NULL)",
        "A frozen document holds its page or its file.",
    )

    def write(self, vals):
        # Once: the bytes printed from the frozen page; until then, why there are none.
        trying = {"content", "sha256", "print_error", "date_print_error"}
        printing = vals.keys() <= trying and not any(self.mapped("sha256"))
        withholding = vals == {"is_withheld": True}
        if vals and not (self.env.su and (printing or withholding)):
            raise UserError(self.env._("A frozen document cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_hand(self):
        if not self.env.su:
            raise UserError(self.env._("A frozen document cannot be deleted by hand."))

    # The page

    @api.model
    def _page_values(self, sheet, styles):
        """What keeps a document that is not printed yet: values of a frozen file.

        :param sheet: as ``ir.actions.report._sheet`` made it
        :param styles: its style sheet
        """
        styles = styles.encode()
        told = {**sheet, "styles": _sha256(styles)}
        # The same bytes for the same sheet: no time of day in them.
        page = gzip.compress(json.dumps(told, sort_keys=True).encode(), mtime=0)
        return {
            "page": base64.b64encode(page),
            "page_sha256": _sha256(page),
            "style_id": self._store_styles(styles, told["styles"]).id,
        }

    def _sheet(self):
        """What :meth:`_page_values` kept: the sheet, and the hash of its styles."""
        self.ensure_one()
        page = base64.b64decode(self.with_context(bin_size=False).page)
        return json.loads(gzip.decompress(page))

    @api.model
    def _store_styles(self, styles, sha256):
        """The attachment that holds ``styles``, made when there is none yet."""
        # sudo: no reader's document by itself; nobody else reads or writes it.
        attachments = self.env["ir.attachment"].sudo()
        name = f"declic-{sha256}.css"
        known = attachments.search(
            [("res_model", "=", self._name), ("res_id", "=", 0), ("name", "=", name)],
            limit=1,
        )
        return known or attachments.create(
            {
                "name": name,
                "raw": styles,
                # Not text/css: Odoo would keep its words a second time, to search them.
                "mimetype": "application/octet-stream",
                "res_model": self._name,
                "res_id": 0,
            }
        )

    # Printing

    def _bytes(self):
        """The file's bytes, printed now from the frozen page if it was not yet.

        :raises AccessError: the file is another reader's
        :raises UserError: it cannot be printed
        """
        self.ensure_one()
        self.check_access("read")
        self._log_read("pdf")
        # sudo: printing writes the bytes, for whoever may read the file.
        file = self.sudo().with_context(bin_size=False)
        if not file.sha256:
            try:
                file._print()
            except PrintError as error:
                raise self.env["ir.actions.report"]._refusal(error) from error
        return base64.b64decode(file.content)

    def _print(self):
        """Print the frozen page as PDF and keep the bytes.

        :raises PrintError: the renderer complained, or the page is not what was frozen
        """
        self.ensure_one()
        if not self._is_intact():
            raise PrintError("altered")
        content = self.env["ir.actions.report"]._print_sheet(
            self._sheet(), self.style_id.raw.decode()
        )
        self.write(
            {
                "content": base64.b64encode(content),
                "sha256": _sha256(content),
                "print_error": False,
                "date_print_error": False,
            }
        )

    @api.model
    def _cron_print(self, limit=50):
        """Print what was frozen since the last run, in small commits.

        One that cannot be printed stops none behind it: it is marked, the
        administrators are told once, and it is tried again the night after.
        """
        since = fields.Datetime.now() - timedelta(hours=RETRY_HOURS)
        waiting = Domain("sha256", "=", False) & (
            Domain("date_print_error", "=", False)
            | Domain("date_print_error", "<", since)
        )
        order = "date_print_error ASC NULLS FIRST, id"
        news = 0
        for file in self.search(waiting, limit=limit, order=order):
            # Somebody may be reading it, and so printing it, at this moment.
            if file.try_lock_for_update(allow_referencing=True) and not file.sha256:
                known = file.print_error
                news += not file._try_print() and not known
            remaining = self.search_count(waiting)
            self.env["ir.cron"]._commit_progress(1, remaining=remaining)
        if news:
            self._notify_administrators(news)

    def _try_print(self):
        """Print this file, or mark it with the reason.

        :return: whether it was printed
        """
        try:
            with self.env.cr.savepoint():
                self._print()
            return True
        except PrintError as error:
            code, details = error.code, error.details
        except Exception as error:
            # Whatever it is, the next one is printed. Its type alone goes to the log:
            # its text may hold what the page says.
            code, details = "other", type(error).__name__
        _logger.warning("frozen document %s not printed: %s %s", self.id, code, details)
        self.write({"print_error": code, "date_print_error": fields.Datetime.now()})
        return False

    @api.model
    def _notify_administrators(self, count):
        lang = self.env.company.partner_id.lang or self.env.lang
        told = self.with_context(lang=lang)
        self.env["ir.cron"]._notify_admin(
            told.env._(
                "%s validated documents could not be printed. They are tried again each"
                " night; why stands in Déclic, Configuration, Documents not printed.",
                count,
            )
        )

    def _is_intact(self):
        """Whether page, style sheet and bytes are still those that were frozen."""
        self.ensure_one()
        file = self.with_context(bin_size=False)
        page = base64.b64decode(file.page or b"")
        content = base64.b64decode(file.content or b"")
        known = [(page, file.page_sha256), (content, file.sha256)]
        if file.style_id and _sha256(page) == file.page_sha256:
            # sudo: the style sheet belongs to no reader.
            known.append((file.style_id.sudo().raw, file._sheet()["styles"]))
        return all(not sha256 or _sha256(kept) == sha256 for kept, sha256 in known)

    def action_download(self):
        """Download the file."""
        self.ensure_one()
        self._bytes()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/declic.frozen.file/{self.id}/content"
            f"?download=true&filename={self.name}",
        }


def _sha256(content):
    return hashlib.sha256(content).hexdigest()
