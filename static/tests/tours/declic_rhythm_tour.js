import { registry } from "@web/core/registry";

const saved = { content: "it is saved", trigger: ".o_declic .alert-success" };
// In the list of households, not among the things of the day.
const householdCard = ".o_declic_card[href*='/declic/case/']:not([href*='contact']):first";
const opens = (trigger) => ({ trigger, run: "click", expectUnloadPage: true });

/** The association on a phone: an appointment and its result, a serious concern, the
 * monthly point. */
registry.category("web_tour.tours").add("declic_rhythm_tour", {
    steps: () => [
        opens(householdCard),
        {
            content: "plan an appointment",
            ...opens(".o_declic_plan_appointment"),
        },
        {
            trigger: "#declic_day",
            run({ anchor }) {
                const soon = new Date(Date.now() + 3 * 24 * 3600 * 1000);
                anchor.value = soon.toISOString().slice(0, 10);
            },
        },
        {
            trigger: "#declic_hour",
            run({ anchor }) {
                anchor.value = "14:30";
            },
        },
        opens("button[name='plan_appointment']"),
        saved,
        {
            content: "the letter waits for the printer; it is posted",
            ...opens("button[name='told']"),
        },
        saved,
        {
            content: "the household excuses itself",
            ...opens("button[name='result'][value='excused']"),
        },
        saved,
        { content: "a serious concern", ...opens(".o_declic_raise") },
        { trigger: "input[name='kind_id']:first", run: "click" },
        { trigger: "#declic_concern_facts", run: "edit Il parle de ne plus se lever." },
        opens("button[name='raise']"),
        saved,
        {
            content: "it stands on the household's page, open",
            trigger: "#declic_concerns",
        },
        {
            content: "the monthly point",
            ...opens("nav a[href*='/my/declic/review/']:first"),
        },
        { content: "filled in beforehand", trigger: "#declic_since" },
        { trigger: "#declic_present", run: "click" },
        { trigger: "label[for='contact_irregular']", run: "click" },
        { trigger: "#declic_facts", run: "edit Une visite, le courrier est ouvert." },
        opens("button[name='save']"),
        saved,
    ],
});

/** The association on a phone prepares the closing form. */
registry.category("web_tour.tours").add("declic_closing_tour", {
    steps: () => [
        opens(".o_declic_parts a[href$='/points']"),
        opens(".o_declic_close"),
        { trigger: "#declic_present", run: "click" },
        { trigger: "#declic_facts", run: "edit Le loyer est repris, le lien tient." },
        { trigger: "#declic_outcome", run: "select plan" },
        { trigger: "#declic_reason", run: "selectByIndex 1" },
        { trigger: "input[name='relay_ids']:first", run: "click" },
        { trigger: "label[for='mark_4']", run: "click" },
        opens("button[name='save']"),
        saved,
    ],
});

/** The counsellor at the desk: acknowledge the concern, hold the point, suspend. */
registry.category("web_tour.tours").add("declic_point_tour", {
    steps: () => [
        { trigger: "button[name='action_acknowledge']", run: "click" },
        {
            content: "acknowledged with a name",
            trigger: ".o_field_widget[name=acknowledged_by_id]:contains(counsellor)",
        },
    ],
});
registry.category("web_tour.tours").add("declic_suspend_tour", {
    steps: () => [
        {
            content: "what was paid stands there already",
            trigger: ".o_field_widget[name=paid]:contains(120)",
        },
        { trigger: "div[name=landlord_present] input", run: "click" },
        { trigger: "div[name=decision] .o_select_menu_toggler", run: "click" },
        {
            content: "the list of a monthly point, not that of a review",
            trigger: ".o_select_menu_menu:not(:contains(Prolonger)):not(:contains(Extend))",
        },
        { trigger: ".o_select_menu_item:contains(/contentieux|litigation/)", run: "click" },
        { trigger: "div[name=decision_until] input", run: "edit 31/12/2099" },
        { trigger: "button[name=action_validate]", run: "click" },
        {
            content: "frozen",
            trigger: ".o_arrow_button_current[data-value=validated], .o_arrow_button_current:contains(Valid)",
        },
    ],
});
