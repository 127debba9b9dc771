from . import test_household_proposal
from . import test_newcomer
from . import test_onboarding
