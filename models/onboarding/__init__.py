from . import ir_ui_menu
from . import onboarding
from . import onboarding_step
