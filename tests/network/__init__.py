from . import test_anonymise
from . import test_meeting
from . import test_referral
from . import test_referral_link
