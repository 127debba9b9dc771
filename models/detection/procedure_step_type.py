from odoo import fields, models


class DeclicProcedureStepType(models.Model):
    """A milestone of the eviction procedure and the deadline it opens: data, not code.

    The delays and their sources are in ``data/declic_procedure_data.xml``; what the
    lease itself says (six weeks or two months) is taken from the lease.
    """

    _name = "declic.procedure.step.type"
    _description = "Milestone of the procedure"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(readonly=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_shareable = fields.Boolean(
        string="Shared with the association",
        help="The association of a case sees a milestone of this type.",
    )
    is_act = fields.Boolean(
        string="Served act",
        help="Silence after it is a signal.",
    )
    is_hearing = fields.Boolean(string="Hearing")
    recipient = fields.Char(
        string="Told to",
        translate=True,
        help="The body outside that such a step tells of the household; kept as a"
        " communication (C9).",
    )
    deadline_name = fields.Char(
        translate=True, help="What becomes due or possible on the deadline."
    )
    delay = fields.Integer(help="Negative: that long before the milestone.")
    delay_unit = fields.Selection(
        [
            ("day", "days"),
            ("working_day", "working days"),
            ("week", "weeks"),
            ("month", "months"),
            ("clause", "as the lease's clause says"),
        ],
        default="month",
        required=True,
    )
    is_waiting = fields.Boolean(
        string="Waiting period",
        help="What had to wait may be done the day after the delay has expired; a last"
        " day that is no working day rolls (CPC 641 and 642). Else the day itself.",
    )
    notice_days = fields.Integer(
        string="Notify the prefect (days before)",
        help="Whole days between the notification and the hearing, neither counted.",
    )
    winter_break = fields.Boolean(
        help="Not between 1 November and 31 March (CPCE L.412-6): the deadline moves to"
        " 1 April."
    )
    source = fields.Char(translate=True, help="Where the delay comes from.")

    _code_unique = models.Constraint("UNIQUE(code)", "This milestone already exists.")
