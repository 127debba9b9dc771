from . import test_person_file
from . import test_request
from . import test_third_parties
