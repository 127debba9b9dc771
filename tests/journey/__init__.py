from . import test_case_screen
from . import test_counsellor_tour
from . import test_demo
from . import test_fourteen_months
from . import test_journey
from . import test_life_of_a_case
from . import test_race
from . import test_rhythm
