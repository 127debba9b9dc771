from . import backtest
from . import dismiss
from . import orientation_admit
from . import partner_merge
from . import sharing_force
from . import signal_report
