import { registry } from "@web/core/registry";
import { integerField, IntegerField } from "@web/views/fields/integer/integer_field";

/** A number that is kept as 0 while nobody knows it: a year of birth. */
export class NumberField extends IntegerField {
    get formattedValue() {
        return this.value ? String(this.value) : "";
    }
}

registry.category("fields").add("declic_number", {
    ...integerField,
    component: NumberField,
});
