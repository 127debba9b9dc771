from . import test_access_end
from . import test_consent
from . import test_disclosure
from . import test_lock
from . import test_officer_screens
from . import test_read_log
from . import test_second_factor
from . import test_sharing
