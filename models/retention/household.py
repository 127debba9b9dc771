"""A file of support loses all that names or tells of its household (C6).

What is written is found by the fields themselves: every text, file and JSON of every
model that belongs to a household goes, unless ``_KEPT`` names it. A field that is added
later goes too. What the figures count (dates, amounts, closed lists) stays, on a
household that nobody can name any more; accounting's entries stay as they are.
"""

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...engine import retention

_WORDS = ("char", "text", "html", "json", "binary")
# Words of no household: a kind of file, the version of the notice.
_KEPT = frozenset(
    {"adhesion_log", "mimetype", "notice_version", "res_model", "report_name"}
)
# Of a household, by a field of their owner: (model, the owner, its field). The record
# of a meeting names all its households: its pages go with the first one, the point of
# each of the others stays in its own file.
_PARTS = (
    ("declic.orientation.content", "declic.orientation", "content_id"),
    ("declic.review.session", "declic.review", "session_id"),
)
# Nothing is left of these without their words; no figure counts them.
_DELETED = ("declic.frozen.file", "declic.sheet.link")
# Households at a time: each batch is whole, and what is left is found again.
BATCH = 200


class DeclicHousehold(models.Model):
    _inherit = "declic.household"

    @api.model
    @api.private
    def _cron_anonymise(self):
        """Anonymise what has come to its end; a killed run goes on where it was."""
        today = fields.Date.context_today(self)
        self.env.cr.execute(
            SQL(
                """SELECT f.id FROM (%s) f
                    WHERE f.date_due <= %s AND f.held_by IS NULL
                      AND f.is_applied
                    ORDER BY f.id""",
                retention.files(),
                today,
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        left = len(ids)
        for part in split_every(BATCH, ids):
            self.browse(part)._anonymise()
            left -= len(part)
            self.env["ir.cron"]._commit_progress(len(part), remaining=left)

    @api.private
    def _anonymise(self):
        """Take the names, words and files of these households away, for ever.

        Set-based. The tenancy of who still lives there goes on in a new file, which
        tells nothing of the support. Programme figures stay equal.
        """
        self.env.flush_all()
        tenancies = self._tenancies()
        persons = self.partner_id | self.member_ids.partner_id
        owned = self._anonymise_owned()
        self._anonymise_hanging(owned)
        for name, ids in owned.items():
            if name in _DELETED:
                self.env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE id = ANY(%s)",
                        SQL.identifier(self.env[name]._table),
                        ids,
                    )
                )
            else:
                self._anonymise_words(self.env[name], ids, persons)
        today = fields.Date.context_today(self)
        for company in self.company_id:
            self.env.cr.execute(
                SQL(
                    """UPDATE declic_household
                          SET partner_id = %s, active = FALSE, date_anonymised = %s,
                              birth_year = NULL
                        WHERE id = ANY(%s) AND company_id = %s""",
                    self._anonymise_nobody(company).id,
                    today,
                    self.ids,
                    company.id,
                )
            )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.create(tenancies)

    def _anonymise_nobody(self, company):
        """The contact without name that stands for the holders of a landlord."""
        partners = self.env["res.partner"].with_context(active_test=False)
        known = self.search(
            [
                ("company_id", "=", company.id),
                ("date_anonymised", "!=", False),
                ("active", "=", False),
            ],
            limit=1,
        )
        return known.partner_id or partners.create(
            {
                "name": self.env._("Anonymised household"),
                "company_id": company.id,
                "active": False,
            }
        )

    def _anonymise_owned(self):
        """Ids of all that belongs to these households, by model."""
        models_ = {
            name: model
            for name, model in self.env.items()
            if name.startswith("declic.") and model._auto and not model._abstract
        }
        owned = {"declic.household": set(self.ids)}
        parts = {name: (owner, field) for name, owner, field in _PARTS}
        grew = True
        while grew:
            grew = False
            for name, model in models_.items():
                if name == "declic.household":
                    continue
                ids = set()
                if name in parts:
                    owner, field = parts[name]
                    if owner in owned:
                        ids.update(self._anonymise_ids(owner, field, owned[owner]))
                else:
                    for field in model._fields.values():
                        if (
                            field.type == "many2one"
                            and field.store
                            and field.comodel_name in owned
                            and (
                                field.name == "household_id"
                                or field.required
                                or field.ondelete == "cascade"
                            )
                        ):
                            self.env.cr.execute(
                                SQL(
                                    "SELECT id FROM %s WHERE %s = ANY(%s)",
                                    SQL.identifier(model._table),
                                    SQL.identifier(field.name),
                                    list(owned[field.comodel_name]),
                                )
                            )
                            ids.update(row[0] for row in self.env.cr.fetchall())
                if ids - owned.get(name, set()):
                    owned.setdefault(name, set()).update(ids)
                    grew = True
        return {name: list(ids) for name, ids in owned.items()}

    def _anonymise_ids(self, owner, field, ids):
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM %s WHERE id = ANY(%s) AND %s IS NOT NULL",
                SQL.identifier(field),
                SQL.identifier(self.env[owner]._table),
                list(ids),
                SQL.identifier(field),
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _anonymise_words(self, model, ids, persons):
        """Empty the words of the records ``ids`` of ``model``; set the people loose."""
        sets = []
        for field in model._fields.values():
            if not field.store or not field.column_type or field.name in _KEPT:
                continue
            column = SQL.identifier(field.name)
            if field.name == "reference":
                sets.append(SQL("%s = 'X' || id", column))
            elif field.type in _WORDS and field.required:
                blank = (
                    "'{}'::jsonb" if field.column_type[0] == "jsonb" else "'-' || id"
                )
                sets.append(SQL("%s = " + blank, column))
            elif field.type in _WORDS:
                sets.append(SQL("%s = NULL", column))
            elif (
                field.type == "many2one"
                and field.comodel_name == "res.partner"
                and not field.required
            ):
                sets.append(
                    SQL(
                        "%s = CASE WHEN %s = ANY(%s) THEN NULL ELSE %s END",
                        column,
                        column,
                        persons.ids,
                        column,
                    )
                )
        if sets:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = ANY(%s)",
                    SQL.identifier(model._table),
                    SQL(", ").join(sets),
                    ids,
                )
            )

    def _anonymise_hanging(self, owned):
        """Delete what hangs on the records ``owned``: messages with their tracking,
        mails, activities, followers, files, unsaved texts, calendar events; and the
        files of past exports, which may hold any of them."""
        cr = self.env.cr
        self.env.flush_all()
        cr.execute(
            SQL(
                "SELECT event_id FROM declic_appointment"
                " WHERE id = ANY(%s) AND event_id IS NOT NULL",
                owned.get("declic.appointment", []),
            )
        )
        events = [row[0] for row in cr.fetchall()]
        names = []
        for name, ids in {**owned, "calendar.event": events}.items():
            if not ids:
                continue
            for table, model, record in (
                ("mail_message", "model", "res_id"),
                ("mail_followers", "res_model", "res_id"),
                ("mail_activity", "res_model", "res_id"),
            ):
                cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE %s = %s AND %s = ANY(%s)",
                        SQL.identifier(table),
                        SQL.identifier(model),
                        name,
                        SQL.identifier(record),
                        ids,
                    )
                )
            # Past the guard of the proofs (models/common/ir_attachment.py): the records
            # that they prove something of go with them.
            cr.execute(
                SQL(
                    """DELETE FROM ir_attachment
                        WHERE res_model = %s AND res_id = ANY(%s)
                        RETURNING store_fname""",
                    name,
                    ids,
                )
            )
            names += [row[0] for row in cr.fetchall() if row[0]]
            cr.execute(
                SQL(
                    """DELETE FROM declic_draft
                        WHERE split_part(key, '-', 1) = %s
                          AND split_part(key, '-', 2)::int = ANY(%s)""",
                    name.removeprefix("declic."),
                    ids,
                )
            )
        cr.execute(SQL("DELETE FROM calendar_event WHERE id = ANY(%s)", events))
        cr.execute(
            SQL(
                """DELETE FROM ir_attachment WHERE res_model = 'declic.export'
                    AND res_id IN (SELECT id FROM declic_export
                                    WHERE company_id = ANY(%s))
                    RETURNING store_fname""",
                self.company_id.ids,
            )
        )
        names += [row[0] for row in cr.fetchall() if row[0]]
        cr.execute(
            SQL(
                "UPDATE declic_export SET date_expiry = NULL"
                " WHERE company_id = ANY(%s)",
                self.company_id.ids,
            )
        )
        attachments = self.env["ir.attachment"]
        for name in set(names):
            # Odoo's own vacuum takes the file off the disk when nothing else bears it.
            attachments._file_delete(name)
