import secrets

from odoo import http
from odoo.http import request

from ..models.household.contact import MEDIA, RESULTS_BY_MEDIUM
from .form import (
    labels,
    posted_id,
    posted_ids,
    posted_minutes,
    posted_since,
    reasons,
    zone,
)
from .portal import HOME, DeclicPortal

# What answers an appointment that was planned.
MET_RESULTS = ("no_answer", "reached", "kept", "missed", "excused")


class DeclicPortalContact(DeclicPortal):
    """Log a contact: two taps after the household's page, more when one likes."""

    def _render_contact(self, case, medium="visit", error=None, typed=None):
        met = {key: case._met_by(key) for key in ("visit", "office", "agency", "phone")}
        return request.render(
            "declic.portal_contact",
            self._declic_values(
                "declic_contact",
                error=error,
                typed=typed or {},
                case=case,
                once=secrets.token_hex(16),
                medium=medium if medium in dict(MEDIA) else "visit",
                media=labels("declic.contact", "medium"),
                places=labels("declic.contact", "place"),
                initiatives=labels("declic.contact", "initiative"),
                presents=reasons("present"),
                thirds=reasons("circle"),
                ticked=posted_ids("present_ids") if typed else [],
                results=[
                    (
                        key,
                        label,
                        [m for m, of in RESULTS_BY_MEDIUM.items() if key in of],
                    )
                    for key, label in labels("declic.contact", "result")
                ],
                met={key: found for key, found in met.items() if found},
                zone=zone,
                whens=[
                    ("today", request.env._("Today")),
                    ("yesterday", request.env._("Yesterday")),
                    ("other", request.env._("Another day")),
                ],
            ),
        )

    @http.route(
        f"{HOME}/case/<int:case_id>/contact",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_contact(self, case_id, medium="visit", **kw):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        return self._render_contact(case, medium)

    @http.route(
        f"{HOME}/case/<int:case_id>/contact",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_contact_save(
        self,
        case_id,
        medium=None,
        result=None,
        minutes="",
        place=None,
        third_party_id=None,
        **more,
    ):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        typed = {
            "minutes": minutes,
            "place": place,
            "third_party_id": third_party_id,
            **more,
        }

        def log():
            spent, present = posted_minutes(minutes), posted_ids("present_ids")
            meeting = posted_id(more.get(f"met_{medium}"))
            if meeting and result in MET_RESULTS:
                return case.action_log_meeting(meeting, result, spent, present)
            return case.action_log_contact(
                medium,
                result,
                spent,
                date=posted_since(case, more.get("when"), more.get("day")),
                place=place,
                present_ids=present,
                third_party_id=posted_id(third_party_id),
                initiative=more.get("initiative"),
            )

        return self._declic_act(
            log,
            f"{HOME}/case/{case.id}",
            lambda error: self._render_contact(case, medium, error=error, typed=typed),
            "contact",
        )

    @http.route(
        f"{HOME}/contact/<int:contact_id>/undo",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_contact_undo(self, contact_id, **kw):
        contact = self._declic_record("declic.contact", contact_id)
        if not contact:
            return self._declic_home()
        case = contact.case_id
        return self._declic_act(
            contact.action_undo,
            f"{HOME}/case/{case.id}",
            lambda error: self._render_case(case, error=error),
            "undone",
        )
