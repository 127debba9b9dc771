from odoo import fields, models


class DeclicProgramme(models.Model):
    _inherit = "declic.programme"

    date_erase = fields.Date(
        string="Files anonymised on",
        copy=False,
        help="From that day on the closed files of this programme are anonymised,"
        " whatever their duration; its figures stay.",
    )
