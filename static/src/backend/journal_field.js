import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useState } from "@odoo/owl";

const { DateTime } = luxon;

/**
 * What happened on a case, in one stream: chips leave out the other kinds, a line
 * opens what it tells of.
 */
export class JournalField extends Component {
    static template = "declic.JournalField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ kind: "all" });
        this.kinds = [
            { key: "contact", label: _t("Contacts"), icon: "fa-comment-o" },
            { key: "appointment", label: _t("Appointments"), icon: "fa-calendar" },
            { key: "note", label: _t("Notes"), icon: "fa-sticky-note-o" },
            { key: "review", label: _t("Points and reviews"), icon: "fa-check-square-o" },
            { key: "document", label: _t("Documents"), icon: "fa-file-o" },
        ];
    }

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    get shown() {
        const { kind } = this.state;
        return this.lines.filter((line) => kind === "all" || line.kind === kind);
    }

    get chips() {
        const all = { key: "all", label: _t("Everything"), icon: "fa-list" };
        return [all, ...this.kinds].map((chip) => ({
            ...chip,
            count:
                chip.key === "all"
                    ? this.lines.length
                    : this.lines.filter((line) => line.kind === chip.key).length,
        }));
    }

    icon(line) {
        return this.kinds.find((kind) => kind.key === line.kind).icon;
    }

    when(line) {
        const moment = DateTime.fromSQL(line.date);
        const hasTime = !line.date.endsWith("00:00");
        return moment.toLocaleString({
            day: "numeric",
            month: "short",
            year: "numeric",
            ...(hasTime ? { hour: "2-digit", minute: "2-digit" } : {}),
        });
    }

    open(line) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: line.model,
            res_id: line.id,
            views: [[false, "form"]],
            context: { show_holder: true },
        });
    }
}

registry.category("fields").add("declic_journal", {
    component: JournalField,
    supportedTypes: ["json"],
});
