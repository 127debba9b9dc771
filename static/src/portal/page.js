import { _t, live, uid } from "./page_facts";
import { say } from "./say";
import {
    forgetReceived,
    openPage,
    readDrafts,
    removeDraft,
    server,
    serverKey,
    takeUnderWay,
} from "./store";

/** A page that confirms: what was sent need not be kept. */
export class DeclicPage {
    static selector = ".o_declic";

    async start() {
        // A page that answered a form (refused, asked about): Back and a reload open its
        // address again; the browser would ask to send the form once more.
        window.history.replaceState(window.history.state, "", window.location.href);
        // Back on the page of a form whose answer never came: was it carried out?
        const once = takeUnderWay();
        const opened = await openPage();
        forgetReceived(opened?.received || []);
        const told = once && (await server("open", { sent: [once] }));
        if (told?.received.includes(once)) {
            say(
                "success",
                _t(
                    "What you sent from this page has arrived: it is saved. Sent again, it" +
                        " would be there twice."
                )
            );
        }
    }
}

/** Who logs out leaves no text on the device but what the server could not take. */
export class DeclicLogout {
    static selector = "a[href^='/web/session/logout']";

    constructor(el) {
        this.el = el;
    }

    start() {
        this.el.addEventListener("click", (ev) => {
            ev.preventDefault();
            this.leave();
        });
    }

    async leave() {
        const mine = readDrafts().filter(({ name }) => name.startsWith(`${uid}-`));
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

live(DeclicPage);
live(DeclicLogout);
