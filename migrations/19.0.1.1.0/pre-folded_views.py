"""Our own views that only patched another of our views are part of it now.

Odoo deletes what a module no longer declares once everything is loaded; until then an
old patch would be applied to the new view and not find its place.
"""

FOLDED = (
    "declic_assessment_view_form_concern",
    "declic_case_view_form_corrections",
    "declic_case_view_form_documents",
    "declic_case_view_form_followup",
    "declic_case_view_form_frozen",
    "declic_case_view_form_notes",
    "declic_case_view_form_referral",
    "declic_case_view_form_repayment",
    "declic_household_view_form_followup",
    "declic_household_view_form_repayment",
    "declic_household_view_search_followup",
    "declic_household_view_worklist_repayment",
    "declic_orientation_view_form_documents",
    "declic_plan_view_form_concern",
    "declic_procedure_view_form_followup",
    "declic_procedure_view_list_followup",
    "declic_programme_view_form_followup",
    "portal_assessment_concern",
    "portal_case_aids",
    "portal_case_files",
    "portal_case_referrals",
    "portal_plan_concern",
    "portal_review_handover",
)


def migrate(cr, version):
    """Delete the patches; a landlord's own view of one hangs on the whole view."""
    cr.execute(
        "SELECT res_id FROM ir_model_data"
        " WHERE module = 'declic' AND model = 'ir.ui.view' AND name IN %s",
        [FOLDED],
    )
    views = tuple(row[0] for row in cr.fetchall())
    if not views:
        return
    cr.execute(
        "UPDATE ir_ui_view own SET inherit_id = patch.inherit_id FROM ir_ui_view patch"
        " WHERE own.inherit_id = patch.id AND patch.id IN %s",
        [views],
    )
    cr.execute("DELETE FROM ir_ui_view WHERE id IN %s", [views])
    cr.execute(
        "DELETE FROM ir_model_data"
        " WHERE module = 'declic' AND model = 'ir.ui.view' AND name IN %s",
        [FOLDED],
    )
