"""One record for each printed form of the module, invented, in one transaction."""

from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .common import DeclicLandlord


class EveryDocument(DeclicLandlord):
    """A support from its orientation to its end, with every form that it prints."""

    @classmethod
    def set_up_documents(cls):
        """Make ``cls.documents``: name of each report → (record, role of who prints).

        :return: that dict
        """
        cls.set_up_landlord()
        worker, counsellor = cls.users["worker"], cls.users["counsellor"]
        household = cls._household(household_type="couple_children")
        for months in (5, 4, 3, 2):
            cls._rent(household, cls._months_ago(months))
        case = cls._case(household)
        mine, theirs = case.with_user(worker), case.with_user(counsellor)
        assessment = mine.action_start_assessment()
        assessment.sudo().line_ids.household_words = "Je voudrais y arriver."
        plan = mine.action_start_plan()
        for goal in cls.env["declic.library.goal"].search([], limit=8):
            plan.action_add_from_library(goal.id)
        plan.action_propose()
        plan.with_user(counsellor).action_approve()
        point = case.review_ids.filtered(lambda r: r.review_type == "month3")[:1]
        point.with_user(worker).action_fill_association_part(
            {
                "association_present": True,
                "contact_state": "in_touch",
                "shareable_facts": "Le courrier est ouvert chaque semaine. " * 40,
                "association_opinion": "Le lien tient. " * 60,
                "household_voice": "agrees",
                "household_comment": "Je me sens moins seule.",
            }
        )
        point.with_user(counsellor).landlord_opinion = "Le loyer est payé. " * 60
        repayment = cls.env["declic.repayment.plan"].create(
            {"household_id": household.id, "installment_amount": 60}
        )
        repayment.action_cover_open_lines()
        repayment.action_activate()
        ended = cls._case(cls._household("DUPONT-TEST Sacha"))
        ended._close("other", cls._reason("closing"))
        meeting = cls.env["declic.meeting"].create({"programme_id": cls.programme.id})
        for number, one in enumerate((case, cls._case(cls._household("TROIS-TEST")))):
            cls.env["declic.meeting.sheet"].create(
                {
                    "meeting_id": meeting.id,
                    "case_id": one.id,
                    "question": f"Comment reprendre contact ? {number}",
                    "fact_ids": [Command.set(cls._reason("fact").ids)],
                }
            )
        other = cls._case(cls._household("QUATRE-TEST"))
        missed = cls.env["declic.review"].create(
            {"case_id": other.id, "review_type": "monthly", "date_due": cls.today}
        )
        session = cls.env["declic.review.session"].create(
            {"association_id": cls.association.id}
        )
        missed.with_user(counsellor).action_missed()
        session.with_user(counsellor).action_held()
        year = cls.today.year
        evaluation = cls.env["declic.evaluation"].create(
            {
                "programme_id": cls.programme.id,
                "date_from": datetime(year, 1, 1).date(),
                "date_to": datetime(year, 12, 31).date(),
            }
        )
        evaluation.action_compute()
        appointment = mine.action_plan_appointment(
            datetime.combine(cls.today, datetime.min.time())
            + relativedelta(days=30, hours=13),
            "visit",
            channel="letter",
        )
        many = cls.env["declic.contact.many"].with_user(counsellor)
        called = many.create(
            {"line_ids": [Command.create({"household_id": household.id})]}
        ).line_ids
        outside = (
            cls.env["declic.outside.sheet"]
            .with_user(counsellor)
            .create({"household_id": household.id, "kind": "ccapex"})
        )
        request = (
            cls.env["declic.rights.request"]
            .with_user(cls.users["data_officer"])
            .create(
                {
                    "kind": "access",
                    "identity": "known",
                    "person_name": household.partner_id.name,
                    "household_reference": household.reference,
                }
            )
        )
        request.action_gather()
        request.passage_ids.decision = "whole"
        request.action_make_file()
        cls.documents = {
            "declic.report_call_back": (called, "counsellor"),
            "declic.report_outside": (outside, "counsellor"),
            "declic.report_orientation": (case.orientation_id, "counsellor"),
            "declic.report_assessment": (assessment, "worker"),
            "declic.report_plan": (plan, "counsellor"),
            "declic.report_sheet": (case, "worker"),
            "declic.report_review": (point, "counsellor"),
            "declic.report_circle": (theirs, "counsellor"),
            "declic.report_invitation": (appointment, "worker"),
            "declic.report_letter_plan": (case, "counsellor"),
            "declic.report_letter_worker": (case, "counsellor"),
            "declic.report_letter_referent": (case, "counsellor"),
            "declic.report_letter_end": (ended, "counsellor"),
            "declic.report_repayment_plan": (repayment, "recovery"),
            "declic.report_repayment_letter": (repayment, "recovery"),
            "declic.report_review_session": (session, "counsellor"),
            "declic.report_meeting": (meeting, "counsellor"),
            "declic.report_evaluation": (evaluation, "manager"),
            "declic.report_rights_file": (request, "data_officer"),
            "declic.report_blank": (cls.programme, "counsellor"),
            "declic.report_supervision": (cls.programme, "manager"),
        }
        return cls.documents
