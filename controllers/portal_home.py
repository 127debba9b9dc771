from odoo import http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools.translate import LazyTranslate

from odoo.addons.portal.controllers.portal import pager

from ..models.support.case_day import AT_LANDLORD
from .day import day_cases, day_groups, is_cut
from .form import zone
from .portal import HOME, DeclicPortal

_lt = LazyTranslate(__name__)
PAGE_SIZE = 20
MAX_CLOSINGS = 200
SORTINGS = {
    "review": (_lt("Next review"), "next_review_date, id"),
    "recent": (_lt("Newest first"), "date_start desc, id desc"),
    "reference": (_lt("Reference"), "reference"),
}
FILTERS = {
    "running": (_lt("Running"), Domain("state", "!=", "closed")),
    "closed": (_lt("Closed"), Domain("state", "=", "closed")),
    "all": (_lt("All"), Domain.TRUE),
}


def _bar(choices):
    """``choices`` as the bar above a list shows them."""
    return {key: {"label": request.env._(label)} for key, (label, _) in choices.items()}


class DeclicPortalHome(DeclicPortal):
    """The tile on the portal's home, what waits today, and the list of households."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        cases = request.env["declic.case"]
        orientations = request.env["declic.orientation"]
        if "declic_case_count" in counters:
            values["declic_case_count"] = (
                cases.search_count([("state", "!=", "closed")])
                if cases.has_access("read")
                else 0
            )
        if "declic_day_count" in counters:
            values["declic_day_count"] = (
                self._waiting_count(cases._day()) if cases.has_access("read") else 0
            )
        if "declic_orientation_count" in counters:
            values["declic_orientation_count"] = (
                orientations.search_count([("state", "=", "sent")])
                if orientations.has_access("read")
                else 0
            )
        return values

    def _waiting_count(self, day):
        """What waits for the reader: not what was sent and lies with the landlord."""
        return sum(len(rows) for kind, rows in day.items() if kind != AT_LANDLORD)

    @http.route(
        [HOME, f"{HOME}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def declic_home(
        self, page=1, sortby=None, filterby=None, search=None, done=None, **kw
    ):
        cases = request.env["declic.case"]
        if not cases.has_access("read"):
            is_psychologist = request.env.user.has_group("declic.group_psychologist")
            return request.redirect(f"{HOME}/sessions" if is_psychologist else "/my")
        search = (search or "").strip()[:80]
        listed = self._home_list(page, sortby, filterby, search)
        waiting = request.env["declic.orientation"].search(
            [("state", "in", ("sent", "returned", "waiting"))],
            order="date_answer_due, id",
        )
        is_start = page == 1 and not (search or filterby)
        day = cases._day() if is_start else {}
        concerns = day["concerns"] if day else cases._open_concerns()
        today = cases._fields["date_start"].context_today(cases)
        return request.render(
            "declic.portal_home",
            self._declic_values(
                "declic",
                done=done,
                to_answer=waiting.filtered(lambda o: o.state == "sent"),
                queued=waiting.filtered(lambda o: o.state == "waiting"),
                returned=waiting.filtered(lambda o: o.state == "returned"),
                day=day,
                groups=day_groups(day, today) if day else [],
                is_cut=is_cut(day),
                concerns=concerns,
                worried=concerns.case_id,
                closings=self._home_closings(listed),
                workers=self._home_workers(),
                late=listed["cases"]._late_with_a_form(),
                zone=zone,
                is_coordinator=request.env.user.has_group(
                    "declic.group_association_coordinator"
                ),
                visible=self._home_households(listed["cases"], waiting, concerns, day),
                today=today,
                **listed,
            ),
        )

    def _home_list(self, page, sortby, filterby, search):
        """The cases of one page of the list, and its bar."""
        cases = request.env["declic.case"]
        sortby = sortby if sortby in SORTINGS else "review"
        filterby = filterby if filterby in FILTERS else "running"
        domain = FILTERS[filterby][1]
        if search:
            # Whoever looks for a household looks for it wherever it is.
            filterby = "all"
            domain = cases._found(search)
        total = cases.search_count(domain)
        pages = pager(
            url=HOME,
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=total,
            page=page,
            step=PAGE_SIZE,
        )
        shown = cases.search(
            domain,
            order=SORTINGS[sortby][1],
            limit=PAGE_SIZE,
            offset=pages["offset"],
        )
        hearings = request.env["declic.procedure.step"]._near_hearings()
        if page == 1 and hearings:
            # They lead every list, whatever the order asked for.
            near = Domain("household_id", "in", [h.id for h in hearings])
            shown = cases.search(domain & near) | shown
        return {
            "cases": shown,
            "hearings": hearings,
            "pager": pages,
            "total": total,
            "searchbar_sortings": _bar(SORTINGS),
            "searchbar_filters": _bar(FILTERS),
            "sortby": sortby,
            "filterby": filterby,
            "search": search,
            "default_url": HOME,
        }

    def _home_closings(self, listed):
        """Closing forms that stay readable once the support is closed."""
        reviews = request.env["declic.review"]
        if listed["filterby"] != "closed":
            return reviews
        return reviews.search(
            [("review_type", "=", "closing"), ("state", "=", "validated")],
            order="date_held desc, id desc",
            limit=MAX_CLOSINGS,
        )

    def _home_workers(self):
        """Names of the association's workers by id, for who coordinates them."""
        user = request.env.user
        if not user.has_group("declic.group_association_coordinator"):
            return {}
        association = user.commercial_partner_id
        return dict(
            request.env["declic.orientation"]._association_users_of(association)
        )

    def _home_households(self, shown, waiting, concerns, day):
        """Households of the page whose name the reader may read."""
        cases = shown | concerns.case_id
        if day:
            cases |= day_cases(day)
        households = cases.household_id | waiting.household_id
        households = households._filtered_access("read")
        households.fetch(["name", "city"])
        return households
