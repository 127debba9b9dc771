import { _t } from "./page_facts";

/** A sentence above everything else on the page, told to screen readers too. */
export function say(kind, ...nodes) {
    const place = document.querySelector(".o_declic");
    let box = place.querySelector(":scope > .o_declic_said");
    if (!box) {
        box = document.createElement("div");
        box.setAttribute("role", "status");
        place.prepend(box);
    }
    box.className = `o_declic_said alert alert-${kind}`;
    box.replaceChildren(...nodes);
    box.scrollIntoView({ block: "nearest" });
}

export function link(href, text, target = "_self") {
    const a = document.createElement("a");
    Object.assign(a, { href, target, className: "alert-link", textContent: text });
    return a;
}

export function button(text, act) {
    const el = document.createElement("button");
    el.type = "button";
    el.className = "btn btn-sm btn-outline-primary m-1";
    el.textContent = text;
    el.addEventListener("click", act);
    return el;
}

/** A text that somebody typed, as it is. */
export function quote(text) {
    const el = document.createElement("blockquote");
    el.className = "o_declic_text o_declic_unsaved my-1 ps-2 border-start";
    el.textContent = text;
    return el;
}

export function sayKept() {
    say("warning", _t("No network: this is kept on your phone and will be sent by itself."));
}

export function sayLogIn() {
    say(
        "warning",
        _t("You are no longer logged in: nothing was sent, your text stays here."),
        " ",
        link("/web/login", _t("Log in in a new tab"), "_blank"),
        " ",
        _t("then come back here and save again.")
    );
}
