import { _t, guard, live } from "./page_facts";

// As engine/wording.py and engine/folding.py: a test gives both the same words.
const ENDINGS = [
    ["trices", "teur"], ["trice", "teur"], ["euses", "eur"], ["euse", "eur"],
    ["ennes", "en"], ["enne", "en"], ["elles", "el"], ["elle", "el"],
    ["ives", "if"], ["ive", "if"], ["eaux", "eau"], ["aux", "al"],
];

export function parts(text) {
    const plain = text.normalize("NFKD").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae");
    return plain.replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) || [];
}

export function stem(word) {
    for (const [ending, instead] of ENDINGS) {
        if (word.endsWith(ending) && word.length > ending.length + 1) {
            return word.slice(0, -ending.length) + instead;
        }
    }
    for (const last of ["sx", "e"]) {
        if (word.length > 3 && last.includes(word.at(-1))) {
            word = word.slice(0, -1);
        }
    }
    return word;
}

/** The topics of which a text has a word. */
export function found(text, entries) {
    const words = parts(text);
    const stems = words.map(stem);
    const same = (at, one) =>
        one.endsWith("*") ? words[at]?.startsWith(one.slice(0, -1)) : stems[at] === one;
    const isThere = (wanted) =>
        words.some((_word, start) => wanted.every((one, at) => same(start + at, one)));
    return new Set(entries.filter(([, wanted]) => isThere(wanted)).map(([topic]) => topic));
}

/** A box in which one tells of a household: warned of before it is sent, never blocked. */
export class DeclicBox {
    static selector = ".o_declic textarea[name], .o_declic input[data-declic-box]";

    constructor(el) {
        this.el = el;
    }

    start() {
        if (guard && !this.el.readOnly) {
            this.el.addEventListener("change", () => this.look());
            this.el.addEventListener("blur", () => this.look());
        }
    }

    look() {
        const topics = found(this.el.value, guard.entries);
        if (!this.said && topics.size) {
            this.said = document.createElement("div");
            this.said.className = "alert alert-warning py-1 px-2 mt-1 mb-0 o_declic_guarded";
            this.said.setAttribute("role", "status");
            this.el.after(this.said);
        }
        if (this.said) {
            const names = [...topics].map((topic) => guard.topics[topic]).sort();
            this.said.hidden = !topics.size;
            this.said.textContent = `${_t(
                "This may tell of what is not needed; the household may ask to read it. You may save all the same."
            )} (${names.join(", ")})`;
        }
    }
}

live(DeclicBox);
