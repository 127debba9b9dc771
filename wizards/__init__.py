from . import backtest
from . import dismiss
from . import signal_report
