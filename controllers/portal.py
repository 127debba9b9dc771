from odoo import fields, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

HOME = "/my/declic"
# Characters of one answer: some pages.
MAX_TEXT = 20_000


class DeclicPortal(CustomerPortal):
    """Pages of the association's users. They render as the user and hold no rule:
    parse, call one method of a model, render."""

    _declic_page_size = 20

    # Helpers of all pages

    def _declic_record(self, model, record_id):
        """The record if the user may read it, else None: “not yours” and “does not
        exist” get the same answer."""
        record = request.env[model].browse(record_id)
        try:
            record.check_access("read")
            record.read(["display_name"])
        except (AccessError, MissingError):
            return None
        return record

    def _declic_home(self):
        return request.redirect(HOME, code=303)

    def _posted_id(self, value):
        """The id that a form posted, or 0 when it is none."""
        return int(value) if value and value.isdecimal() and len(value) < 10 else 0

    def _posted_date(self, value):
        """The date that a form posted, or None when it is none."""
        try:
            return fields.Date.to_date(value or None)
        except ValueError:
            return None

    def _declic_pdf(self, report, record):
        """The PDF of ``record``, rendered with the rights of the reader; its name is
        the reference and nothing more."""
        content, _kind = request.env["ir.actions.report"]._render_qweb_pdf(
            report, record.ids
        )
        return self._pdf_response(content, record.display_name)

    def _pdf_response(self, content, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(f"{name}.pdf", "inline")),
            ],
        )

    def _declic_act(self, act, url, render, done):
        """Run one act of a model.

        :param act: callable without arguments
        :param url: where to go once it is done
        :param render: called with the error's sentence when it is refused
        :param done: key of the sentence that confirms it
        """
        refused = self._posted_too_long() or self._changed_meanwhile()
        if refused:
            return render(error=refused)
        try:
            with request.env.cr.savepoint():
                receipts = request.env["declic.form.receipt"]
                # Tapped twice, or sent again from the phone's outbox: done once.
                if receipts._take(request.params.get("declic_once")):
                    act()
        except UserError as error:
            return render(error=error.args[0])
        key, _version = self._posted_version()
        if key:
            request.env["declic.draft"]._forget(key)
        return request.redirect(f"{url}?done={done}", code=303)

    # What every posted form goes through

    def _posted_too_long(self):
        """The sentence that refuses a text of more than some pages, or None."""
        for value in request.params.values():
            if isinstance(value, str) and len(value) > MAX_TEXT:
                return request.env._(
                    "A text holds %s characters at most: shorten it and save again.",
                    MAX_TEXT,
                )
        return None

    def _posted_version(self):
        """(key of the form, version it showed) as its script posted them."""
        posted = request.params.get("declic_version")
        key, _dash, version = (posted if isinstance(posted, str) else "").rpartition(
            "-"
        )
        return key, version

    def _conflicts(self):
        """Where the posted form and what was saved since it was opened differ."""
        key, version = self._posted_version()
        record = self._form_record(key)
        if not record or not version or record._form_version() == version:
            return []
        return record._form_conflicts(request.params)

    def _form_record(self, key):
        """The record whose form ``key`` names, if the user may read it, else None."""
        try:
            return request.env["declic.draft"]._form_record(key)
        except UserError:
            return None

    def _changed_meanwhile(self):
        """The sentence that stops a form opened before somebody else saved it."""
        if self._conflicts():
            return request.env._(
                "Somebody saved this form since you opened it. Nothing was overwritten:"
                " compare below, then save again."
            )
        return None

    def _declic_values(self, page_name, done=None, **values):
        sentences = {
            "contact": request.env._("The contact is saved."),
            "planned": request.env._("The appointment is planned."),
            "moved": request.env._("The appointment is moved."),
            "taken_back": request.env._("The appointment is taken back."),
            "result": request.env._("The result of the appointment is saved."),
            "told": request.env._("Noted: the household was told."),
            "concern": request.env._("The referents of both sides are told."),
            "acknowledged": request.env._("Your name and the time are kept."),
            "settled": request.env._("The concern is settled."),
            "adhesion": request.env._("The household's answer is saved."),
            "position": request.env._("What the household said is saved."),
            "goal": request.env._("The goal is added to the plan."),
            "changed": request.env._("The plan is changed."),
            "agreed": request.env._("The household's agreement is saved."),
            "link": request.env._("The link is made: hand it over now."),
            "revoked": request.env._("The link opens nothing any more."),
            "assessment": request.env._("The assessment is saved."),
            "validated": request.env._("The assessment is validated."),
            "budget": request.env._("The budget is saved."),
            "proposed": request.env._("The plan was sent to the landlord."),
            "action": request.env._("The action is done."),
            "review": request.env._("Your part is saved."),
            "channel": request.env._("The safe channel is saved."),
            "referral": request.env._("The referral is saved."),
            "circle": request.env._("The circle is up to date."),
            "assigned": request.env._("The household has been handed over."),
            "aid": request.env._("The financial aid is up to date."),
            "complement": request.env._("The landlord is asked for a complement."),
            "declined": request.env._("The orientation is declined."),
            "accepted": request.env._("The household is yours: make contact."),
            "waiting": request.env._("All places are taken: the household waits."),
            "note": request.env._("The note is saved."),
            "document": request.env._("The document is added."),
            "removed": request.env._("It is taken away."),
            "sent": request.env._("Sent to the landlord: it is read-only now."),
            "correction": request.env._("The landlord is asked to give the form back."),
            "sessions": request.env._("The month is saved."),
        }
        is_post = request.httprequest.method == "POST"
        return {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "done": sentences.get(done),
            "error": None,
            "typed": {},
            "conflicts": self._conflicts() if is_post else [],
            "shut": request.env.user._declic_misses_second_factor(),
            **values,
        }

    def _file_values(self, case=None, orientation=None):
        """Notes and documents for the page of a case, or of an orientation.

        Searched and not read from the record: an act may have filled its cache with
        what the reader may not see.
        """
        types = request.env["declic.document.type"]
        documents = request.env["declic.document"]
        audiences = documents._fields["audience"]._description_selection(request.env)
        if case:
            return {
                "notes": request.env["declic.note"].search(
                    [("case_id", "=", case.id)], limit=self._declic_page_size
                ),
                "documents": documents.search([("case_id", "=", case.id)]),
                "audiences": audiences,
                "document_types": types.search([]),
            }
        return {
            "documents": documents.search([("orientation_id", "=", orientation.id)]),
            "missing": ", ".join(
                types._missing(orientation, "acceptance").mapped("name")
            ),
            "audiences": audiences,
            "document_types": types.search([]),
        }

    def _zone(self, record):
        """Name of the time zone where the household of ``record`` lives: an hour at
        its door is the same for who comes and who waits, whatever an account says."""
        # sudo: the landlord's time zone.
        return record.sudo().company_id._declic_zone()

    # Home tile and list

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        cases, orientations = (
            request.env["declic.case"],
            request.env["declic.orientation"],
        )
        if "declic_case_count" in counters:
            values["declic_case_count"] = (
                cases.search_count([("state", "!=", "closed")])
                if cases.has_access("read")
                else 0
            )
        if "declic_day_count" in counters:
            values["declic_day_count"] = (
                sum(map(len, cases._day().values())) if cases.has_access("read") else 0
            )
        if "declic_orientation_count" in counters:
            values["declic_orientation_count"] = (
                orientations.search_count([("state", "=", "sent")])
                if orientations.has_access("read")
                else 0
            )
        return values

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
        sortings = {
            "review": {
                "label": request.env._("Next review"),
                "order": "next_review_date, id",
            },
            "recent": {
                "label": request.env._("Newest first"),
                "order": "date_start desc, id desc",
            },
            "reference": {"label": request.env._("Reference"), "order": "reference"},
        }
        filters = {
            "running": {
                "label": request.env._("Running"),
                "domain": [("state", "!=", "closed")],
            },
            "closed": {
                "label": request.env._("Closed"),
                "domain": [("state", "=", "closed")],
            },
            "all": {"label": request.env._("All"), "domain": []},
        }
        sortby = sortby if sortby in sortings else "review"
        filterby = filterby if filterby in filters else "running"
        domain = list(filters[filterby]["domain"])
        search = (search or "").strip()[:80]
        if search:
            found = request.env["declic.household"].search(
                ["|", ("name", "ilike", search), ("city", "ilike", search)]
            )
            domain += [
                "|",
                ("reference", "ilike", search),
                ("household_id", "in", found.ids),
            ]
        total = cases.search_count(domain)
        pages = pager(
            url=HOME,
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=total,
            page=page,
            step=self._declic_page_size,
        )
        shown = cases.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._declic_page_size,
            offset=pages["offset"],
        )
        hearings = request.env["declic.procedure.step"]._near_hearings()
        if page == 1 and hearings:
            # They lead every list, whatever the order asked for.
            near = [("household_id", "in", [h.id for h in hearings])]
            shown = cases.search(domain + near) | shown
        waiting = request.env["declic.orientation"].search(
            [("state", "in", ("sent", "returned", "waiting"))],
            order="date_answer_due, id",
        )
        day = cases._day() if page == 1 and not search else {}
        households = (
            shown.household_id
            | waiting.household_id
            | cases.union(
                day.get("contacts", cases),
                day["appointments"].case_id if day else cases,
                day["reviews"].case_id if day else cases,
                day["actions"].plan_id.case_id if day else cases,
            ).household_id
        )._filtered_access("read")
        households.fetch(["name", "city"])
        return request.render(
            "declic.portal_home",
            self._declic_values(
                "declic",
                done=done,
                cases=shown,
                orientations=waiting,
                day=day,
                zone=self._zone,
                is_coordinator=request.env.user.has_group(
                    "declic.group_association_coordinator"
                ),
                hearings=hearings,
                visible=households,
                today=cases._fields["date_start"].context_today(cases),
                pager=pages,
                searchbar_sortings=sortings,
                searchbar_filters=filters,
                sortby=sortby,
                filterby=filterby,
                search=search,
                default_url=HOME,
            ),
        )
