# ruff: noqa: I001 -- the stages in the order of the flow: each may use those before it.
from . import common
from . import portal
from . import household
from . import privacy
from . import detection
from . import orientation
from . import support
from . import plan
from . import review
from . import repayment
from . import network
from . import evaluation
from . import exchange
from . import onboarding
from . import retention
from . import rights
