"""The views of one record: every record, “New”, what it proposes, each button."""

from lxml import etree

from odoo.fields import Domain
from odoo.tests.form import Form, UpdateDict

from .client import ALWAYS, LOOKED_AT, offers, own_fields, spec_of

# What is never empty.
VALUES = ("boolean", "integer", "float", "monetary")


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
        if proposed == [] and required and self._is_filled(comodel):
            self.fail(where, "required, and nothing is proposed")
        if proposed and required and not names.get(name):
            chosen = comodel.browse(proposed[0][0])
            if info["type"] == "many2one":
                self.ask(where, lambda: form.__setitem__(name, chosen), refusal=True)

    def _is_filled(self, model):
        """Whether the landlord has records of ``model``, whoever may read them."""
        ours = Domain.TRUE
        if "company_id" in model._fields:
            ours = Domain("company_id", "in", [*self.env.companies.ids, False])
        # sudo: whether there would be something to choose from.
        return bool(model.sudo().search_count(ours, limit=1))

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
