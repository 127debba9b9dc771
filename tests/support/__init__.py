from . import test_appointment
from . import test_case_acts
from . import test_circle
from . import test_clinical_session
from . import test_concern
from . import test_document
from . import test_note
from . import test_reminder
