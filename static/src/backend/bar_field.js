import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, xml } from "@odoo/owl";

/** A share in percent as a bar; its figure stands beside it. */
export class BarField extends Component {
    static template = xml`
        <div t-if="share" class="progress" style="height: 8px" aria-hidden="true">
            <div class="progress-bar" t-attf-style="width: {{share}}%"/>
        </div>`;
    static props = { ...standardFieldProps };

    get share() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("declic_bar", {
    component: BarField,
    supportedTypes: ["float"],
});
