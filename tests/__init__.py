# Odoo's own runner looks for modules named test_… here, and not in folders.
from .access import (
    test_access,
    test_fuzz,
    test_guard,
    test_hands_off,
    test_http_paths,
    test_leaks,
    test_record_matrix,
)
from .detection import (
    test_backtest,
    test_books_clock,
    test_books_ledger,
    test_books_machine,
    test_books_night,
    test_detection_run,
    test_engine_property,
    test_ledger,
    test_legal_clock,
    test_migration_ledger,
    test_procedure,
    test_signal_rules,
)
from .evaluation import (
    test_evaluation,
    test_evaluation_demo,
    test_masking,
    test_outcome,
    test_reports,
)
from .house import (
    test_buttons,
    test_case_part,
    test_documents,
    test_frozen_migration,
    test_house,
    test_layout,
    test_mail_template,
    test_offline,
    test_progress,
    test_proof,
    test_reason,
    test_screen_acts,
    test_screens,
)
from .household import test_contact
from .journey import (
    test_counsellor_tour,
    test_demo,
    test_fourteen_months,
    test_journey,
    test_life_of_a_case,
    test_race,
    test_rhythm,
)
from .network import (
    test_anonymise,
    test_meeting,
    test_referral,
)
from .orientation import test_orientation
from .plan import (
    test_assessment,
    test_plan,
    test_sheet,
)
from .portal import (
    test_door,
    test_draft,
    test_household_view,
    test_portal,
    test_portal_day,
    test_portal_pictures,
    test_sent_forms,
)
from .privacy import (
    test_access_end,
    test_consent,
    test_second_factor,
    test_sharing,
)
from .repayment import (
    test_books_plans,
    test_repayment,
    test_repayment_accounting,
    test_repayment_aid,
    test_repayment_ledger,
    test_repayment_life,
    test_repayment_property,
    test_repayment_screens,
)
from .review import (
    test_closing,
    test_decision,
    test_review,
)
from .support import (
    test_appointment,
    test_circle,
    test_clinical_session,
    test_concern,
    test_document,
    test_note,
    test_reminder,
)
