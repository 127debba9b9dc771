from . import test_closing
from . import test_decision
from . import test_review
from . import test_session
