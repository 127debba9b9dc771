import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { listView } from "@web/views/list/list_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { Component } from "@odoo/owl";

/** How many reasons stand in a row; the rest is told on hover. */
const SHOWN_REASONS = 3;
const WIDTH = 80;
const HEIGHT = 22;

/** Who: the name, and beneath it what one looks for on the telephone. */
export class HolderField extends Component {
    static template = "declic.HolderField";
    static props = { ...standardFieldProps };

    get beneath() {
        const { reference, agency_id } = this.props.record.data;
        return [reference, agency_id && agency_id.display_name]
            .filter(Boolean)
            .join(" · ");
    }
}

/** Why: the strongest reasons as chips, the first of them, the law's, on its own line. */
export class ReasonsField extends Component {
    static template = "declic.ReasonsField";
    static props = { ...standardFieldProps };

    get reasons() {
        return this.props.record.data[this.props.name] || [];
    }

    get first() {
        return this.reasons[0];
    }

    get next() {
        return this.reasons.slice(1, SHOWN_REASONS);
    }

    get rest() {
        return this.reasons.slice(SHOWN_REASONS);
    }
}

/** The arrears at the end of each month, as one small line. */
export class YearField extends Component {
    static template = "declic.YearField";
    static props = { ...standardFieldProps };

    get amounts() {
        return this.props.record.data[this.props.name] || [];
    }

    get points() {
        const top = Math.max(1, ...this.amounts);
        const step = WIDTH / Math.max(1, this.amounts.length - 1);
        return this.amounts
            .map((amount, index) => {
                const y = 1 + (HEIGHT - 2) * (1 - Math.max(0, amount) / top);
                return `${(index * step).toFixed(1)},${y.toFixed(1)}`;
            })
            .join(" ");
    }

    get box() {
        return `0 0 ${WIDTH} ${HEIGHT}`;
    }

    get colour() {
        const [before, now] = this.amounts.slice(-2);
        if (now === before) {
            return "text-muted";
        }
        return now > before ? "text-danger" : "text-success";
    }

    get told() {
        const amounts = this.amounts.map((amount) => Math.round(amount)).join(" → ");
        return _t("Arrears of the last twelve months: %s €", amounts);
    }
}

/** The last contact or attempt: when, how, with what result. */
export class LastTryField extends Component {
    static template = "declic.LastTryField";
    static props = { ...standardFieldProps };

    get last() {
        return this.props.record.data[this.props.name];
    }

    get when() {
        const { days } = this.last;
        return days ? _t("%s d ago", days) : _t("today");
    }
}

/** The next step is the button. */
export class NextStepField extends Component {
    static template = "declic.NextStepField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get step() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        const found = selection.find(([code]) => code === this.step);
        return found ? found[1] : "";
    }

    async open() {
        const { record } = this.props;
        await this.action.doActionButton({
            type: "object",
            name: "action_next_step",
            resModel: record.resModel,
            resId: record.resId,
            resIds: [record.resId],
            context: record.context,
            onClose: () => record.model.root.load(),
        });
    }
}

const FIELDS = {
    declic_holder: {
        component: HolderField,
        supportedTypes: ["char"],
        fieldDependencies: [
            { name: "reference", type: "char" },
            { name: "agency_id", type: "many2one" },
        ],
    },
    declic_reasons: { component: ReasonsField, supportedTypes: ["json"] },
    declic_year: { component: YearField, supportedTypes: ["json"] },
    declic_last_try: { component: LastTryField, supportedTypes: ["json"] },
    declic_next_step: { component: NextStepField, supportedTypes: ["selection"] },
};
for (const [name, field] of Object.entries(FIELDS)) {
    registry.category("fields").add(name, field);
}

/** The parts of the worklist: filters of its search, one at a time. */
const TABS = ["proposed", "hearings", "watched", "with_association", "ours"];

export class WorklistRenderer extends ListRenderer {
    static template = "declic.WorklistRenderer";

    get tabs() {
        const { searchModel } = this.env;
        // A list that counts one thing already has no parts.
        if (searchModel.globalDomain.length) {
            return [];
        }
        const items = searchModel.getSearchItems((item) => TABS.includes(item.name));
        return TABS.map((name) => items.find((item) => item.name === name));
    }

    get mine() {
        const [item] = this.env.searchModel.getSearchItems(
            (one) => one.name === "my_agency"
        );
        return item;
    }

    /** Show one part only; what else was searched for stays. */
    choose(tab) {
        const { searchModel } = this.env;
        const ids = this.tabs.map((one) => one.id);
        searchModel.query = searchModel.query.filter(
            (part) => !ids.includes(part.searchItemId)
        );
        searchModel.toggleSearchItem(tab.id);
    }

    toggleMine() {
        this.env.searchModel.toggleSearchItem(this.mine.id);
    }
}

registry.category("views").add("declic_worklist", {
    ...listView,
    Renderer: WorklistRenderer,
});
