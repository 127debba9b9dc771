import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

const PREFIX = "declic-draft-";
const KEPT_MS = 7 * 24 * 3600 * 1000;

/**
 * What is typed in a long form stays on the device until the server has it: a session
 * that expires or a network that drops loses no word. Kept per user and form, offered
 * back, never sent by itself; gone once the form was saved, and after a week.
 */
export class DeclicDraft extends Interaction {
    static selector = "form[data-declic-draft]";
    dynamicContent = {
        _root: {
            "t-on-input": () => this.keep(false),
            "t-on-submit": () => this.keep(true),
        },
        ".o_declic_forget": { "t-on-click": this.forget },
    };

    setup() {
        this.key = PREFIX + this.el.dataset.declicDraft;
        this.areas = [...this.el.querySelectorAll("textarea")];
    }

    start() {
        const draft = JSON.parse(localStorage.getItem(this.key) || "null");
        if (!draft || Date.now() - draft.time > KEPT_MS) {
            localStorage.removeItem(this.key);
            return;
        }
        const lost = this.areas.filter(
            (area) => draft.texts[area.name] && draft.texts[area.name] !== area.value
        );
        for (const area of lost) {
            area.value = draft.texts[area.name];
        }
        if (lost.length) {
            this.el.querySelector(".o_declic_draft").classList.remove("d-none");
        }
    }

    keep(sent) {
        const texts = Object.fromEntries(this.areas.map((a) => [a.name, a.value]));
        const draft = { texts, sent, time: Date.now() };
        localStorage.setItem(this.key, JSON.stringify(draft));
    }

    forget() {
        localStorage.removeItem(this.key);
        window.location.reload();
    }
}

/** The page that confirms a save: what was sent need not be kept. */
export class DeclicSaved extends Interaction {
    static selector = ".o_declic .alert-success[role='status']";

    start() {
        for (const key of Object.keys(localStorage)) {
            if (key.startsWith(PREFIX) && JSON.parse(localStorage.getItem(key)).sent) {
                localStorage.removeItem(key);
            }
        }
    }
}

registry.category("public.interactions").add("declic.draft", DeclicDraft);
registry.category("public.interactions").add("declic.saved", DeclicSaved);
