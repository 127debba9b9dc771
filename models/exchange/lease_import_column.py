from odoo import fields, models

from ...engine.lease_file import COLUMNS

NAMES = {
    "id_bail": "Number of the lease",
    "compte": "Reference of the contact",
    "nom": "Holder's last name",
    "prenom": "Holder's first name",
    "co_titulaire": "Co-holders",
    "adresse": "Address",
    "code_postal": "Postal code",
    "commune": "Town",
    "logement": "Dwelling",
    "agence": "Agency",
    "date_bail": "Lease signed on",
    "fin_bail": "Left on",
    "delai_clause": "Delay of the termination clause",
    "conventionne": "Regulated lease",
    "loyer": "Rent",
    "charges": "Charges",
    "apl": "Housing benefit announced",
    "rls": "Solidarity rent reduction",
    "mode_paiement": "Pays by",
    "versement_apl": "Benefit paid to",
    "solde": "Balance",
    "plus_ancien_impaye": "Oldest unpaid term",
    "telephone": "Telephone",
    "mobile": "Mobile",
    "email": "E-mail",
    "langue": "Language",
}


class DeclicLeaseImportColumn(models.Model):
    """What a heading of the file stands for, as somebody chose; the next file of the
    same landlord finds it again."""

    _name = "declic.lease.import.column"
    _description = "Column of an import"
    _inherit = ["declic.guard.mixin"]
    _order = "id"
    _rec_name = "heading"
    # What the file itself says.
    _guarded_fields = frozenset({"import_id", "heading", "example"})

    import_id = fields.Many2one(
        "declic.lease.import", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="import_id.company_id", store=True, precompute=True
    )
    heading = fields.Char(required=True, readonly=True)
    example = fields.Char(readonly=True, string="First row")
    target = fields.Selection(
        [(name, NAMES[name]) for name in COLUMNS], string="Stands for"
    )

    def write(self, vals):
        if "target" in vals:
            # Half of the rows would have been read otherwise than the other half.
            self.import_id._check_unlocked({"column_ids": True})
        done = super().write(vals)
        if "target" in vals:
            # What was foretold was of other columns: it is to be checked again.
            self.import_id._forget_outcomes()
        return done
