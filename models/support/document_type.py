from odoo import fields, models

# In the order of the work; each case state asks for the papers up to its stage.
STAGES = [
    ("acceptance", "Acceptance"),
    ("assessment", "Assessment"),
    ("plan", "Plan"),
    ("closing", "Closing"),
]
STAGE_OF_STATE = {
    "contact": "acceptance",
    "assessment": "assessment",
    "plan": "plan",
    "followed": "plan",
    "closed": "closing",
}


class DeclicDocumentType(models.Model):
    """The closed list of papers, and which stage may not do without them (V3)."""

    _name = "declic.document.type"
    _description = "Type of document"
    _inherit = ["declic.portal.mixin"]
    _order = "sequence, id"
    _programme_path = ""
    _portal_fields = frozenset({"name", "sequence", "stage", "condition"})

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    stage = fields.Selection(
        STAGES,
        string="Needed for",
        help="Empty: on no checklist. A paper needed for the acceptance stops it; one"
        " of a later stage is shown as missing on the case.",
    )
    condition = fields.Selection(
        [
            ("always", "Always"),
            ("shared", "When the household agreed to share"),
        ],
        string="Needed when",
        required=True,
        default="always",
    )
    is_consent = fields.Boolean(
        string="Agreement to share",
        help="An agreement recorded with its signed form, or by letter, is enough.",
    )

    _name_unique = models.Constraint(
        "UNIQUE(name)", "This type of document already stands in the list."
    )

    def _missing(self, orientation, stage):
        """The papers up to ``stage`` that ``orientation`` should have and has not.

        :param orientation: one ``declic.orientation``
        :param stage: a key of ``stage``
        :return: recordset of types
        """
        keys = [key for key, _label in STAGES]
        # sudo: whether a paper is there, also one that the reader may not open.
        orientation = orientation.sudo()
        there = orientation.document_ids.type_id
        signed = orientation._holder_consent().evidence in ("scan", "letter")
        is_shared = orientation.household_position == "agreed"
        # sudo: the list itself, for whoever accepts.
        kinds = self.sudo().search([("stage", "in", keys[: keys.index(stage) + 1])])
        return kinds.filtered(
            lambda kind: (
                kind not in there
                and (kind.condition == "always" or is_shared)
                and not (kind.is_consent and signed)
            )
        ).with_env(self.env)
