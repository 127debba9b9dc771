from . import test_door
from . import test_draft
from . import test_household_view
from . import test_portal
from . import test_portal_day
from . import test_portal_pictures
from . import test_sent_forms
from . import test_words
