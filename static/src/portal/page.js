import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { Interaction } from "@web/public/interaction";

import { forgetReceived, openPage, readDrafts, removeDraft, server, serverKey } from "./store";

/** A page that confirms: what was sent need not be kept. */
export class DeclicPage extends Interaction {
    static selector = ".o_declic";

    async start() {
        const opened = await this.waitFor(openPage());
        forgetReceived(opened?.received || []);
    }
}

/** Who logs out leaves no text on the device but what the server could not take. */
export class DeclicLogout extends Interaction {
    static selector = "a[href^='/web/session/logout']";
    dynamicContent = { _root: { "t-on-click.prevent": this.leave } };

    async leave() {
        const mine = readDrafts().filter(({ name }) => name.startsWith(`${user.userId}-`));
        const opened = await openPage();
        forgetReceived(opened?.received || []);
        const names = new Set(mine.map(({ name }) => name));
        for (const name of names) {
            // The server keeps one text for a form; an older one waits on the device.
            const [draft] = readDrafts(name);
            const { texts, bases, once } = draft || {};
            const key = serverKey(name);
            if (draft && (await server("keep", { key, texts, bases, once }))) {
                removeDraft(draft);
            }
        }
        window.location.href = this.el.href;
    }
}

registry.category("public.interactions").add("declic.page", DeclicPage);
registry.category("public.interactions").add("declic.logout", DeclicLogout);
