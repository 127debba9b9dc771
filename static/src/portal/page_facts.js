/**
 * What the server says once for all scripts of a page: who reads it, and the sentences
 * of the scripts in the reader's language. Nothing of Odoo's own scripts is needed: they
 * weigh twenty times these, and a button at the door cannot wait for them.
 */
const facts = document.getElementById("declic_page_facts");
const { uid, words, guard } = facts ? JSON.parse(facts.textContent) : { uid: 0, words: {} };

/** Who was logged in when the page was made. */
export { uid };

/** The words that do not belong in a file, by topic (wording.js). */
export { guard };

/** A sentence in the reader's language, as it is where nobody translated it. */
export function _t(source) {
    return words[source] ?? source;
}

/**
 * Let a part of the page live.
 *
 * @param {{selector: string, new (el: HTMLElement): {start?: () => void}}} Part
 */
export function live(Part) {
    for (const el of document.querySelectorAll(Part.selector)) {
        new Part(el).start();
    }
}
