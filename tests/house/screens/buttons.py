"""Every button, print and action of the cog menu, pressed and undone."""

from odoo.tests.form import Dotter

from .client import LOOKED_AT, SUB_VIEWS, own_fields

BUTTONS = (
    ".//*[self::button or self::a][@name][@type='object' or @type='action']"
    "[count(ancestor::field) = $depth]"
)


def plain(values):
    """What the expressions of a view see of a record that was read."""
    seen = {}
    for name, value in values.items():
        if isinstance(value, dict):
            value = value.get("id", value)
        elif isinstance(value, list):
            value = [one["id"] if isinstance(one, dict) else one for one in value]
        seen[name] = value
    return seen


class Buttons:
    """Part of :class:`~.sweep.Sweep`."""

    def press(self, where, model, arch, shown, parents=()):
        """Press each button on the first record that shows it, and undo.

        :param shown: values of the records, as the client read them
        :param parents: values of the records that these are lines of
        """
        depth = int(arch.xpath("count(ancestor::field)"))
        for button in arch.xpath(BUTTONS, depth=depth):
            for values in shown[:LOOKED_AT]:
                if self._is_shown(model, button, values, parents):
                    self._press(where, model.browse(values["id"]), button, values)
                    break
        for node in own_fields(arch):
            field = model._fields.get(node.get("name"))
            if field is None or field.type not in ("one2many", "many2many"):
                continue
            lines = [
                line
                for values in shown[:LOOKED_AT]
                for line in values.get(field.name) or []
                if isinstance(line, dict)
            ]
            for view in node.iterchildren(*SUB_VIEWS):
                comodel = model.env[field.comodel_name]
                self.press(f"{where}, {field.name}", comodel, view, lines, shown[:1])

    def _is_shown(self, model, button, values, parents):
        names = {
            **plain(values),
            "parent": Dotter(parents[0] if parents else {}),
        }
        conditions = []
        for node in (button, *button.iterancestors()):
            if node.tag in SUB_VIEWS:
                break
            conditions += filter(None, [node.get("invisible")])
        return not any(self.evaluate(text, **names) for text in conditions)

    def _press(self, where, record, button, values):
        self.counts["buttons"] += 1
        where = f"{where}, button {button.get('string') or button.get('name')}"
        context = self.evaluate(button.get("context"), **plain(values)) or {}
        names = {
            "active_id": record.id,
            "active_ids": record.ids,
            "active_model": record._name,
        }
        with self.undone():
            if button.get("type") == "action":
                action = self.ask(where, lambda: self.load(int(button.get("name"))))
            else:
                acting = record.with_context(**context)
                method = getattr(acting, button.get("name"))
                action = self.ask(where, method, refusal=True)
            if isinstance(action, dict):
                self.follow(where, action, {**names, **context})

    def prints(self, where, records, toolbar):
        """Each print of the cog menu, on the first records."""
        for report in toolbar.get("print", []):
            name = self.load(report["id"])["report_name"]
            self.print(where, name, records[:2].ids)

    def print(self, where, name, ids):
        """The page of a report."""
        self.counts["prints"] += 1
        where = f"{where}, print {name}"
        reports = self.env["ir.actions.report"]
        page = self.ask(where, lambda: reports._render_qweb_html(name, ids))
        if page:
            self.hear_page(where, page[0])

    def wizards(self, where, record, toolbar):
        """Each action of the cog menu."""
        names = {
            "active_id": record.id,
            "active_ids": record.ids,
            "active_model": record._name,
        }
        for bound in toolbar.get("action", []):
            action = self.load(bound["id"])
            if action["type"] == "ir.actions.act_window":
                self.counts["buttons"] += 1
                with self.undone():
                    self.follow(f"{where}, cog {action['name']}", action, names)
