import base64
import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..engine.cells import as_texts
from ..models.common.title import title as joined

_lt = LazyTranslate(__name__)

KINDS = {
    "caf_signal": _lt("CAF or MSA: arrears signalled"),
    "caf_plan": _lt("CAF or MSA: repayment plan sent"),
    "caf_check": _lt("CAF or MSA: check after six months"),
    "caf_end": _lt("CAF or MSA: end of the plan"),
    "ccapex": _lt("CCAPEX (Alexi/EXPLOC)"),
    "prefect": _lt("Prefect"),
    "diagnosis": _lt("Social and financial diagnosis"),
}
# What tells of resources is the social counsellor's alone.
SOCIAL = ("diagnosis",)


class DeclicOutsideSheet(models.TransientModel):
    """A sheet for a body outside (K14): read, copied, printed or taken as CSV.

    Nothing leaves from here by itself: a person hands it over, on a recorded basis.
    """

    _name = "declic.outside.sheet"
    _description = "Sheet for a body outside"
    _inherit = ["declic.named.mixin"]

    household_id = fields.Many2one("declic.household", required=True, readonly=True)
    kind = fields.Selection("_selection_kind", string="For", required=True)
    basis = fields.Selection(
        [
            ("law", "Duty of the law (CCH, L.824-1; loi 89-462, art. 24)"),
            ("agreed", "The household agrees"),
        ],
        required=True,
        default="law",
    )
    outside_reference = fields.Char(string="Alexi/EXPLOC reference")
    text = fields.Text(string="To copy", compute="_compute_text")
    csv = fields.Binary(string="CSV", compute="_compute_csv")

    @api.model
    def _selection_kind(self):
        may = self.env.user.has_group("declic.group_counsellor")
        return [
            (kind, self.env._(label))
            for kind, label in KINDS.items()
            if may or kind not in SOCIAL
        ]

    def _rows(self):
        """See :meth:`declic.household._outside_rows`, the typed reference in it."""
        self._check_kind()
        rows = self.household_id._outside_rows(self.kind)
        title, lines = rows[0]
        label = self._fields["outside_reference"]._description_string(self.env)
        basis = dict(self._fields["basis"]._description_selection(self.env))
        head = [(self.env._("Basis"), basis[self.basis])]
        if self.kind in ("ccapex", "prefect", "diagnosis"):
            head.append((label, self.outside_reference or ""))
        return [(title, [*head, *lines]), *rows[1:]]

    @api.depends("kind", "basis", "outside_reference")
    @api.depends_context("lang")
    def _compute_text(self):
        for sheet in self:
            sheet.text = sheet.kind and "\n\n".join(
                "\n".join([title.upper(), *(sheet._line(*line) for line in lines)])
                for title, lines in sheet._rows()
            )

    def _line(self, label, told):
        return self.env._("%(label)s: %(text)s", label=label, text=told)

    @api.depends("household_id.reference", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._selection_kind())
        for sheet in self:
            # It stands at the foot of the paper.
            sheet.display_name = joined(
                sheet.household_id.reference, kinds.get(sheet.kind)
            )

    @api.depends("kind", "basis", "outside_reference")
    @api.depends_context("lang")
    def _compute_csv(self):
        for sheet in self:
            sheet.csv = sheet.kind and base64.b64encode(sheet._csv())

    def _csv(self):
        """The sheet as a file that French spreadsheets open.

        :return: bytes; semicolons, UTF-8 with its mark
        """
        content = io.StringIO()
        rows = [
            [title, label, told]
            for title, lines in self._rows()
            for label, told in lines
        ]
        csv.writer(content, delimiter=";").writerows(as_texts(rows))
        return content.getvalue().encode("utf-8-sig")

    def _letterhead(self):
        """Name and logo of the landlord, who writes alone."""
        self.ensure_one()
        # sudo: the logo of an organisation, for whoever may print the sheet.
        company = self.household_id.sudo().company_id
        return {
            "landlord": company.name,
            "association": False,
            "landlord_logo": company._declic_logo(),
            "association_logo": False,
        }

    def _kind_label(self):
        self.ensure_one()
        return dict(self._selection_kind())[self.kind]

    def _check_kind(self):
        """Raise UserError when the sheet is not the reader's to make."""
        self.ensure_one()
        if self.kind not in dict(self._selection_kind()):
            raise UserError(self.env._("Choose for whom the sheet is."))
        if self.household_id.date_restricted and self.basis != "law":
            raise UserError(self.household_id._restricted_sentence())

    def _log_disclosure(self):
        """A sheet that is taken is handed over (C9)."""
        self.env["declic.disclosure"]._log(
            self.household_id,
            self._kind_label(),
            self.env._("Sheet for a body outside"),
            {"law": "duty", "agreed": "agreement"}[self.basis],
        )

    def action_print(self):
        """Print the sheet."""
        self._check_kind()
        self._log_disclosure()
        report = self.env.ref("declic.action_report_outside")
        return report.report_action(self)

    def action_csv(self):
        """Fetch the sheet as CSV."""
        self._check_kind()
        self._log_disclosure()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/csv?download=true"
            f"&filename=declic-{self.household_id.reference}-{self.kind}.csv",
        }
