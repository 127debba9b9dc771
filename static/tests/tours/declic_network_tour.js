import { registry } from "@web/core/registry";

const AREA = "#declic_facts";
const realFetch = window.fetch;

/** The network drops: each request fails as on a phone in a cellar. */
function drop() {
    window.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
}

function comeBack() {
    window.fetch = realFetch;
    window.dispatchEvent(new Event("online"));
}

/** A point typed without a network while a colleague saves it: both versions (X1). */
registry.category("web_tour.tours").add("declic_conflict_tour", {
    steps: () => [
        {
            content: "the page knows which version it shows",
            trigger:
                "form:has(textarea[name=shareable_facts]) input[name=declic_version]:not([value$='-']):not(:visible)",
        },
        { trigger: AREA, run: "edit Vu lundi, sans réseau." },
        { content: "no network", trigger: AREA, run: drop },
        { trigger: "button[name='save']", run: "click" },
        { content: "kept on the phone", trigger: ".o_declic_said.alert-warning" },
        {
            content: "a colleague saves the point meanwhile",
            trigger: AREA,
            run: async () => {
                window.fetch = realFetch;
                const { csrf_token } = await (await fetch("/my/declic/token")).json();
                const body = new URLSearchParams({
                    csrf_token,
                    contact_state: "in_touch",
                    shareable_facts: "Vu mardi, par une collègue.",
                });
                await fetch(window.location.pathname, { method: "POST", body });
            },
        },
        { content: "the network is back", trigger: AREA, run: comeBack },
        {
            content: "not accepted: nothing is overwritten",
            trigger: ".o_declic_said.alert-danger a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "what was typed stands beside what the colleague saved",
            trigger: ".o_declic_other:contains('Vu lundi, sans réseau.')",
        },
        {
            trigger: AREA,
            run: () => {
                if (document.querySelector(AREA).value !== "Vu mardi, par une collègue.") {
                    throw new Error("the colleague's text is not in the form");
                }
            },
        },
        { content: "its author decides", trigger: ".o_declic_other button", run: "click" },
        { trigger: "button[name='save']", run: "click", expectUnloadPage: true },
        {
            content: "saved: nothing waits on the device once the page has asked",
            trigger: ".o_declic:has(.alert-success) form[data-declic-ready]",
            run: () => {
                const left = Object.keys(localStorage).filter((key) =>
                    /^declic-(draft|outbox)/.test(key)
                );
                if (left.length) {
                    throw new Error(`still on the device: ${left}`);
                }
            },
        },
    ],
});
