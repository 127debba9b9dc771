from . import backtest
from . import dismiss
from . import orientation_admit
from . import signal_report
