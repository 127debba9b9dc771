from . import test_access
from . import test_counsellor_tour
from . import test_demo
from . import test_journey
from . import test_ledger
from . import test_portal
from . import test_repayment
from . import test_reports
