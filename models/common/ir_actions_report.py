import io
from collections import OrderedDict

from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        # Odoo leaves the right to read to the template, where what was read as
        # superuser before is served from the cache.
        model = self.env.get(report.model)
        if model is not None and model._name.startswith("declic."):
            model.browse(docids).check_access("read")
        return super()._get_rendering_context(report, docids, data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # A form that was validated is not printed again: its frozen file is handed out.
        model = self.env.get(self._get_report(report_ref).model)
        if not res_ids or not hasattr(model, "_frozen_bytes"):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        name = self._get_report(report_ref).report_name
        kept = {}
        for record in model.browse(res_ids):
            content = record._frozen_bytes(name)
            if content:
                kept[record.id] = {"stream": io.BytesIO(content), "attachment": None}
        missing = [res_id for res_id in res_ids if res_id not in kept]
        made = (
            super()._render_qweb_pdf_prepare_streams(report_ref, data, missing)
            if missing
            else {}
        )
        return OrderedDict((i, kept.get(i) or made[i]) for i in dict.fromkeys(res_ids))
