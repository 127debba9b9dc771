import { registry } from "@web/core/registry";
import { Notebook } from "@web/core/notebook/notebook";
import { pick } from "@web/core/utils/objects";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { FormController } from "@web/views/form/form_controller";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";
import { onWillStart, onWillUpdateProps } from "@odoo/owl";

const words = (node) =>
    [...node.attributes].flatMap((attribute) => attribute.value.match(/\w+/g) || []);

/**
 * The fields that one page alone of a form's notebook shows, the first page left out: of
 * a field that is named anywhere else, by an expression too, the value is needed there.
 *
 * @param {Element} arch of the form
 * @returns {Object<string, string[]>} by name of the page
 */
function fieldsOfClosedPages(arch) {
    const pages = [...arch.querySelectorAll("notebook > page")].slice(1);
    const counts = new Map();
    const tell = (names) => {
        for (const name of new Set(names)) {
            counts.set(name, (counts.get(name) || 0) + 1);
        }
    };
    const nodes = [arch, ...arch.querySelectorAll("*")];
    tell(nodes.filter((node) => !pages.some((page) => page.contains(node))).flatMap(words));
    pages.forEach((page) => tell([...page.querySelectorAll("*")].flatMap(words)));
    const own = (page) =>
        [...page.querySelectorAll("field")]
            .filter((field) => !field.parentElement.closest("field"))
            .map((field) => field.getAttribute("name"))
            .filter((name) => counts.get(name) === 1);
    return Object.fromEntries(pages.map((page) => [page.getAttribute("name"), own(page)]));
}

class PagesRecord extends RelationalModel.Record {
    /** What was read with a page stays when the fresh answer replaces the one that the
     * web client kept: Odoo asked for it before the page was opened. */
    _setData(data, options) {
        super._setData({ ...this.ofPages, ...data }, options);
    }

    addPage(activeFields, values) {
        this.ofPages = { ...this.ofPages, ...values };
        this.model._updateConfig(
            this.config,
            { activeFields: { ...this.activeFields, ...activeFields } },
            { reload: false }
        );
        this._applyValues(values);
    }
}

/** Reads of a record what stands outside its closed pages; the rest when one opens. */
class PagesModel extends RelationalModel {
    static Record = PagesRecord;

    setup(params) {
        super.setup(...arguments);
        this.fieldsOf = params.fieldsOf;
        this.closed = { ...params.fieldsOf };
    }

    _getNextConfig() {
        const config = super._getNextConfig(...arguments);
        this.everyField ||= config.activeFields;
        const closed = Object.values(this.closed).flat();
        const names = Object.keys(this.everyField);
        config.activeFields = config.resId
            ? pick(this.everyField, ...names.filter((name) => !closed.includes(name)))
            : this.everyField;
        return config;
    }

    /** @param {string} page name of the one that opens */
    async openPage(page) {
        const record = this.root;
        const missing = (this.fieldsOf[page] || []).filter(
            (name) => !(name in record.activeFields)
        );
        if (!missing.length) {
            return;
        }
        const activeFields = pick(this.everyField, ...missing);
        await this.mutex.exec(async () => {
            const config = { ...record.config, activeFields };
            const evalContext = { ...record.evalContext, ...config.context };
            const [values] = await this._loadRecords(config, evalContext);
            delete this.closed[page];
            record.addPage(activeFields, values);
        });
        // Another record may stand there meanwhile.
        await this.openPage(page);
    }
}

class PagesNotebook extends Notebook {
    setup() {
        super.setup();
        onWillStart(() => this.read(this.state.currentPage));
        onWillUpdateProps(() => this.read(this.state.currentPage));
    }

    async activatePage(id) {
        await this.read(id);
        super.activatePage(id);
    }

    async read(id) {
        // None of a reader who may see no page.
        const found = this.pages.find((one) => one[0] === id);
        if (found) {
            await this.env.model.openPage(found[1].name);
        }
    }
}

class PagesController extends FormController {
    get modelParams() {
        const fieldsOf = fieldsOfClosedPages(this.props.archInfo.xmlDoc);
        return { ...super.modelParams, fieldsOf };
    }
}

class PagesRenderer extends FormRenderer {
    static components = { ...FormRenderer.components, Notebook: PagesNotebook };
}

registry.category("views").add("declic_form", {
    ...formView,
    Controller: PagesController,
    Model: PagesModel,
    Renderer: PagesRenderer,
});
