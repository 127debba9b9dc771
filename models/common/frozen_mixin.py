"""Forms that are frozen when they are validated, one file per reader (V1, V2).

What a reader's version holds stands in one table per form, ``_audiences``: the parts
of the template, by audience. One template prints all the versions. The table narrows
the field rights and never widens them: a test compares both.
"""

import base64
import hashlib

from odoo import fields, models
from odoo.exceptions import AccessError


class _Version(str):
    """An audience told by this module: text that a client sends is none."""


class DeclicFrozenMixin(models.AbstractModel):
    _name = "declic.frozen.mixin"
    _description = "Forms frozen when validated"

    # audience: the parts of the form that its version holds.
    _audiences = {}
    # Name of the report's template.
    _frozen_report = None

    frozen_ids = fields.One2many(
        "declic.frozen.file",
        "res_id",
        string="Frozen documents",
        domain=lambda self: [("res_model", "=", self._name)],
    )

    def unlink(self):
        # sudo: the files go with their record, whoever may delete that one.
        files = self.sudo().frozen_ids
        done = super().unlink()
        files.unlink()
        return done

    # What a version holds

    def _audience(self):
        """Whose version is being printed: the context's, else the reader's own."""
        told = self.env.context.get("declic_audience")
        if self.env.su and isinstance(told, _Version) and told in self._audiences:
            return told
        if len(self._audiences) == 1:
            return next(iter(self._audiences))
        user = self.env.user
        if user._is_portal():
            return "association"
        if self.env.su or user.has_group("declic.group_counsellor"):
            return "landlord"
        return "recovery"

    def _may(self, part):
        """Whether the version being printed holds ``part``."""
        return part in self._audiences.get(self._audience(), ())

    # Freezing

    def _frozen_values(self):
        """Where the files belong: values of ``declic.frozen.file``."""
        self.ensure_one()
        return {"company_id": self.company_id.id}

    def _file_stem(self):
        """File name without extension: a reference, never a name."""
        self.ensure_one()
        return self.display_name.replace(" · ", "-").replace(" ", "-")

    def _freeze_forms(self, audiences=None):
        """Freeze the page of each reader's version; the PDF is printed from it.

        :param audiences: some of the table's; all of them when None
        :raises UserError: a picture would be a gap on paper
        """
        self.ensure_one()
        for audience in audiences or self._audiences:
            told = self._as_version(audience)
            self._create_frozen(
                audience,
                f"{told._file_stem()}.pdf",
                title=told.display_name,
                report_name=self._frozen_report,
                **told.frozen_ids._page_values(*told._version_sheet()),
            )
        # sudo: the cron is woken, not changed.
        self.env.ref("declic.cron_print").sudo()._trigger()

    def _as_version(self, audience):
        """The record as the version for ``audience`` is made of it."""
        # sudo: the versions are made by their table, for readers who are not the user.
        record = self.sudo()
        return record.with_context(
            lang=record.company_id.partner_id.lang or self.env.lang,
            declic_audience=_Version(audience),
        )

    def _version_sheet(self):
        report = self.env["ir.actions.report"]._get_report(self._frozen_report)
        return report._freeze_sheet(self.ids)

    def _render_version(self, audience):
        """The PDF of a version as the record stands, which is not kept.

        :return: bytes
        :raises UserError: it cannot be printed
        """
        self.ensure_one()
        told = self._as_version(audience)
        return told.env["ir.actions.report"]._print_or_refuse(*told._version_sheet())

    def _freeze_bytes(self, audience, name, content):
        """Freeze bytes that were made already.

        :param name: file name with its extension; a reference, never a name
        :param content: bytes
        :return: the frozen file
        """
        return self._create_frozen(
            audience,
            name,
            content=base64.b64encode(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )

    def _create_frozen(self, audience, name, **values):
        self.ensure_one()
        # sudo: files are written by the acts that validate, by nobody's hand.
        own = self.sudo()
        return own.env["declic.frozen.file"].create(
            {
                **own._frozen_values(),
                "res_model": self._name,
                "res_id": self.id,
                "audience": audience,
                "name": name,
                **values,
            }
        )

    # Reading

    def _frozen(self, audience, extension="pdf"):
        """The last file of ``audience``, as far as the user may read it; else empty."""
        self.ensure_one()
        return self.env["declic.frozen.file"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("audience", "=", audience),
                ("name", "=like", f"%.{extension}"),
            ],
            limit=1,
        )

    def _frozen_bytes(self, report_name):
        """The frozen bytes of the reader's own version; None when there is none.

        A form without versions is read by whoever reads its record.
        """
        self.ensure_one()
        if report_name != self._frozen_report or self.env.su:
            return None
        record = self
        if len(self._audiences) == 1:
            self.check_access("read")
            # sudo: the one version there is, for who may read all that it says.
            record = self.sudo()
        try:
            file = record._frozen(record._audience())
        except AccessError:
            return None
        return file._bytes() if file else None
