import { registry } from "@web/core/registry";

/** A refusal without its reason: the block stays open, the box is named and marked. */
registry.category("web_tour.tours").add("declic_refused_tour", {
    steps: () => [
        { trigger: "details:has(#declic_reason) summary", run: "click" },
        { trigger: "button[name='decline']", run: "click", expectUnloadPage: true },
        {
            content: "the summary has the focus",
            trigger: ".o_declic_error:focus a[href='#declic_reason']",
        },
        {
            content: "the block is left open, the box says what is missing",
            trigger: "details[open] #declic_reason[aria-invalid='true']",
        },
        { trigger: "#declic_reason_refused:visible" },
    ],
});
