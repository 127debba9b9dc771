import { SignatureForm } from "@portal/signature_form/signature_form";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/** Odoo's button turns for ever when the network drops: what was drawn stays, say so. */
patch(SignatureForm.prototype, {
    async onClickSubmit() {
        const button = this.rootRef.el.querySelector(".o_portal_sign_submit");
        const [nodes, look] = [[...button.childNodes], button.className];
        try {
            await super.onClickSubmit(...arguments);
        } catch {
            button.replaceChildren(...nodes);
            button.className = look;
            button.disabled = false;
            this.state.error = _t(
                "No network: nothing was sent, the signature is still here. Touch the" +
                    " button again when the network is back."
            );
        }
    },
});
