from . import test_interpreter
from . import test_lease
from . import test_orientation
from . import test_orientation_mail
from . import test_orientation_prefill
from . import test_prepare
