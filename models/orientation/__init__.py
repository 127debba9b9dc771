# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import programme
from . import programme_partner
from . import programme_places
from . import programme_funding
from . import orientation
from . import orientation_content
from . import orientation_hand_over
from . import orientation_measure
from . import orientation_sharing
from . import orientation_position
from . import orientation_prefill
from . import orientation_print
from . import orientation_answer
from . import orientation_deadline
from . import household
