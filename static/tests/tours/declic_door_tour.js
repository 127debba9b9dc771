import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

/** Choose, in every domain, the answer of that rank for both voices. */
function answerAll() {
    for (const select of document.querySelectorAll(
        "select[name^='household_'], select[name^='association_']"
    )) {
        const isFirst = select.closest(".o_declic_domain").matches(":first-of-type");
        // A scale of five and “not asked yet”; a need, said or not, is left unsaid.
        const best = select.options.length === 6 ? 5 : 1;
        select.selectedIndex = isFirst ? 1 : best;
        select.dispatchEvent(new Event("change", { bubbles: true }));
    }
}

/** Draw a line on the signature's canvas, as a thumb does. */
async function draw() {
    const canvas = document.querySelector("canvas.o_web_sign_signature");
    const box = canvas.getBoundingClientRect();
    const point = (type, target, x, buttons = 1) =>
        target.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                pointerId: 1,
                isPrimary: true,
                button: 0,
                buttons,
                pressure: 0.5,
                clientX: box.left + x * box.width,
                clientY: box.top + (0.3 + x / 2) * box.height,
            })
        );
    point("pointerdown", canvas, 0.2);
    for (const x of [0.3, 0.4, 0.5, 0.6, 0.7]) {
        point("pointermove", document, x);
        await new Promise((done) => setTimeout(done, 40));
    }
    point("pointerup", document, 0.8, 0);
}

/** At the door, on a phone: assess, plan, have the household sign, send. */
registry.category("web_tour.tours").add("declic_door_tour", {
    steps: () => [
        {
            trigger: ".o_declic_parts a[href$='/plan']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_declic_assess",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "both voices in every domain, the first one critical",
            trigger: "select[name^='household_']",
            run: answerAll,
        },
        {
            trigger: "textarea[name^='words_']",
            run: "edit Je n'ouvre plus mon courrier.",
        },
        {
            trigger: "#declic_aspirations",
            run: "edit Rester ici avec les enfants.",
        },
        {
            trigger: "#declic_capacity",
            run: "edit 45,50",
        },
        {
            trigger: "button[name='validate']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "read again, then sent",
            trigger: ".o_declic_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "validated: back to the case",
            trigger: ".o_declic .alert-success",
        },
        {
            trigger: "p > a[href*='/my/declic/case/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_declic_parts a[href$='/plan']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_declic_start_plan",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "a goal of the library",
            trigger: "#declic_library",
            run: () => {
                document.querySelector("#declic_library").selectedIndex = 1;
            },
        },
        {
            trigger: "button[name='add_library']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "one of its own, for the critical domain that leads the list",
            trigger: ".o_declic_add_goal",
            run: "click",
        },
        {
            trigger: "#declic_goal",
            run: "edit J'ouvre mon courrier avec quelqu'un",
        },
        {
            trigger: "#action_name_0",
            run: "edit Je garde mes courriers dans un sac",
        },
        {
            trigger: "#date_due_0",
            run: () => {
                document.querySelector("#date_due_0").value = "2030-01-31";
            },
        },
        {
            trigger: "button[name='add_goal']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_declic_agree",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the household signs with its own hand",
            trigger: "canvas.o_web_sign_signature",
            run: draw,
        },
        {
            content: "the network drops",
            trigger: ".o_portal_sign_submit:enabled",
            run: () => {
                browser.XMLHttpRequest = class extends XMLHttpRequest {
                    send() {
                        this.dispatchEvent(new Event("error"));
                    }
                };
            },
        },
        { trigger: ".o_portal_sign_submit:enabled", run: "click" },
        {
            content: "told so, and the drawing is still there",
            trigger: ".o_portal_sign_error_msg",
            run: () => {
                browser.XMLHttpRequest = XMLHttpRequest;
            },
        },
        {
            trigger: ".o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_declic .alert-success:has(.fa-pencil)",
        },
        {
            trigger: "button[name='propose']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "read again, then sent",
            trigger: ".o_declic_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "sent: the landlord has to approve",
            trigger: ".o_declic .alert:has(.fa-hourglass-half)",
        },
    ],
});
