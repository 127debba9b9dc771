import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .portal_mixin import OF_HOUSEHOLD

AUDIENCES = [
    ("household", "Household"),
    ("association", "Association"),
    ("landlord", "Landlord"),
    ("recovery", "Recovery"),
    ("funder", "Funder"),
]


class DeclicFrozenFile(models.Model):
    """A form as it was validated, one file per reader: the same bytes ever after (V1).

    What it says is frozen with the validation, as the page that was made then; the PDF
    is printed from that page by the cron or at the first reading, whichever is first,
    so that nobody waits for five PDFs. Who reads it follows from its audience and from
    the case, by record rules; nobody writes or deletes it by hand.
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
    page = fields.Binary(attachment=True, readonly=True)
    page_sha256 = fields.Char(string="SHA-256 of the page", readonly=True)
    content = fields.Binary(attachment=True, readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
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

    _to_print_idx = models.Index("(id) WHERE sha256 IS NULL")
    _something_kept = models.Constraint(
        "CHECK(sha256 IS NOT NULL OR page_sha256 IS NOT NULL)",
        "A frozen document holds its page or its file.",
    )

    def write(self, vals):
        # Once: the bytes printed from the frozen page.
        printing = vals.keys() <= {"content", "sha256"} and self.env.su
        withholding = vals == {"is_withheld": True} and self.env.su
        if vals and not withholding and not (
            printing and not any(self.mapped("sha256"))
        ):
            raise UserError(self.env._("A frozen document cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_hand(self):
        if not self.env.su:
            raise UserError(self.env._("A frozen document cannot be deleted by hand."))

    def _bytes(self):
        """The file's bytes, printed now from the frozen page if it was not yet.

        :raises AccessError: the file is another reader's
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: printing writes the bytes, for whoever may read the file.
        file = self.sudo().with_context(bin_size=False)
        if not file.sha256:
            file._print()
        return base64.b64decode(file.content)

    def _print(self):
        """Print the frozen page as PDF and keep the bytes."""
        self.ensure_one()
        report = self.env["ir.actions.report"]._get_report(self.report_name)
        page = base64.b64decode(self.with_context(bin_size=False).page)
        bodies, _ids, header, footer, options = report._prepare_html(
            page, report_model=self.res_model
        )
        content = report._run_wkhtmltopdf(
            bodies,
            report_ref=self.report_name,
            header=header,
            footer=footer,
            specific_paperformat_args=options,
        )
        self.write(
            {
                "content": base64.b64encode(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )

    @api.model
    def _cron_print(self, limit=50):
        """Print what was frozen since the last run, in small commits."""
        waiting = Domain("sha256", "=", False)
        for file in self.search(waiting, limit=limit, order="id"):
            file._print()
            remaining = self.search_count(waiting)
            self.env["ir.cron"]._commit_progress(1, remaining=remaining)

    def _is_intact(self):
        """Whether page and bytes are still those that were frozen."""
        self.ensure_one()
        file = self.with_context(bin_size=False)
        return all(
            not known or hashlib.sha256(base64.b64decode(content)).hexdigest() == known
            for content, known in (
                (file.page, file.page_sha256),
                (file.content, file.sha256),
            )
        )

    def action_download(self):
        """Download the file."""
        self.ensure_one()
        self._bytes()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/declic.frozen.file/{self.id}/content"
            f"?download=true&filename={self.name}",
        }
