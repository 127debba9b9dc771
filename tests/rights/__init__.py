from . import test_change_log
from . import test_person_file
from . import test_register
from . import test_request
from . import test_restriction
from . import test_third_parties
from . import test_wording
