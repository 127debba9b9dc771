import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

import { say } from "./form";
import { askToken, readOutbox, writeOutbox } from "./store";

/** Forms that waited on the device, sent from whichever of our pages is open. */
export class DeclicOutbox extends Interaction {
    static selector = ".o_declic";
    dynamicContent = {
        _window: { "t-on-online": this.send },
    };

    start() {
        this.send();
    }

    async send() {
        if (!readOutbox().length || this.isSending) {
            return;
        }
        this.isSending = true;
        try {
            await this.sendAll(await askToken());
        } catch {
            say(_t("No network: this is kept on your phone and will be sent by itself."));
        } finally {
            this.isSending = false;
        }
    }

    async sendAll(session) {
        if (!session) {
            say(_t("Log in: what you typed without a network waits to be sent."));
            return;
        }
        for (const letter of readOutbox()) {
            // Somebody else's words, on a phone that is lent: they wait for their author.
            if (letter.uid !== session.uid) {
                continue;
            }
            const body = new URLSearchParams(letter.entries);
            body.set("csrf_token", session.csrf_token);
            const answer = await fetch(letter.action, { method: "POST", body });
            writeOutbox(readOutbox().filter((other) => other.once !== letter.once));
            if (answer.ok && new URL(answer.url).searchParams.has("done")) {
                if (letter.key) {
                    localStorage.removeItem(letter.key);
                }
                say(_t("What you typed without a network is sent."), "success");
            } else {
                this.refused(letter);
            }
        }
    }

    /** Refused, or changed meanwhile by somebody else: its page shows both versions. */
    refused(letter) {
        const link = document.createElement("a");
        link.href = letter.page;
        link.className = "alert-link";
        link.textContent = _t("What you typed without a network was not accepted: open it.");
        say(link, "danger");
    }
}

registry.category("public.interactions").add("declic.outbox", DeclicOutbox);
