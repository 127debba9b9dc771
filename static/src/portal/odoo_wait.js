import { live } from "./page_facts";

/**
 * Odoo swallows each tap until its lazy scripts are in, half a minute on a slow network.
 * Ours are in before those are asked for: what they look after need not wait.
 */
class NoWait {
    static selector = ".o_declic form[action^='/my/declic'], .o_declic .btn, .o_declic button";

    constructor(el) {
        this.el = el;
    }

    start() {
        this.el.classList.add("o_no_wait_lazy_js");
    }
}

live(NoWait);
