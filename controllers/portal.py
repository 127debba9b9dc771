import re

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal

from .done_messages import DONE
from .form import REQUIRED
from .form_pages import CASE_FORMS, ORIENTATION_FORMS
from .shared_pages import case_values, orientation_values

HOME = "/my/declic"
# Characters of one answer: some pages.
MAX_TEXT = 20_000
# A key of a list, an id, an amount, a date, an hour, a box: nothing that one writes.
_CHOICE = re.compile(r"[a-z_]{0,30}|[\d.,:/ -]*")


def _done_url(url, done):
    """``url``, which may name a place on its page, with what was done."""
    path, dash, place = url.partition("#")
    return f"{path}?done={done}{dash}{place}"


class DeclicPortal(CustomerPortal):
    """What the pages of the association's users have in common.

    They render as the user and hold no rule: parse, call one method of a model, render.
    Odoo makes one class of all pages: each of them stands on this one alone, and their
    methods have names of their own.
    """

    def _declic_record(self, model, record_id):
        """The record if the user may read it, else None: “not yours” and “does not
        exist” get the same answer."""
        record = request.env[model].browse(record_id)
        try:
            record.check_access("read")
            record.read(["display_name"])
        except (AccessError, MissingError):
            return None
        if issubclass(type(record), request.env.registry["declic.portal.mixin"]):
            record._log_read("portal")
        return record

    def _declic_home(self):
        """Where one is led from what is not (any more) one's own; what was typed there
        is given back, without a word on whether there is such a file."""
        words = self._posted_words()
        if not words:
            return request.redirect(HOME, code=303)
        return request.render(
            "declic.portal_not_yours",
            self._declic_values("declic_not_yours", words=words, conflicts=[]),
            status=403,
        )

    def _posted_words(self):
        """What somebody wrote in the form that was posted: neither a token, nor a
        choice of a list, a number, or a date."""
        if request.httprequest.method != "POST":
            return []
        return [
            value
            for name, value in request.httprequest.form.items()
            if not name.startswith(("csrf_token", "declic_"))
            and not _CHOICE.fullmatch(value.strip())
        ]

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

    def _declic_act(self, act, url, render, done, then=None):
        """Run one act of a model.

        :param act: callable without arguments
        :param url: where to go once it is done
        :param render: called with the error's sentence when it is refused
        :param done: key in ``DONE`` of the sentence that confirms it
        :param then: called with what the act made, if anything: the address of its own
            page, or None for ``url``
        """
        refused = self._posted_too_long() or self._changed_meanwhile()
        if refused:
            return render(error=refused)
        receipts = request.env["declic.form.receipt"]
        once = request.params.get("declic_once")
        try:
            with request.env.cr.savepoint():
                # Tapped twice, or sent again from the phone's outbox: done once, and
                # the second is answered as the first was.
                if receipts._take(once):
                    made = act()
                    target = (then and made and then(made)) or _done_url(url, done)
                    receipts._set_target(once, target)
                else:
                    target = receipts._target(once) or _done_url(url, done)
        except UserError as error:
            return render(error=error.args[0])
        key, _version = self._posted_version()
        if key:
            seen = request.params.get("declic_seen") or ""
            request.env["declic.draft"]._forget(key, [once or "", *seen.split(",")])
        return request.redirect(target, code=303)

    # What is shown once: in no address and no log, and a reload makes no other

    def _show_once(self, place, text):
        """Keep ``text`` for the next page of ``place`` of this session alone."""
        request.session["declic_shown_once"] = {"place": place, "text": text}

    def _shown_once(self, place):
        """The text kept for this page, or None; it is forgotten at once."""
        kept = request.session.get("declic_shown_once") or {}
        if kept.get("place") != place:
            return None
        request.session.pop("declic_shown_once")
        return kept["text"]

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
                "This form was saved since you opened it. Nothing was overwritten:"
                " compare below, then save again."
            )
        return None

    def _refused_field(self, error):
        """Id of the box that a refused form left empty, the first one in its order."""
        if not error or request.httprequest.method != "POST":
            return None
        for name, box in REQUIRED.get(request.httprequest.path.split("/")[-1], ()):
            if not (request.params.get(name) or "").strip():
                return box
        return getattr(error, "field", None)

    def _declic_values(self, page_name, done=None, **values):
        sentence = DONE.get(done)
        is_post = request.httprequest.method == "POST"
        return {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "done": request.env._(sentence) if sentence else None,
            "error": None,
            "error_field": self._refused_field(values.get("error")),
            "titled": lambda name: (
                request.env._("Error: %s", name) if values.get("error") else name
            ),
            "typed": {},
            "conflicts": self._conflicts() if is_post else [],
            "shut": request.env.user._declic_misses_second_factor(),
            **values,
        }

    # The pages on which many forms stand

    def _render_case(
        self, case, done=None, error=None, typed=None, part="act", is_whole=False
    ):
        return request.render(
            f"declic.portal_case_{part}",
            self._declic_values(
                "declic_case",
                done=done,
                error=error,
                typed=typed or {},
                **case_values(case, part, is_whole),
            ),
        )

    def _render_case_form(self, case, form, error=None, typed=None):
        """One form of a case at its own address."""
        heading, path, values = CASE_FORMS[form]
        return self._render_form(
            form,
            heading,
            f"{HOME}/case/{case.id}{path}",
            case=case,
            error=error,
            typed=typed or {},
            household=case.household_id._filtered_access("read"),
            can_write=case.state != "closed",
            **values(case),
        )

    def _render_orientation_form(self, orientation, form, error=None, typed=None):
        """One form of an orientation at its own address; the same before and after its
        case is open."""
        heading, _path, values = ORIENTATION_FORMS[form]
        case = orientation.case_ids._filtered_access("read")[-1:]
        return self._render_form(
            form,
            heading,
            self._orientation_url(orientation, form),
            case=case,
            orientation=orientation,
            error=error,
            typed=typed or {},
            can_write=not case or case.state != "closed",
            **values(orientation),
        )

    def _orientation_url(self, orientation, form):
        """Where a form of an orientation leads back to: the case once it is open."""
        case = orientation.case_ids._filtered_access("read")[-1:]
        if case:
            return f"{HOME}/case/{case.id}{ORIENTATION_FORMS[form][1]}"
        return f"{HOME}/orientation/{orientation.id}"

    def _render_form(self, form, heading, back, **values):
        return request.render(
            "declic.portal_case_form",
            self._declic_values(
                "declic_form",
                form=f"declic.portal_form_{form}",
                heading=request.env._(heading),
                back=back,
                today=fields.Date.context_today(request.env["declic.case"]),
                **values,
            ),
        )

    def _render_read_again(
        self, form, page, act, shown, answers, done=None, error=None
    ):
        """What an assessment or a plan would tell, before it leaves.

        :param form: the record
        :param page: address of its own page, where it is changed
        :param act: last word of the address that sends it
        :param shown: fingerprint of what is read here
        :param answers: pairs (label, text)
        """
        if form.state != "draft":
            # Sent already, in another tab or by a colleague: its page says what is.
            return request.redirect(page, code=303)
        try:
            form._check_whole()
        except UserError as lack:
            error = error or lack.args[0]
        return request.render(
            "declic.portal_read_again",
            self._declic_values(
                "declic_form",
                done=done,
                error=error,
                form=form,
                case=form.case_id,
                page=page,
                act=act,
                shown=shown,
                answers=answers,
            ),
        )

    def _render_orientation(self, orientation, done=None, error=None, typed=None):
        return request.render(
            "declic.portal_orientation",
            self._declic_values(
                "declic_orientation",
                done=done,
                error=error,
                typed=typed or {},
                **orientation_values(orientation),
            ),
        )
