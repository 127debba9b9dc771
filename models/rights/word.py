"""The guard on free text: a list of words by topic, and what is warned of (C7)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ...engine import wording

TOPICS = [
    ("health", "Health"),
    ("faith", "Faith, origin, opinions"),
    ("offence", "Offences"),
    ("judgement", "Judgement of a person"),
]
# One line boxes in which a sentence is typed; a text of several lines is one anyway.
_SENTENCES = frozenset(
    {
        ("declic.meeting.decision", "name"),
        ("declic.plan.action", "name"),
        ("declic.plan.goal", "name"),
        ("declic.referral", "answer_text"),
        ("declic.signal", "comment"),
    }
)


class DeclicWord(models.Model):
    """A word that does not belong in a file; the data officer's list."""

    _name = "declic.word"
    _description = "Word to avoid"
    _order = "topic, name"

    name = fields.Char(
        string="Word",
        required=True,
        help="Accents, capitals, plural and feminine do not count; a star at the end"
        " stands for any ending.",
    )
    topic = fields.Selection(TOPICS, required=True)
    active = fields.Boolean(
        string="Warned of", default=True, help="Taken off the list, it stays written."
    )

    _once = models.UniqueIndex("(name)", "This word stands in the list already.")

    @api.constrains("name")
    def _check_name(self):
        for word in self:
            if not any(len(one.rstrip("*")) > 1 for one in wording.entry(word.name)):
                raise UserError(self.env._("Type a word of two letters at least."))

    @api.model_create_multi
    def create(self, vals_list):
        words = super().create(vals_list)
        self.env.registry.clear_cache()
        return words

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    @api.model
    @ormcache()
    def _entries(self):
        """The list as it is compared: (topic, stems) of each word."""
        # sudo: the list warns everybody and is the officer's alone.
        found = self.sudo().search([("active", "=", True)])
        return tuple((one.topic, tuple(wording.entry(one.name))) for one in found)

    @api.model
    @ormcache("model_name")
    def _boxes(self, model_name):
        """Names of the fields of ``model_name`` in which somebody tells of a household;
        what its household may ask to read."""
        if not model_name.startswith("declic.") or model_name.startswith(
            ("declic.rights.", "declic.evaluation", "declic.word", "declic.text")
        ):
            return frozenset()
        model = self.env[model_name]
        # A wizard that names a household writes of it.
        if self.env["declic.household"]._path_from(model_name) is None:
            return frozenset()
        return frozenset(
            name
            for name, field in model._fields.items()
            if (
                (field.type in ("text", "html") or (model_name, name) in _SENTENCES)
                and not field.readonly
                and (field.store or model._transient or field.related)
            )
        )

    @api.model
    def _for_pages(self):
        """The list for the scripts of the portal, who need no network to warn."""
        return {
            "entries": self._entries(),
            "topics": dict(self._fields["topic"]._description_selection(self.env)),
        }

    @api.model
    def _hint(self, model_name, name):
        """The sentence under a box: who may read it."""
        if name in getattr(self.env[model_name], "_portal_fields", ()):
            return self.env._(
                "The association reads this, and the household may ask to. Facts only:"
                " no health, faith or offence, no judgement."
            )
        return self.env._(
            "The household may ask to read this. Facts only: no health, faith or"
            " offence, no judgement."
        )

    @api.model
    def _add_hints(self, arch, model_name):
        """Have the boxes of a form carry their sentence."""
        boxes = self._boxes(model_name)
        fields_ = self.env[model_name]._fields
        for node in arch.iterchildren("*"):
            name = node.get("name") if node.tag == "field" else None
            if (
                name in boxes
                and not node.get("widget")
                and not node.get("readonly") == "1"
            ):
                options = {"hint": self._hint(model_name, name)}
                node.set("widget", "declic_box")
                node.set("options", str(options))
            elif name and fields_[name].comodel_name:
                for form in node.iterchildren("form"):
                    self._add_hints(form, fields_[name].comodel_name)
            elif node.tag != "field":
                self._add_hints(node, model_name)

    @api.model
    def _topics(self, text):
        """The topics of which ``text`` has a word."""
        return wording.found(text, self._entries()) if text else set()

    @api.model
    def _warning(self, model_name, values, names):
        """What the screen says before saving, without blocking; None: nothing.

        :param names: the fields that have just been typed in
        """
        topics = set()
        for name in self._boxes(model_name) & set(names):
            topics |= self._topics(values.get(name) or "")
        if not topics:
            return None
        labels = dict(self._fields["topic"]._description_selection(self.env))
        return {
            "type": "notification",
            "title": self.env._("Is this needed?"),
            "message": self.env._(
                "Something you typed may tell of: %s. Keep to facts; the household may"
                " ask to read it. You may save all the same.",
                ", ".join(sorted(labels[topic] for topic in topics)),
            ),
        }

    @api.model
    def _log_saved(self, records, vals):
        """Keep that somebody saved all the same, without the words."""
        # What is written through a related field is logged where it is kept.
        names = {
            name
            for name in self._boxes(records._name) & vals.keys()
            if records._fields[name].store
        }
        if not names or records._transient:
            return
        # sudo: whose file it is, whoever writes.
        own = records.sudo()
        households = [self.env["declic.household"]._of_record(one) for one in own]
        self.env["declic.word.log"]._keep(
            [
                {
                    "household_id": household.id,
                    "res_model": records._name,
                    "field_name": name,
                    "topic": topic,
                }
                for name in names
                if isinstance(vals[name], str)
                for topic in self._topics(vals[name])
                for household in households
                if household
            ]
        )


class DeclicWordLog(models.Model):
    """Somebody saved a text of which the screen warned: where, which topic, no word."""

    _name = "declic.word.log"
    _description = "Saved in spite of the warning"
    _inherit = ["declic.field.log.mixin"]

    topic = fields.Selection(TOPICS, required=True)
