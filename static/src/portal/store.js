import { rpc } from "@web/core/network/rpc";

// What is on the device: per person and form, for a week.
export const PREFIX = "declic-draft-";
const OUTBOX = "declic-outbox";
const KEPT_MS = 7 * 24 * 3600 * 1000;
const PATIENCE_MS = 8000;

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

export function readDraft(key) {
    const draft = parsed(localStorage.getItem(key));
    if (!draft || Date.now() - draft.time > KEPT_MS) {
        localStorage.removeItem(key);
        return null;
    }
    return draft;
}

export function writeDraft(key, texts, sent) {
    const draft = { texts, sent, time: Date.now() };
    localStorage.setItem(key, JSON.stringify(draft));
}

/** Forget what was sent, once a page has confirmed it. */
export function forgetSent() {
    for (const key of Object.keys(localStorage)) {
        if (key.startsWith(PREFIX) && parsed(localStorage.getItem(key))?.sent) {
            localStorage.removeItem(key);
        }
    }
}

export function readOutbox() {
    return parsed(localStorage.getItem(OUTBOX)) || [];
}

export function writeOutbox(letters) {
    localStorage.setItem(OUTBOX, JSON.stringify(letters));
}

/** The server's half of the drafts; without a network, or a session, it has none. */
export async function server(act, params) {
    try {
        const answer = await rpc(`/my/declic/draft/${act}`, params, { silent: true });
        return answer?.error ? null : answer;
    } catch {
        return null;
    }
}

/** Ask for a token: tells whether the server is there, and who is logged in. */
export async function askToken() {
    const answer = await fetch("/my/declic/token", {
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    return isJson ? answer.json() : null;
}
