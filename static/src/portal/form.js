import { letterOf, sayWaits, whyNow } from "./letter";
import { _t, live, uid } from "./page_facts";
import { button, quote, say, sayLogIn } from "./say";
import {
    askToken,
    forgetReceived,
    openPage,
    readDrafts,
    readOutbox,
    removeDraft,
    server,
    serverKey,
    setUnderWay,
    writeDraft,
    writeOutbox,
} from "./store";

const PAUSE_MS = 1500;

/** Name of a field in a draft: boxes share one name and have a value each. */
function fieldName(el) {
    return el.type === "checkbox" ? `${el.name}=${el.value}` : el.name;
}

/** What is in a field, and what the page showed there. */
function states(el) {
    if (el.type === "checkbox") {
        return [el.checked ? el.value : "", el.defaultChecked ? el.value : ""];
    }
    if (el.tagName === "SELECT") {
        const options = [...el.options];
        const shown = options.find((option) => option.defaultSelected) || options[0];
        return [el.value, shown ? shown.value : ""];
    }
    return [el.value, el.defaultValue];
}

/**
 * Every form of our pages: sent once however often it is tapped, with a token that is
 * fresh, kept on the device when the network drops and sent when it is back. A form with
 * ``data-declic-draft`` (``<user>-<model>-<id>[-<part>]``) keeps what is typed as well,
 * on the device and on the server: field by field, with what the page showed before. It
 * tells the server which version of the record it showed (``data-declic-version``).
 */
export class DeclicForm {
    static selector = ".o_declic form[action^='/my/declic']";

    constructor(el) {
        this.el = el;
        el.addEventListener("input", () => this.keep());
        el.addEventListener("change", () => this.keep());
        el.addEventListener("submit", (ev) => this.onSubmit(ev));
        for (const forgets of el.querySelectorAll(".o_declic_forget")) {
            forgets.addEventListener("click", () => this.forget());
        }
        window.addEventListener("pageshow", (ev) => this.onReturn(ev));
        document.addEventListener("visibilitychange", () => this.hurry());
        this.name = this.el.dataset.declicDraft;
        this.isPost = this.el.method === "post";
        this.seen = new Set();
        this.former = new Set();
    }

    async start() {
        if (!this.isPost) {
            return;
        }
        this.renew();
        this.offered = this.name && this.open();
        await this.offered;
        this.el.dataset.declicReady = "";
    }

    async open() {
        // Typed before this script was there.
        const isTyped = Object.keys(this.changes.texts).length;
        const opened = await openPage();
        forgetReceived(opened?.received || []);
        this.offer(opened);
        if (isTyped) {
            this.keep();
        }
    }

    /** A form that may be sent: with a token of its own. */
    renew() {
        this.isBusy = this.isLeaving = this.isQueued = false;
        this.once = `${Date.now()}-${Math.random().toString(36).slice(2)}-once`;
        this.hidden("declic_once", this.once);
        if (this.name) {
            const version = this.el.dataset.declicVersion || "";
            this.hidden("declic_version", `${serverKey(this.name)}-${version}`);
        }
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

    // Drafts

    get inputs() {
        return [...this.el.elements].filter(
            (el) => el.name && !["hidden", "file", "submit", "button"].includes(el.type)
        );
    }

    /** The fields that were changed, and what the page showed there. */
    get changes() {
        const texts = {};
        const bases = {};
        for (const el of this.inputs) {
            if (el.type === "radio") {
                if (el.checked && !el.defaultChecked) {
                    texts[el.name] = el.value;
                }
                if (el.defaultChecked) {
                    bases[el.name] = el.value;
                }
                continue;
            }
            const [text, shown] = states(el);
            if (text !== shown) {
                texts[fieldName(el)] = text;
                bases[fieldName(el)] = shown;
            }
        }
        return { texts, bases };
    }

    /** What was changed after the form was sent, and what was sent there. */
    get lateChanges() {
        const late = this.inputs.filter(
            (el) => el.type !== "radio" && states(el)[0] !== this.sent[fieldName(el)]
        );
        return {
            texts: Object.fromEntries(late.map((el) => [fieldName(el), states(el)[0]])),
            bases: Object.fromEntries(late.map((el) => [fieldName(el), this.sent[fieldName(el)]])),
        };
    }

    /** Give back what was typed before, or show it where something newer was saved. */
    offer(opened) {
        const drafts = readDrafts(this.name);
        const kept = opened?.drafts[serverKey(this.name)];
        if (kept?.once && !drafts.some(({ once }) => once === kept.once)) {
            const draft = { ...kept, name: this.name, seen: [] };
            writeDraft(draft);
            drafts.push(draft);
        }
        const others = drafts.filter(
            // Sent, and nobody knows yet whether it arrived: asked on the next page.
            (draft) => draft.once !== this.once && (opened || !draft.isSent)
        );
        this.seen = new Set(others.flatMap(({ once, seen }) => [once, ...(seen || [])]));
        // Typed further on the same page: the later text stands for it.
        const former = new Set(others.flatMap((draft) => draft.former || []));
        let isShown = false;
        for (const el of this.inputs) {
            const shown = new Set();
            for (const { texts, bases, once } of others) {
                const text = texts[fieldName(el)];
                if (text !== undefined && !shown.has(text) && !former.has(once)) {
                    shown.add(text);
                    isShown = this.giveBack(el, text, bases[fieldName(el)], once) || isShown;
                }
            }
        }
        this.tellSeen();
        if (isShown) {
            for (let box = this.el.closest("details"); box; box = box.parentElement.closest("details")) {
                box.open = true;
            }
            this.el.querySelector(".o_declic_draft")?.classList.remove("d-none");
        }
    }

    /** What is settled once this form is saved: given back in it, or added to it. */
    tellSeen() {
        this.hidden("declic_seen", [...this.seen].join(","));
    }

    /** Put ``text`` back, typed where ``base`` stood; tells whether anything shows. */
    giveBack(el, text, base, once) {
        if (el.type === "radio") {
            const standing = this.inputs.find((it) => it.name === el.name && it.checked);
            const isFree = !standing || (standing.defaultChecked && standing.value === base);
            if (el.value !== text || el.checked || !isFree) {
                return false;
            }
            el.checked = true;
            return true;
        }
        const [current, shown] = states(el);
        if (current.trim() === text.trim()) {
            return false;
        }
        // Untouched here, and as it was where this was typed: nothing newer was saved.
        if (current === shown && shown === (base ?? "")) {
            if (el.type === "checkbox") {
                el.checked = Boolean(text);
            } else {
                el.value = text;
            }
            return true;
        }
        const isText = el.tagName === "TEXTAREA" || ["text", "search"].includes(el.type);
        if (!isText || !text.trim() || current.includes(text.trim())) {
            return false;
        }
        // Beside the field, and not in what is sent: it stays until added, or forgotten.
        this.seen.delete(once);
        const box = document.createElement("div");
        box.className = "o_declic_other alert alert-warning mt-1 mb-0";
        box.append(
            _t("Typed before and not saved; above is what is saved or typed now:"),
            quote(text),
            button(_t("Add it above"), () => {
                el.value = [el.value.trimEnd(), text].filter(Boolean).join("\n");
                box.remove();
                this.seen.add(once);
                this.tellSeen();
                this.keep();
            })
        );
        el.after(box);
        return true;
    }

    keep(isSent = false) {
        if (!this.name || !this.isPost) {
            return;
        }
        const { name } = this;
        if (!isSent && this.isQueued) {
            // What waits on the device is as it was: this is a text of its own, and once
            // it is saved, that one need not be sent.
            this.former.add(this.once);
            this.seen.add(this.once);
            this.tellSeen();
            this.renew();
        }
        // Typed while what stood there is under way: a text of its own.
        const once = this.isLeaving ? `${this.once}-late` : this.once;
        const { texts, bases } = this.isLeaving ? this.lateChanges : this.changes;
        const [seen, former] = [[...this.seen], [...this.former]];
        const draft = { name, once, texts, bases, isSent, seen, former, time: Date.now() };
        clearTimeout(this.timer);
        this.timer = null;
        if (Object.keys(texts).length || isSent) {
            writeDraft(draft);
        } else {
            removeDraft(draft);
        }
        if (!isSent) {
            this.send = () => server("keep", { key: serverKey(name), texts, bases, once });
            this.timer = setTimeout(() => this.hurry(true), PAUSE_MS);
        }
    }

    /** Hand what was typed last to the server: the page may be about to go. */
    hurry(isForced = document.visibilityState === "hidden") {
        if (isForced && this.timer) {
            clearTimeout(this.timer);
            this.timer = null;
            this.send();
        }
    }

    async forget() {
        clearTimeout(this.timer);
        readDrafts(this.name).forEach(removeDraft);
        await server("forget", { key: serverKey(this.name) });
        window.location.reload();
    }

    // Sending

    async onSubmit(ev) {
        if (!this.isPost || this.isLeaving) {
            return;
        }
        ev.preventDefault();
        if (this.isBusy || this.isBesideUnsaved()) {
            return;
        }
        this.isBusy = true;
        const submitter = ev.submitter;
        this.keep(true);
        // A page that does not know yet what it gives back would give it back once more;
        // and a photograph is turned first.
        await Promise.allSettled([this.offered, ...this.turning]);
        let session;
        try {
            session = await askToken();
        } catch {
            this.isBusy = false;
            this.queue(submitter);
            return;
        }
        if (session?.uid !== uid) {
            this.isBusy = false;
            sayLogIn();
            return;
        }
        this.hidden("csrf_token", session.csrf_token);
        writeOutbox(this.lettersOfOthers);
        this.isLeaving = true;
        setUnderWay(this.once);
        this.sent = Object.fromEntries(this.inputs.map((el) => [fieldName(el), states(el)[0]]));
        this.el.requestSubmit(submitter);
    }

    /** A form that sends the whole page waits for what was typed beside it. */
    isBesideUnsaved() {
        if (!("declicWhole" in this.el.dataset)) {
            return false;
        }
        const beside = document.querySelectorAll(
            ".o_declic form[data-declic-draft] textarea, .o_declic form[data-declic-draft] input"
        );
        const unsaved = [...beside].find(
            (el) => ["textarea", "text"].includes(el.type) && el.value !== el.defaultValue
        );
        if (unsaved) {
            say(
                "warning",
                _t("Nothing was sent. You typed this and did not save it; save it or take it out:"),
                quote(unsaved.value)
            );
        }
        return Boolean(unsaved);
    }

    get turning() {
        return [...this.el.elements].map((el) => el.declicTurned);
    }

    /** What waits on the device, but for what this page sends in its place. */
    get lettersOfOthers() {
        const own = new Set([this.once, ...this.former]);
        const action = this.el.getAttribute("action");
        // Refused, and no word in it: this is the same act, done again.
        const isAgain = (it) => it.isRefused && !it.texts.length && it.action === action;
        return readOutbox().filter((letter) => !own.has(letter.once) && !isAgain(letter));
    }

    queue(submitter) {
        const why = whyNow(this.el);
        if (why) {
            say("warning", why);
            return;
        }
        const letter = letterOf(this.el, this.inputs, this.once, submitter);
        this.isQueued = true;
        writeOutbox([...this.lettersOfOthers, letter]);
        sayWaits(this.el, letter);
    }

    /** Back to this page as it was left: what it would send is of before. */
    async onReturn(ev) {
        if (!ev.persisted || !this.isPost) {
            return;
        }
        const wasSent = this.isLeaving;
        this.renew();
        let session;
        try {
            session = await askToken();
        } catch {
            return;
        }
        // Saved meanwhile, or of nobody any more: the page as it is now.
        if (wasSent || session?.uid !== uid) {
            window.location.reload();
        }
    }
}

live(DeclicForm);
