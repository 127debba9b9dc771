# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import account_journal
from . import ledger_month
from . import arrears_rule
from . import signal_rule
from . import signal
from . import snapshot
from . import detection_run
from . import household_figures
from . import household_clock
from . import household_litigation
from . import procedure
from . import procedure_litigation
from . import procedure_step
from . import procedure_step_type
