# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import network_partner
from . import referral
from . import referral_link
from . import case
from . import meeting
from . import meeting_sheet
from . import meeting_decision
