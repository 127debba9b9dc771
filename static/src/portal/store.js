// What is on the device: per person, form and page, for a week.
const PREFIX = "declic-draft-";
const OUTBOX = "declic-outbox";
const UNDER_WAY = "declic-under-way";
const KEPT_MS = 7 * 24 * 3600 * 1000;
const PATIENCE_MS = 8000;
// What a browser carries for a page that is left.
const MAX_KEEPALIVE = 60_000;

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

// A draft of a form, typed on one page: its texts, what the page showed there before
// (`bases`), the token of the page (`once`), the texts shown along with it (`seen`).

function place(name, once) {
    return `${PREFIX}${name}~${once}`;
}

/** All drafts on the device, the newest first; those of a form when it is named. */
export function readDrafts(name = "") {
    const drafts = [];
    for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(name ? place(name, "") : PREFIX)) {
            continue;
        }
        const draft = parsed(localStorage.getItem(key));
        if (!draft?.once || Date.now() - draft.time > KEPT_MS) {
            localStorage.removeItem(key);
        } else {
            drafts.push(draft);
        }
    }
    return drafts.sort((a, b) => b.time - a.time);
}

export function writeDraft(draft) {
    localStorage.setItem(place(draft.name, draft.once), JSON.stringify(draft));
}

export function removeDraft({ name, once }) {
    localStorage.removeItem(place(name, once));
}

/** Forget what the server has saved, and what was shown beside it when it was. */
export function forgetReceived(received) {
    const settled = new Set(received);
    for (const draft of readDrafts()) {
        if (received.includes(draft.once)) {
            removeDraft(draft);
            for (const once of draft.seen) {
                removeDraft({ name: draft.name, once });
                settled.add(once);
            }
        }
    }
    writeOutbox(readOutbox().filter(({ once }) => !settled.has(once)));
}

export function readOutbox() {
    return parsed(localStorage.getItem(OUTBOX)) || [];
}

export function writeOutbox(letters) {
    if (letters.length) {
        localStorage.setItem(OUTBOX, JSON.stringify(letters));
    } else {
        localStorage.removeItem(OUTBOX);
    }
}

/** The form that this tab is sending: its answer may be lost on the way. */
export function setUnderWay(once) {
    sessionStorage.setItem(UNDER_WAY, JSON.stringify({ once, page: window.location.pathname }));
}

/** The token of the form that this very page was sending, or null; it is asked once. */
export function takeUnderWay() {
    const sent = parsed(sessionStorage.getItem(UNDER_WAY));
    sessionStorage.removeItem(UNDER_WAY);
    return sent?.page === window.location.pathname ? sent.once : null;
}

/** The server's half of the drafts; without a network, or a session, it has none. */
export async function server(act, params) {
    const body = JSON.stringify({ jsonrpc: "2.0", method: "call", params });
    try {
        const answer = await fetch(`/my/declic/draft/${act}`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body,
            keepalive: body.length < MAX_KEEPALIVE,
            signal: AbortSignal.timeout(PATIENCE_MS),
        });
        const { result } = await answer.json();
        return result && !result.error ? result : null;
    } catch {
        return null;
    }
}

let opening;

/** What the server knows of the forms of this page and of what is on the device. */
export function openPage() {
    const forms = document.querySelectorAll(".o_declic form[data-declic-draft]");
    const keys = [...forms].map((form) => serverKey(form.dataset.declicDraft));
    const sent = [...readDrafts(), ...readOutbox()].map(({ once }) => once);
    if (keys.length || sent.length) {
        opening ??= server("open", { keys, sent });
    }
    return opening;
}

/** The name of a form begins with who types. */
export function serverKey(name) {
    return name.replace(/^\d+-/, "");
}

/**
 * Ask for a token: tells whether the server is there, and who is logged in.
 *
 * @returns {Promise<{csrf_token: string, uid: number} | null>} null without a session
 * @throws when the server does not answer, or a proxy answers in its place
 */
export async function askToken() {
    const answer = await fetch("/my/declic/token", {
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.headers.get("Content-Type")?.includes("json")) {
        return answer.json();
    }
    if (!answer.ok) {
        throw new Error(`${answer.status}`);
    }
    return null;
}
