from . import test_assessment
from . import test_plan
from . import test_sheet
