"""Every menu, view, record, “New” and button of one role, asked as the web client does.

The browser shows that the screens open; this asks for what would take hours to click.
"""

from lxml import etree, html

from .buttons import Buttons
from .client import Client, offers, spec_of
from .forms import Forms, Row, Screen
from .views import Views

# Of Odoo, with fields and buttons of ours.
EXTENDED = ("account.move", "res.partner")
MANY = ("list", "kanban", "graph", "pivot", "calendar", "activity")
FRAMES = (*MANY, "form", "sheet", "search")
LABELS = ("string", "placeholder", "title", "confirm", "help", "sum", "avg")


class Sweep(Forms, Buttons, Views, Client):
    """``run`` asks for everything once."""

    def __init__(self, env, user):
        super().__init__(env, user)
        self.seen = set()

    def run(self):
        """Every menu of ours, then every model that the role may read."""
        for menu in self.menus():
            self.counts["menus"] += 1
            self.hear(menu["xmlid"], menu["name"])
            self.follow(menu["xmlid"], self.load(menu["actionID"]), {}, menu=True)
        for name in sorted(self.env.registry):
            model = self.env[name]
            ours = name.startswith("declic.") or name in EXTENDED
            if not ours or model._abstract or model._transient:
                continue
            if model.has_access("read"):
                self.follow(
                    name,
                    {
                        "type": "ir.actions.act_window",
                        "res_model": name,
                        "views": [(False, "list"), (False, "form")],
                    },
                    {},
                )

    def menus(self):
        """The menus of ours that open something."""
        menus = self.env["ir.ui.menu"].load_web_menus(False).values()
        return [
            menu
            for menu in menus
            if menu["xmlid"].startswith("declic.")
            and menu["actionID"]
            and menu["id"] != menu["appID"]
        ]

    # Actions

    def follow(self, where, action, names, menu=False):
        """Open what a menu or a button opens.

        :param names: what the action's texts may name: ``active_id``…
        :param menu: whether it is a screen of its own, seen in all its views
        """
        kind = action.get("type")
        if kind == "ir.actions.act_window":
            self._window(where, action, names, menu)
        elif kind == "ir.actions.report":
            ids = action.get("context", {}).get("active_ids") or names.get("active_ids")
            self.print(where, action["report_name"], ids)
        elif kind == "ir.actions.server":
            server = self.env["ir.actions.server"].browse(action["id"])
            result = self.ask(where, server.with_context(**names).run, refusal=True)
            if isinstance(result, dict):
                self.follow(where, result, names)
        elif kind == "ir.actions.client":
            following = (action.get("params") or {}).get("next")
            if following:
                self.follow(where, following, names)

    def _window(self, where, action, names, menu):
        model = self.env[action["res_model"]].with_context(
            **self.action_context(action, **names)
        )
        if action.get("target") == "new" and not action.get("name"):
            self.fail(where, "opens a dialog without a title")
        domain = self.domain(action.get("domain"), **names)
        self.hear(where, action.get("name"))
        self._hear_help(where, action.get("help"))
        views = action.get("views") or [
            (action.get("view_id") or False, kind)
            for kind in action["view_mode"].split(",")
        ]
        if action.get("res_id") or views[0][1] == "form":
            self._one(where, model, dict(map(reversed, views))["form"], action)
            return
        spec = {}
        for view_id, kind in views:
            key = (model._name, kind, view_id)
            if key in self.seen and not menu:
                continue
            self.seen.add(key)
            arch, toolbar = self.arch(where, model, kind, view_id)
            if arch is None:
                continue
            self.counts["views"] += 1
            self._hear_view(f"{where}, {kind}", model, arch)
            place = f"{where}, {kind}"
            if kind == "form":
                reached = menu or self._is_drawn(model)
                key = (model._name, "records", view_id, reached)
                if key not in self.seen:
                    self.seen.add(key)
                    self.see_form(place, model, arch, toolbar, view_id, reached)
                continue
            if kind in ("list", "kanban", "calendar"):
                self._new_of_many(place, model, arch, dict(map(reversed, views)))
            if kind in ("list", "kanban"):
                spec = spec or spec_of(model, arch)
                if menu:
                    self._rows(place, model, arch, domain, view_id)
            getattr(self, f"see_{kind}")(place, model, arch, domain)
        if menu:
            self._search(where, action, model, domain, spec)

    def _is_drawn(self, model):
        """Whether we drew a form for it: a list, a tab or a button leads there."""
        # sudo: a role may not read the views.
        views = self.env["ir.ui.view"].sudo()
        return model._name.startswith("declic.") and bool(
            views.search_count(
                [("model", "=", model._name), ("type", "=", "form")], limit=1
            )
        )

    def _new_of_many(self, where, model, arch, views):
        """A “New” that leads to a form leads to one that offers it."""
        typed_here = arch.get("editable") or arch.get("on_create")
        if offers(arch, "create") and not typed_here:
            form, _toolbar = self.arch(where, model, "form", views.get("form", False))
            if form is not None and not offers(form, "create"):
                self.fail(where, "offers “New”, its form does not")

    def _rows(self, where, model, arch, domain, view_id):
        """Buttons of the rows; a new row, where rows are typed in place."""
        if arch.tag == "list" and arch.get("editable") and offers(arch, "create"):
            self.new(where, lambda: Row(model, view_id), is_form=False)
        records = self.ask(where, lambda: model.search(domain, limit=20).ids) or []
        shown = self.values(where, model.browse(records), spec_of(model, arch))
        self.press(where, model, arch, shown or [])

    def _one(self, where, model, view_id, action):
        """A form that opens on a record, or on none: a wizard."""
        arch, _toolbar = self.arch(where, model, "form", view_id)
        if arch is None:
            return
        self._hear_view(where, model, arch)
        if action.get("res_id"):
            record = model.browse(action["res_id"])
            self.values(where, record, spec_of(model, arch))
        elif model._transient or offers(arch, "create"):
            # A wizard is new by itself: no button says so.
            self.new(where, lambda: Screen(model, view_id))
        else:
            self.fail(where, "opens an empty form that offers no “New”")

    def _search(self, where, action, model, domain, spec):
        search = action.get("search_view_id")
        view_id = search[0] if isinstance(search, list | tuple) else search or False
        if (model._name, "search", view_id) in self.seen:
            return
        self.seen.add((model._name, "search", view_id))
        arch, _toolbar = self.arch(where, model, "search", view_id)
        if arch is not None:
            self._hear_view(f"{where}, search", model, arch)
            self.see_search(where, model, arch, domain, spec or {"display_name": {}})
            self.every_group(where, model, domain)

    # Words

    def hear(self, where, text):
        """Keep a text that the screen shows."""
        text = " ".join((text or "").split())
        if text:
            self.texts.setdefault(text, where)

    def _hear_view(self, where, model, arch):
        if not model._name.startswith("declic."):
            return
        for node in arch.iterdescendants(etree.Element):
            for label in LABELS:
                # A view that Odoo makes up bears the model's source term, unseen.
                if node.tag not in FRAMES:
                    self.hear(where, node.get(label))
            self.hear(where, node.text)
            self.hear(where, node.tail)
        names = {node.get("name") for node in arch.iter("field")}
        shown = model.fields_get(
            names & model._fields.keys(), ["string", "help", "selection"]
        )
        for info in shown.values():
            self.hear(where, info["string"])
            self.hear(where, info.get("help"))
            for _value, label in info.get("selection") or []:
                self.hear(where, label)

    def _hear_help(self, where, text):
        if text:
            self.hear_page(where, str(text))

    def hear_page(self, where, page):
        """Keep each text of an HTML page."""
        tree = html.fromstring(page)
        for node in tree.iter(etree.Element):
            if node.tag not in ("script", "style"):
                self.hear(where, node.text)
            self.hear(where, node.tail)
