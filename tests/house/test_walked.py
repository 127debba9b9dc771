"""Seen on a walk through the screens of each role, and mended."""

import polib
from lxml import etree

from odoo.tests import tagged
from odoo.tools import file_path

from ..common import DeclicCase


@tagged("post_install", "-at_install")
class TestWalked(DeclicCase):
    def screen(self, model, role, view=None):
        """The form of ``model`` in French, as ``role`` gets it."""
        model = self.env[model].with_user(self.users[role]).with_context(lang="fr_FR")
        arch = model.get_view(view and self.env.ref(view).id, "form")["arch"]
        return etree.fromstring(arch)

    def test_a_frozen_account_is_named_by_a_french_day(self):
        """“Compte figé au 2026-11-25”, said the orientation."""
        snapshot = self._orientation(self._household()).snapshot_id
        snapshot.flush_recordset()
        self.env.cr.execute(
            "UPDATE declic_snapshot SET date = '2026-11-25' WHERE id = %s",
            [snapshot.id],
        )
        snapshot.invalidate_recordset()
        named = snapshot.with_context(lang="fr_FR").display_name
        self.assertEqual(named, "25/11/2026")

    def test_what_is_open_is_opened(self):
        """The button beside what stays open before a closing said “Ouvert”."""
        view = "declic.declic_case_close_view_form"
        screen = self.screen("declic.case.close", "counsellor", view)
        buttons = screen.xpath("//button[@name='get_formview_action']/@string")
        self.assertEqual(set(buttons), {"L'ouvrir"})

    def test_a_day_gone_by_is_no_alarm(self):
        """The day somebody was reached was red, as a deadline that was missed is."""
        screen = self.screen("declic.case", "counsellor")
        [node] = screen.xpath("//field[@name='last_contact_date']")
        self.assertFalse(node.get("widget"))

    def test_a_first_contact_made_is_not_the_one_due(self):
        """The day it was made was labelled “Premier contact avant le”."""
        catalogue = polib.pofile(file_path("declic/i18n/fr.po"))
        made = self.env["declic.case"]._fields["date_first_contact"].string
        self.assertEqual(catalogue.find(made).msgstr, "Premier contact le")

    def test_the_pilot_is_told_why_a_journal_is_empty(self):
        """Its page of the case was white, under a name that promises a lot."""
        said = {
            role: self.screen("declic.case", role).xpath(
                "//page[@name='journal']/p[@invisible='concern_ids']"
            )
            for role in ("manager", "counsellor")
        }
        [sentence] = said["manager"]
        self.assertIn("est lu par le conseiller", sentence.text)
        self.assertFalse(said["counsellor"])

    def test_corrections_that_were_answered_are_awaited_no_more(self):
        """The case went on announcing corrections after the last one was answered."""
        case = self._case()
        theirs = case.with_user(self.users["worker"])
        assessment = theirs.action_start_assessment()
        request = (
            self.env["declic.correction.request"]
            .sudo()
            .create(
                {
                    "case_id": case.id,
                    "form_model": "declic.assessment",
                    "form_id": assessment.id,
                    "reason_id": self._reason("correction").id,
                }
            )
        )
        ours = case.with_user(self.users["counsellor"])
        self.assertTrue(ours.is_correction_asked)
        request.with_user(self.users["counsellor"]).action_refuse()
        self.env.invalidate_all()
        self.assertFalse(ours.is_correction_asked)
