import { registry } from "@web/core/registry";

const TEXT = "Rendez-vous tenu. ".repeat(12);
const AREA = "#declic_facts";

/** A session that expires loses no word (O2); the user logs in again in the middle. */
registry.category("web_tour.tours").add("declic_draft_tour", {
    steps: () => [
        { content: "type more than 200 characters", trigger: AREA, run: `edit ${TEXT}` },
        {
            content: "the session expires",
            trigger: AREA,
            run: async () => {
                await fetch("/web/session/logout");
                window.location.reload();
            },
            expectUnloadPage: true,
        },
        {
            content: "log in again",
            trigger: "input[name='login']",
            run: "edit test_worker",
        },
        { trigger: "input[name='password']", run: "edit test_worker" },
        {
            trigger: "form.oe_login_form button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the text is offered back",
            trigger: ".o_declic_draft:not(.d-none)",
        },
        {
            trigger: AREA,
            run: () => {
                if (document.querySelector(AREA).value.trim() !== TEXT.trim()) {
                    throw new Error("the text was lost");
                }
            },
        },
        {
            content: "save it",
            trigger: "form[data-declic-draft] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "saved: the device keeps nothing",
            trigger: ".o_declic:has(.alert-success) form[data-declic-ready]",
            run: () => {
                if (Object.keys(localStorage).some((k) => k.startsWith("declic-draft-"))) {
                    throw new Error("a draft is left on the device");
                }
            },
        },
    ],
});
