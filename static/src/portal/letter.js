import { _t, uid } from "./page_facts";
import { say, sayKept } from "./say";

/**
 * Why a form cannot wait on the device, or null: a picture is too large, and some answers
 * are read on the next page or nowhere (an address that is shown once, a question).
 */
export function whyNow(el) {
    if (el.enctype === "multipart/form-data") {
        return _t("No network: nothing was sent. Stay on this page and save again.");
    }
    if ("declicHere" in el.dataset) {
        return _t("No network: nothing was done. Touch again when the network is back.");
    }
    return null;
}

/** What leaves by itself when the network is back. */
export function letterOf(el, inputs, once, submitter) {
    const entries = [...new FormData(el, submitter)].filter(([name]) => name !== "csrf_token");
    const texts = inputs
        .filter((it) => ["TEXTAREA", "INPUT"].includes(it.tagName) && it.value.includes(" "))
        .map((it) => it.value);
    return {
        once,
        entries,
        texts,
        uid,
        action: el.getAttribute("action"),
        page: window.location.pathname + window.location.search,
        readsAgain: "declicReadsAgain" in (submitter?.dataset || {}),
    };
}

/** What becomes of a letter, while there is no network. */
export function sayWaits(el, letter) {
    // A form whose silence would be dangerous says in its own words what is not done.
    const { declicOffline } = el.dataset;
    if (declicOffline) {
        say("danger", declicOffline);
    } else if (letter.readsAgain) {
        say(
            "warning",
            _t(
                "No network: this is kept on your phone and will be saved by itself. It" +
                    " is sent only once you have read it again."
            )
        );
    } else {
        sayKept();
    }
}
