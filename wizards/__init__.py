from . import backtest
from . import case_assign
from . import circle_end
from . import dismiss
from . import orientation_admit
from . import partner_merge
from . import sharing_force
from . import signal_report
