"""The views that show many records: what each asks, each filter and each group."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Date, Domain

from .client import own_fields, spec_of

LIMIT = 80


class Views:
    """Part of :class:`~.sweep.Sweep`."""

    def see_list(self, where, model, arch, domain):
        spec = spec_of(model, arch)
        order = arch.get("default_order")
        self.ask(
            where,
            lambda: model.web_search_read(domain, spec, limit=LIMIT, order=order),
        )
        for node in own_fields(arch):
            field = model._fields.get(node.get("name"))
            if field and field._description_sortable(model.env):
                name = field.name
                self.ask(
                    f"{where}, sorted by {name}",
                    lambda name=name: model.search(domain, order=name, limit=1).ids,
                )
        if arch.get("default_group_by"):
            self.group(where, model, domain, arch.get("default_group_by"), spec)

    def see_kanban(self, where, model, arch, domain):
        spec = spec_of(model, arch)
        order = arch.get("default_order")
        self.ask(
            where,
            lambda: model.web_search_read(domain, spec, limit=LIMIT, order=order),
        )
        by = arch.get("default_group_by")
        if not by:
            return
        self.group(where, model, domain, by, spec)
        for bar in arch.iter("progressbar"):
            progress = {
                "field": bar.get("field"),
                "colors": {},
                "sum_field": bar.get("sum_field"),
            }
            self.ask(
                f"{where}, progress bar",
                lambda progress=progress: model.read_progress_bar(domain, by, progress),
            )

    def group(self, where, model, domain, by, spec):
        """A grouped list or kanban, its groups open."""
        sums = [
            f"{name}:{model._fields[name]._description_aggregator(model.env)}"
            for name in spec
            if model._fields[name].store
            and model._fields[name]._description_aggregator(model.env)
        ]
        by = by if isinstance(by, list) else [by]
        self.counts["groups"] += 1
        self.ask(
            f"{where}, by {', '.join(by)}",
            lambda: model.web_read_group(
                domain,
                by[:1],
                sums,
                limit=LIMIT,
                auto_unfold=True,
                unfold_read_specification=spec,
            ),
        )

    def _measures(self, model):
        """Every measure the client offers, all at once."""
        return ["__count"] + [
            f"{name}:{info['aggregator']}"
            for name, info in model.fields_get(
                attributes=["aggregator", "store", "type"]
            ).items()
            if info.get("aggregator")
            and info["store"]
            and info["type"] in ("integer", "float", "monetary")
        ]

    def _axes(self, model, arch, *types):
        found = [
            f"{node.get('name')}:{node.get('interval') or 'month'}"
            if model._fields[node.get("name")].type in ("date", "datetime")
            else node.get("name")
            for node in arch.iter("field")
            if node.get("type") in types
        ]
        return found

    def see_graph(self, where, model, arch, domain):
        axes = [
            axis.get("name")
            for axis in arch.iter("field")
            if axis.get("type") != "measure" and axis.get("invisible") is None
        ]
        by = self._axes(model, arch, "row", "col", None)
        self.ask(
            where,
            lambda: model.formatted_read_group(
                domain, by[: len(axes)], self._measures(model)
            ),
        )

    def see_pivot(self, where, model, arch, domain):
        rows = self._axes(model, arch, "row")
        columns = self._axes(model, arch, "col")
        sets = [[], rows, columns, rows + columns]
        sets = [one for number, one in enumerate(sets) if one not in sets[:number]]
        self.ask(
            where,
            lambda: model.formatted_read_grouping_sets(
                domain, sets, self._measures(model)
            ),
        )

    def see_calendar(self, where, model, arch, domain):
        """``computeRangeDomain`` and ``fetchRecords`` of the calendar's model."""
        first = Date.today().replace(day=1)
        shown = Domain(arch.get("date_start"), "<=", first + relativedelta(months=2))
        stop = arch.get("date_stop")
        if stop:
            shown &= Domain(stop, ">=", first)
        elif not arch.get("date_delay"):
            shown &= Domain(arch.get("date_start"), ">=", first)
        names = {
            arch.get(key)
            for key in ("date_start", "date_stop", "date_delay", "color", "all_day")
            if arch.get(key)
        }
        names |= {node.get("name") for node in own_fields(arch)}
        self.ask(
            where,
            lambda: model.search_read(domain & shown, ["display_name", *names]),
        )

    def see_activity(self, where, model, arch, domain):
        spec = spec_of(model, arch)
        self.ask(
            where,
            lambda: self.env["mail.activity"].get_activity_data(
                model._name, domain, limit=LIMIT, offset=0, fetch_done=True
            ),
        )
        self.ask(where, lambda: model.web_search_read(domain, spec, limit=LIMIT))

    def see_search(self, where, model, arch, domain, spec):
        """Each filter, each group, and each field typed in."""
        for node in arch.iter("filter"):
            where_filter = f"{where}, filter {node.get('name')}"
            if node.get("domain"):
                self.counts["filters"] += 1
                asked = domain & self.domain(node.get("domain"))
                self.ask(where_filter, lambda asked=asked: model.search_count(asked))
            if node.get("date"):
                self.counts["filters"] += 1
                asked = domain & Domain(node.get("date"), ">=", Date.today())
                self.ask(where_filter, lambda asked=asked: model.search_count(asked))
            by = (self.evaluate(node.get("context")) or {}).get("group_by")
            if by:
                self.group(where, model, domain, by, spec)
        for node in arch.iter("field"):
            self._type(where, model, node, domain)

    def _type(self, where, model, node, domain):
        """Somebody types “a” and chooses this field."""
        field = model._fields[node.get("name")]
        where = f"{where}, search {field.name}"
        self.counts["searches"] += 1
        if node.get("filter_domain"):
            asked = self.domain(node.get("filter_domain"), self="a")
        elif field.type in ("selection", "boolean", "date", "datetime"):
            asked = Domain(field.name, "!=", False)
        elif field.type in ("integer", "float", "monetary"):
            asked = Domain(field.name, "=", 1)
        else:
            asked = Domain(field.name, node.get("operator") or "ilike", "a")
        self.ask(where, lambda: model.search_count(domain & asked))
        if field.relational:
            comodel = self.env[field.comodel_name]
            self.ask(where, lambda: comodel.name_search("a", limit=8))

    def every_group(self, where, model, domain):
        """“Add a custom group”: every field that the client offers."""
        for name, info in model.fields_get(attributes=["groupable", "type"]).items():
            if info["groupable"] and name != "id":
                by = f"{name}:month" if info["type"] in ("date", "datetime") else name
                self.counts["groups"] += 1
                self.ask(
                    f"{where}, custom group {name}",
                    lambda by=by: model.formatted_read_group(domain, [by], ["__count"]),
                )
