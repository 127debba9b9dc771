import { registry } from "@web/core/registry";
import { TextField, textField } from "@web/views/fields/text/text_field";

/** A box of free words, with one sentence under it on who may read them. */
export class BoxField extends TextField {
    static template = "declic.BoxField";
    static props = { ...TextField.props, hint: { type: String, optional: true } };
}

registry.category("fields").add("declic_box", {
    ...textField,
    component: BoxField,
    extractProps: (info, dynamicInfo) => ({
        ...textField.extractProps(info, dynamicInfo),
        hint: info.options.hint,
    }),
});
