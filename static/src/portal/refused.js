import { live } from "./page_facts";

/** A refused form: its summary has the focus, the box it names says so itself. */
export class DeclicRefused {
    static selector = ".o_declic .o_declic_error";

    constructor(el) {
        this.el = el;
    }

    start() {
        const box = document.getElementById(this.el.dataset.declicField);
        if (box) {
            this.mark(box);
        }
        this.el.focus();
    }

    mark(box) {
        const id = `${box.id}_refused`;
        const sentence = document.createElement("div");
        sentence.id = id;
        sentence.className = "invalid-feedback d-block";
        sentence.textContent = this.el.textContent.trim();
        box.after(sentence);
        box.classList.add("is-invalid");
        box.setAttribute("aria-invalid", "true");
        box.setAttribute("aria-describedby", `${id} ${box.getAttribute("aria-describedby") || ""}`.trim());
        // A block that holds it is left open.
        for (let block = box.closest("details"); block; block = block.parentElement.closest("details")) {
            block.open = true;
        }
    }
}

live(DeclicRefused);
