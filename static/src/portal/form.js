import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { Interaction } from "@web/public/interaction";

import {
    PREFIX,
    askToken,
    forgetSent,
    readDraft,
    readOutbox,
    server,
    writeDraft,
    writeOutbox,
} from "./store";

const PAUSE_MS = 1500;

/** A sentence above everything else on the page, told to screen readers too. */
export function say(sentence, kind = "warning") {
    const place = document.querySelector(".o_declic");
    let box = place.querySelector(":scope > .o_declic_said");
    if (!box) {
        box = document.createElement("div");
        box.setAttribute("role", "status");
        place.prepend(box);
    }
    box.className = `o_declic_said alert alert-${kind}`;
    box.replaceChildren(sentence);
    box.scrollIntoView({ block: "nearest" });
}

/**
 * Every form of our pages: sent once however often it is tapped, kept on the device when
 * the network drops and sent when it is back. A form with ``data-declic-draft``
 * (``<user>-<model>-<id>[-<part>]``) keeps what is typed as well, on the device and on
 * the server, and tells the server which version of the record it showed.
 */
export class DeclicForm extends Interaction {
    static selector = ".o_declic form[action^='/my/declic']";
    dynamicContent = {
        _root: {
            "t-on-input": () => this.keep(),
            "t-on-change": () => this.keep(),
            "t-on-submit": this.onSubmit,
        },
        ".o_declic_forget": { "t-on-click": this.forget },
    };

    setup() {
        const name = this.el.dataset.declicDraft;
        this.key = name && PREFIX + name;
        this.serverKey = name?.replace(/^\d+-/, "");
        this.isPost = this.el.method === "post";
        this.isOnline = false;
    }

    async start() {
        if (!this.isPost) {
            return;
        }
        this.hidden("declic_once", `${Date.now()}-${Math.random().toString(36).slice(2)}-once`);
        if (!this.key) {
            return;
        }
        this.hidden("declic_version", `${this.serverKey}-`);
        this.giveBack(readDraft(this.key));
        const opened = await this.waitFor(server("open", { key: this.serverKey }));
        if (opened) {
            this.hidden("declic_version", `${this.serverKey}-${opened.version}`);
            const local = readDraft(this.key);
            if (opened.draft && opened.draft.time > (local?.time || 0)) {
                this.giveBack(opened.draft);
            }
        }
    }

    destroy() {
        clearTimeout(this.timer);
    }

    hidden(name, value) {
        let input = this.el.querySelector(`input[type=hidden][name=${name}]`);
        if (!input) {
            input = document.createElement("input");
            input.type = "hidden";
            input.name = name;
            this.el.append(input);
        }
        input.value = value;
    }

    get inputs() {
        return [...this.el.elements].filter(
            (el) => el.name && !["hidden", "file", "submit", "button"].includes(el.type)
        );
    }

    get texts() {
        const texts = {};
        for (const el of this.inputs) {
            if (el.type === "checkbox") {
                texts[el.name] = el.checked ? el.value : "";
            } else if (el.type !== "radio") {
                texts[el.name] = el.value;
            } else if (el.checked) {
                texts[el.name] = el.value;
            }
        }
        return texts;
    }

    giveBack(draft) {
        let changed = false;
        for (const el of this.inputs) {
            const text = draft?.texts[el.name];
            if (text === undefined) {
                continue;
            }
            if (["checkbox", "radio"].includes(el.type)) {
                const checked = text === el.value;
                changed ||= el.checked !== checked;
                el.checked = checked;
            } else if (el.value.trim() !== text.trim()) {
                changed = true;
                el.value = text;
            }
        }
        if (changed) {
            const details = this.el.closest("details");
            if (details) {
                details.open = true;
            }
            this.el.querySelector(".o_declic_draft")?.classList.remove("d-none");
        }
    }

    keep(sent = false) {
        if (!this.key) {
            return;
        }
        writeDraft(this.key, this.texts, sent);
        clearTimeout(this.timer);
        if (!sent) {
            this.timer = setTimeout(() => {
                server("keep", { key: this.serverKey, texts: this.texts });
            }, PAUSE_MS);
        }
    }

    async forget() {
        clearTimeout(this.timer);
        localStorage.removeItem(this.key);
        await server("forget", { key: this.serverKey });
        window.location.reload();
    }

    async onSubmit(ev) {
        this.keep(true);
        // A picture cannot wait on the device: it goes now or not at all.
        if (!this.isPost || this.isOnline || this.el.enctype === "multipart/form-data") {
            return;
        }
        ev.preventDefault();
        const submitter = ev.submitter;
        try {
            await askToken();
        } catch {
            this.queue(submitter);
            return;
        }
        this.isOnline = true;
        this.el.requestSubmit(submitter);
    }

    queue(submitter) {
        const entries = [...new FormData(this.el, submitter)].filter(
            ([name]) => name !== "csrf_token"
        );
        const once = Object.fromEntries(entries).declic_once;
        writeOutbox([
            ...readOutbox().filter((letter) => letter.once !== once),
            {
                once,
                entries,
                key: this.key,
                uid: user.userId,
                action: this.el.getAttribute("action"),
                page: window.location.pathname + window.location.search,
            },
        ]);
        say(_t("No network: this is kept on your phone and will be sent by itself."));
    }
}

/** The page that confirms a save: what was sent need not be kept. */
export class DeclicSaved extends Interaction {
    static selector = ".o_declic .alert-success[role='status']";

    start() {
        forgetSent();
    }
}

registry.category("public.interactions").add("declic.form", DeclicForm);
registry.category("public.interactions").add("declic.saved", DeclicSaved);
