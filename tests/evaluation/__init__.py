from . import test_closure_check
from . import test_evaluation
from . import test_evaluation_demo
from . import test_masking
from . import test_outcome
from . import test_gaps
from . import test_solver
from . import test_year_story
