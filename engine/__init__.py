"""Plain rules: Python and SQL that know no view, no user and no Odoo model.

Models call the engine; the engine never imports models.
"""
