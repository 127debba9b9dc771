from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .form import posted_file, posted_id, reasons
from .portal import HOME, DeclicPortal


class DeclicPortalAgreement(DeclicPortal):
    """The household agrees: with its hand on the screen, on paper, or in words."""

    def _render_agreement(self, plan, done=None, error=None, typed=None):
        return request.render(
            "declic.portal_agreement",
            self._declic_values(
                "declic_agreement",
                done=done,
                error=error,
                typed=typed or {},
                plan=plan,
                case=plan.case_id,
                household=plan.case_id.household_id._filtered_access("read"),
                reasons=reasons("oral"),
            ),
        )

    @http.route(
        f"{HOME}/plan/<int:plan_id>/agreement",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def declic_agreement(self, plan_id, done=None, **kw):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return self._declic_home()
        return self._render_agreement(plan, done)

    @http.route(
        f"{HOME}/plan/<int:plan_id>/agreement",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def declic_agreement_save(
        self, plan_id, channel=None, name="", scan=None, reason_id=None, **kw
    ):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return self._declic_home()
        picture = posted_file(scan)

        def agree():
            # A signature is drawn on the screen: it does not come by this form.
            if channel not in ("paper", "oral"):
                raise UserError(request.env._("Choose how the household agreed."))
            plan.action_agree(
                channel, name, scan=picture, reason_id=posted_id(reason_id)
            )

        return self._declic_act(
            agree,
            f"{HOME}/plan/{plan.id}",
            lambda error: self._render_agreement(
                plan, error=error, typed={"name": name}
            ),
            "agreed",
        )

    @http.route(f"{HOME}/plan/<int:plan_id>/sign", type="jsonrpc", auth="user")
    def declic_sign(self, plan_id, name=None, signature=None):
        plan = self._declic_record("declic.plan", plan_id)
        if not plan:
            return {"error": request.env._("This plan is not yours.")}
        try:
            with request.env.cr.savepoint():
                plan.action_agree("screen", name, signature=signature)
        except UserError as error:
            return {"error": error.args[0]}
        return {
            "force_refresh": True,
            "redirect_url": f"{HOME}/plan/{plan.id}?done=agreed",
        }
