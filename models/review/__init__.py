# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import review_session
from . import review
from . import review_parts
from . import review_facts
from . import review_validate
from . import review_decision
from . import review_goal
from . import review_schedule
from . import review_print
from . import case
from . import closing_undo
from . import correction_request
from . import household
