import { registry } from "@web/core/registry";

/** The association's worker, from the orientation to the monthly point, on a phone. */
registry.category("web_tour.tours").add("declic_portal_tour", {
    steps: () => [
        {
            content: "open the orientation that awaits an answer",
            trigger: ".o_declic_todo",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "accept for oneself: nobody is chosen beforehand",
            trigger: "#declic_worker",
            run: "selectByIndex 1",
        },
        {
            trigger: "button[name='accept']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "accepted; record the household's answer",
            trigger: ".o_declic .alert-success",
        },
        {
            trigger: "a.o_declic_adhesion",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "button[name='answer'][value='accepted']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the plan has a page of its own",
            trigger: ".o_declic_parts a[href$='/plan']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "open the plan",
            trigger: ".o_declic_start_plan",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "write a first goal",
            trigger: ".o_declic_add_goal",
            run: "click",
        },
        {
            trigger: "#declic_goal",
            run: "edit Je reprends contact avec mon bailleur",
        },
        {
            trigger: "button[name='add_goal']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "send the plan",
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
            content: "sent: back to the case",
            trigger: "p > a[href*='/my/declic/case/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "open the next review",
            trigger: "nav a[href*='/my/declic/review/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#declic_present",
            run: "click",
        },
        {
            trigger: "label[for='contact_in_touch']",
            run: "click",
        },
        {
            trigger: "#declic_facts",
            run: "edit Rendez-vous tenu au domicile.",
        },
        {
            trigger: "button[name='save']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "our part is saved",
            trigger: ".o_declic .alert-success",
        },
    ],
});
