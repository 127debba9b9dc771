import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, xml } from "@odoo/owl";

/** A month or a quarter that is kept as its first day: “nov. 2026”, “T4 2026”. */
export class PeriodField extends Component {
    static template = xml`<span t-out="text"/>`;
    static props = { ...standardFieldProps, isQuarter: Boolean };

    get text() {
        const day = this.props.record.data[this.props.name];
        if (!day) {
            return "";
        }
        return this.props.isQuarter
            ? _t("Q%s %s", day.quarter, day.year)
            : day.toLocaleString({ month: "short", year: "numeric" });
    }
}

for (const name of ["month", "quarter"]) {
    registry.category("fields").add(`declic_${name}`, {
        component: PeriodField,
        supportedTypes: ["date"],
        extractProps: () => ({ isQuarter: name === "quarter" }),
    });
}
