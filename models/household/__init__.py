# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import agency
from . import household
from . import household_archive
from . import household_buttons
from . import household_channel
from . import household_lease
from . import household_search
from . import household_member
from . import contact
from . import res_partner
