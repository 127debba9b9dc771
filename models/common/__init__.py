# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import axes
from . import groups
from . import named_mixin
from . import guard_mixin
from . import state_mixin
from . import reference_mixin
from . import portal_mixin
from . import case_part_mixin
from . import audience_mixin
from . import frozen_mixin
from . import frozen_file
from . import ir_actions_report
from . import ir_attachment
from . import progress
from . import reason
from . import res_company
from . import res_config_settings
