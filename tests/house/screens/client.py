"""One role's web client without the browser: what it asks the server for a screen."""

from collections import Counter
from contextlib import contextmanager

from lxml import etree

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Date, Domain
from odoo.tests.form import get_static_context
from odoo.tools import mute_logger
from odoo.tools.safe_eval import datetime, dateutil, safe_eval, time

NO = ("0", "False", "false")
ALWAYS = ("1", "True")
# Columns of a sub-view that the client reads with its parent.
SUB_VIEWS = ("list", "kanban", "form")
# Among so many records of a screen a button or a list looks for one that offers it.
LOOKED_AT = 40


def offers(arch, right):
    """Whether a view offers ``create``, ``edit``, ``delete`` or ``duplicate``."""
    return arch.get(right, "1") not in NO


def own_fields(arch):
    """The ``field`` nodes of a view, without those of its sub-views."""
    depth = int(arch.xpath("count(ancestor::field)"))
    return arch.xpath(f".//field[count(ancestor::field) = {depth}]")


def spec_of(model, arch):
    """What the client reads of a view: see ``getFieldsSpec`` of the web client."""
    spec = {"display_name": {}}
    for node in own_fields(arch):
        field = model._fields.get(node.get("name"))
        if field is None:
            continue
        asked = spec.setdefault(field.name, {})
        if node.get("invisible") in ALWAYS or node.get("column_invisible") in ALWAYS:
            continue
        if field.relational:
            asked.setdefault("fields", {"display_name": {}})
            context = get_static_context(node.get("context") or "{}")
            if context:
                asked["context"] = context
        if field.type in ("one2many", "many2many"):
            comodel = model.env[field.comodel_name]
            for view in node.iterchildren(*SUB_VIEWS):
                asked["fields"].update(spec_of(comodel, view))
    return spec


def first_line(error):
    """The beginning of what an error says, on one line."""
    return " ".join(str(error).split())[:300]


class Client:
    """The screens of one role; ``failures`` are sentences, ``counts`` what was done.

    :param env: the environment of the test
    :param user: who sits before the screens
    """

    def __init__(self, env, user):
        self.env = env(
            user=user.id,
            context={
                "lang": "fr_FR",
                "tz": "Europe/Paris",
                "uid": user.id,
                "allowed_company_ids": user.company_ids.ids,
            },
        )
        self.failures = []
        self.counts = Counter()
        self.texts = {}

    def fail(self, where, what):
        """Keep a failure once."""
        sentence = f"{where}: {what}"
        if sentence not in self.failures:
            self.failures.append(sentence)

    def ask(self, where, question, refusal=False):
        """Ask the server as one request of its own: nothing cached, undone if it fails.

        :param where: the screen, for the report
        :param question: function without arguments
        :param refusal: whether a sentence to the user is an answer, too
        :return: the answer, or None when it failed
        """
        self.env.invalidate_all()
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                answer = question()
                self.env.flush_all()
                return answer
        except Exception as error:  # noqa: BLE001 -- reported, whatever it is
            refused = isinstance(error, UserError)
            crossed = isinstance(error, AccessError | MissingError)
            if not (refusal and refused and not crossed):
                self.fail(where, f"{type(error).__name__} {first_line(error)}")
        return None

    @contextmanager
    def undone(self):
        """What is done inside leaves no trace."""
        with self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()

    def evaluate(self, text, /, **names):
        """Value of an expression of a view or an action, as the client has it."""
        if not isinstance(text, str):
            return text or None
        if not text.strip():
            return None
        return safe_eval(
            text,
            {
                "uid": self.env.uid,
                "user": self.env.user,
                "allowed_company_ids": self.env.companies.ids,
                "current_date": str(Date.today()),
                "context_today": Date.today,
                "context": self.env.context,
                "relativedelta": dateutil.relativedelta.relativedelta,
                "datetime": datetime,
                "time": time,
                "true": True,
                "false": False,
                **names,
            },
        )

    def domain(self, text, /, **names):
        """The domain that a view or an action writes as text."""
        return Domain(self.evaluate(text, **names) or Domain.TRUE)

    def arch(self, where, model, view_type, view_id=False):
        """The tree of a view as the role gets it, or None; with its ``toolbar``.

        :return: tuple of the tree and the toolbar
        """
        answer = self.ask(
            f"{where}, {view_type}",
            lambda: model.get_views([(view_id, view_type)], {"toolbar": True}),
        )
        if not answer:
            return None, {}
        view = answer["views"][view_type]
        return etree.fromstring(view["arch"]), view.get("toolbar", {})

    def load(self, action_id):
        """An action as ``/web/action/load`` gives it."""
        # sudo: the route reads actions so.
        base = self.env["ir.actions.actions"].sudo().browse(action_id)
        action = self.env[base.type].sudo().browse(action_id)
        return action._get_action_dict()

    def action_context(self, action, **names):
        """The context of an action, evaluated."""
        context = action.get("context") or {}
        if isinstance(context, str):
            context = self.evaluate(context, **names) or {}
        return {**names, **context}
