"""The views of one record: every record, “New”, what it proposes, each button."""

from lxml import etree

from odoo.tests.form import Dotter, Form, UpdateDict

from .client import ALWAYS, SUB_VIEWS, offers, own_fields, spec_of

# Among so many records of a form a button looks for one that shows it.
LOOKED_AT = 40
# What is never empty.
VALUES = ("boolean", "integer", "float", "monetary")
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


class Screen(Form):
    """Odoo's form of the tests; a list whose lines may not be written opens a dialog,
    as it does in the client (``list_arch_parser.js``)."""

    def _get_one2many_edition_view(self, field_info, node, level):
        for view in node.iterchildren("list"):
            if not offers(view, "edit"):
                view.attrib.pop("editable", None)
        return super()._get_one2many_edition_view(field_info, node, level)

    def _process_view(self, tree, model, level=2):
        view = super()._process_view(tree, model, level)
        # The client asks for it whatever the view: it is the title.
        view["fields"].setdefault("display_name", {"type": "char"})
        view["fields_spec"].setdefault("display_name", {})
        view["modifiers"].setdefault("display_name", {"readonly": "True"})
        return view


class Row(Screen):
    """A new row of a list that is edited in place."""

    # Odoo's loads a form view.
    # pylint: disable-next=super-init-not-called
    def __init__(self, model, view_id=False):
        views = model.get_views([(view_id, "list")])
        keep = object.__setattr__
        keep(self, "_record", model)
        keep(self, "_env", model.env)
        keep(self, "_models_info", views["models"])
        tree = etree.fromstring(views["views"]["list"]["arch"])
        keep(self, "_view", self._process_view(tree, model))
        keep(self, "_values", UpdateDict())
        self._init_from_defaults()


class Forms:
    """Part of :class:`~.sweep.Sweep`."""

    def see_form(self, where, model, arch, toolbar, view_id, reached):
        """Everything that one form view is used for.

        :param reached: whether a menu leads there: else it is read only
        """
        spec = spec_of(model.with_context(bin_size=True), arch)
        ours = model._name.startswith("declic.")
        limit = None if ours else LOOKED_AT
        found = self.ask(where, lambda: model.search([], limit=limit).ids) or []
        records = model.with_context(bin_size=True).browse(found)
        self.counts["records"] += len(records)
        shown = self.values(where, records, spec)
        if not reached:
            return
        if offers(arch, "create"):
            self.new(where, lambda: Screen(model, view_id))
            if records and offers(arch, "duplicate"):
                self.duplicate(where, records[0])
        if records:
            self.lines(where, model, arch, records, view_id)
            self.press(where, model, arch, shown or [])
            self.prints(where, records, toolbar)
            self.wizards(where, records[0], toolbar)

    def values(self, where, records, spec):
        """Read records as the client does; field by field when that fails.

        :return: list of their values, or None
        """
        if not records:
            return []
        kept = list(self.failures)
        shown = self.ask(where, lambda: records.web_read(spec))
        if shown is None:
            told, self.failures = self.failures, list(kept)
            for name, asked in spec.items():
                self.ask(
                    f"{where}, {name}",
                    lambda name=name, asked=asked: records.web_read({name: asked}),
                )
            if self.failures == kept:
                self.failures = told
        return shown

    # “New”

    def new(self, where, make, is_form=True):
        """Press “New”: what is required can be filled, choosers propose something.

        :param make: function that returns the new :class:`Screen`
        :param is_form: whether it has a title; a row in a list has none
        """
        where = f"{where}, New"
        self.counts["news"] += 1
        form = self.ask(where, make)
        if form is None:
            return
        title = form._values.get("display_name")
        if is_form and title and {"False", "None"} & {*title.split()}:
            self.fail(where, f"is titled “{title}”")
        for name in form._view["fields"]:
            if name != "id" and not self._is_hidden(form, name):
                self._fill(where, form, name)

    def _is_hidden(self, form, name):
        return form._get_modifier(name, "invisible") or form._get_modifier(
            name, "column_invisible"
        )

    def _fill(self, where, form, name):
        info = form._view["fields"][name]
        required = form._get_modifier(name, "required")
        value = form._values.get(name)
        if form._get_modifier(name, "readonly"):
            if required and not value and info["type"] not in VALUES:
                self.fail(where, f"{name} is required, empty, and nobody can fill it")
            return
        if info["type"] in ("many2one", "many2many"):
            self._choose(where, form, name, info, required)

    def _choose(self, where, form, name, info, required):
        """Unfold a chooser."""
        node = next(
            node for node in own_fields(form._view["tree"]) if node.get("name") == name
        )
        self.counts["choosers"] += 1
        where = f"{where}, choose {name}"
        comodel = form._env[info["relation"]]
        names = form._get_eval_context()
        proposed = self.ask(
            where,
            lambda: comodel.with_context(**form._get_context(name)).name_search(
                "",
                self.domain(node.get("domain") or info.get("domain"), **names),
                limit=8,
            ),
        )
        # sudo: whether there would be something to choose from.
        if proposed == [] and required and comodel.sudo().search_count([], limit=1):
            self.fail(where, "required, and nothing is proposed")
        if proposed and required and not names.get(name):
            chosen = comodel.browse(proposed[0][0])
            if info["type"] == "many2one":
                self.ask(where, lambda: form.__setitem__(name, chosen), refusal=True)

    def duplicate(self, where, record):
        """“Duplicate”, wherever it is offered, makes a record."""
        self.counts["duplicates"] += 1
        with self.undone():
            self.ask(f"{where}, Duplicate", record.copy)

    # Lists inside a form

    def lines(self, where, model, arch, records, view_id):
        """“Add a line” in each list of the form that offers it."""
        for node in own_fields(arch):
            field = model._fields.get(node.get("name"))
            if field is None or field.type != "one2many":
                continue
            for view in node.iterchildren("list"):
                place = f"{where}, {field.name}"
                typed = offers(view, "create") or offers(view, "edit")
                if not view.get("editable") or not typed:
                    continue
                if node.get("readonly") in ALWAYS:
                    continue
                if not offers(arch, "edit"):
                    self.fail(place, "its lines may be written, their form may not")
                elif offers(view, "create"):
                    self._add_line(place, model, records, field, view_id)

    def _add_line(self, where, model, records, field, view_id):
        for record in records[:LOOKED_AT]:
            form = self.ask(where, lambda r=record: Screen(r, view_id))
            if form is None:
                return
            closed = form._get_modifier(field.name, "readonly")
            if closed or self._is_hidden(form, field.name):
                continue
            self.new(where, lambda f=form: getattr(f, field.name).new(), is_form=False)
            return

    # Buttons

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
