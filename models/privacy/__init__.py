# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import assignment
from . import assignment_end
from . import consent
from . import disclosure
from . import lock
from . import lock_elsewhere
from . import read_log
from . import second_factor
from . import household
from . import restriction
