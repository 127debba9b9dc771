# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import masked_export_mixin
from . import evaluation
from . import evaluation_cost
from . import evaluation_line
from . import evaluation_gap
from . import evaluation_files
from . import evaluation_money
from . import closure_check
from . import programme
from . import case
from . import programme_supervision
from . import blank_form

# Views of the database, over the tables made above.
from . import case_fact
from . import delay
