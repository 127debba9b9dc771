from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.household.contact import MEDIA
from .portal import HOME
from .portal_case import DeclicPortalCase

# The results that a worker taps after each kind of contact; the rest is for offices.
TAPPED_RESULTS = ("no_answer", "reached", "kept", "missed", "excused", "sent")


class DeclicPortalContact(DeclicPortalCase):
    """Log a contact: two taps after the household's page, more when one likes."""

    def _posted_ids(self, name):
        """Ids of the boxes ticked under ``name`` in the form that was posted."""
        posted = request.httprequest.form.getlist(name)
        return [self._posted_id(value) for value in posted if self._posted_id(value)]

    def _posted_minutes(self, value):
        """Minutes that a form posted, 0 when empty.

        :raises UserError: no number, or more than a day
        """
        spent = (value or "0").strip()
        if not spent.isascii() or not spent.isdecimal() or int(spent[:6]) > 1440:
            raise UserError(request.env._("Minutes go from 0 to 1440."))
        return int(spent)

    def _presents(self):
        return request.env["declic.reason"].search([("kind", "=", "present")])

    def _render_contact(self, case, medium="visit", error=None, typed=None):
        return request.render(
            "declic.portal_contact",
            self._declic_values(
                "declic_contact",
                error=error,
                typed=typed or {},
                case=case,
                medium=medium if medium in dict(MEDIA) else "visit",
                media=self._labels("declic.contact", "medium"),
                places=self._labels("declic.contact", "place"),
                presents=self._presents(),
                thirds=request.env["declic.reason"].search([("kind", "=", "circle")]),
                ticked=self._posted_ids("present_ids") if typed else [],
                results=self._labels("declic.contact", "result", TAPPED_RESULTS),
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
        **kw,
    ):
        case = self._declic_record("declic.case", case_id)
        if not case:
            return self._declic_home()
        typed = {"minutes": minutes, "place": place, "third_party_id": third_party_id}
        return self._declic_act(
            lambda: case.action_log_contact(
                medium,
                result,
                self._posted_minutes(minutes),
                place=place,
                present_ids=self._posted_ids("present_ids"),
                third_party_id=self._posted_id(third_party_id),
            ),
            f"{HOME}/case/{case.id}",
            lambda error: self._render_contact(case, medium, error=error, typed=typed),
            "contact",
        )
