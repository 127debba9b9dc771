# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import dunning_hold_mixin
from . import account_move
from . import account_move_line
from . import account_partial_reconcile
from . import repayment_plan
from . import repayment_plan_line
from . import repayment_installment
from . import repayment_event
from . import repayment_plan_figures
from . import repayment_plan_schedule
from . import repayment_plan_life
from . import repayment_plan_ledger
from . import repayment_plan_print
from . import repayment_plan_search
from . import aid_request
from . import case
from . import household

# Views of the database, over the tables made above.
from . import repayment_forecast
