from . import test_access
from . import test_journey
from . import test_portal
