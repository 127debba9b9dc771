from odoo import http

from .portal import HOME, DeclicPortal


class DeclicPortalNote(DeclicPortal):
    """Notes by audience."""

    @http.route(
        f"{HOME}/case/<int:case_id>/note",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_note(self, case_id, text="", audience=None, **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._declic_act(
            lambda: case.action_add_note(text, audience),
            f"{HOME}/case/{case.id}/notes",
            lambda error: self._render_case_form(
                case,
                "note",
                error=error,
                typed={"note_text": text, "note_audience": audience},
            ),
            "note",
        )

    @http.route(
        f"{HOME}/note/<int:note_id>/remove",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_note_remove(self, note_id, **kw):
        note = self._declic_record("declic.note", note_id)
        if not note:
            return self._declic_home()
        case = note.case_id
        return self._declic_act(
            note.action_remove,
            f"{HOME}/case/{case.id}/notes",
            lambda error: self._render_case(case, error=error, part="notes"),
            "removed",
        )
