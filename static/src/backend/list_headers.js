import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";
import { useEffect } from "@odoo/owl";

/**
 * French headers are long: those of our lists take a second line, none is cut. On a
 * phone a row is a card (screens.scss), each of its values beneath its header.
 */
patch(ListRenderer.prototype, {
    setup() {
        super.setup();
        if (this.props.list.resModel.startsWith("declic.")) {
            useEffect(
                (root) => root?.classList.add("o_declic_list"),
                () => [this.rootRef.el]
            );
        }
    },
});
