from . import test_books_plans
from . import test_repayment
from . import test_repayment_accounting
from . import test_repayment_aid
from . import test_repayment_ledger
from . import test_repayment_life
from . import test_repayment_property
from . import test_repayment_screens
