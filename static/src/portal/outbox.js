import { _t, live, uid } from "./page_facts";
import { button, link, quote, say, sayKept, sayLogIn } from "./say";
import { askToken, forgetReceived, openPage, readOutbox, server, writeOutbox } from "./store";

const RETRY_MS = 30_000;

function mine() {
    return readOutbox().filter((letter) => letter.uid === uid);
}

function drop({ once }) {
    writeOutbox(readOutbox().filter((letter) => letter.once !== once));
}

/** Forms that waited on the device, sent from whichever of our pages is open. */
export class DeclicOutbox {
    static selector = ".o_declic";

    start() {
        window.addEventListener("online", () => this.send());
        setInterval(() => this.send(), RETRY_MS);
        this.send();
    }

    async send() {
        // Somebody else's words, on a phone that is lent: they wait for their author.
        if (!mine().length || this.isSending) {
            return;
        }
        this.isSending = true;
        try {
            const opened = await openPage();
            (opened?.received || []).forEach((once) => drop({ once }));
            const waiting = mine().filter((letter) => !letter.isRefused);
            if (waiting.length) {
                await this.sendAll(waiting);
            }
        } catch {
            sayKept();
        } finally {
            this.isSending = false;
        }
        this.showRefused();
    }

    async sendAll(letters) {
        const session = await askToken();
        if (session?.uid !== uid) {
            sayLogIn();
            return;
        }
        for (const letter of letters) {
            const body = new URLSearchParams(letter.entries);
            body.set("csrf_token", session.csrf_token);
            const answer = await fetch(letter.action, { method: "POST", body });
            const told = await server("open", { sent: [letter.once] });
            if (told?.received.includes(letter.once)) {
                drop(letter);
                forgetReceived([letter.once]);
                this.saySent(letter, answer);
            } else if (told && answer.ok && !answer.url.includes("/web/login")) {
                writeOutbox(
                    readOutbox().map((other) =>
                        other.once === letter.once ? { ...other, isRefused: true } : other
                    )
                );
            } else {
                // A proxy or a server that fails is no refusal: it stays here.
                sayKept();
            }
        }
    }

    saySent(letter, answer) {
        if (letter.readsAgain) {
            say(
                "warning",
                _t("What you typed without a network is saved. It has not left yet:"),
                " ",
                link(new URL(answer.url).pathname, _t("read it again and send it"))
            );
        } else {
            say("success", _t("What you typed without a network is sent."));
        }
    }

    /** Refused, or changed meanwhile by somebody else: its page shows both versions. */
    showRefused() {
        const refused = mine().filter((letter) => letter.isRefused);
        if (!refused.length) {
            return;
        }
        say(
            "danger",
            _t("What you typed without a network was not accepted."),
            ...refused.flatMap((letter) => [
                ...letter.texts.map(quote),
                link(letter.page, _t("Open its page")),
                button(_t("Forget it"), () => {
                    drop(letter);
                    window.location.reload();
                }),
            ])
        );
    }
}

live(DeclicOutbox);
