from . import test_access
from . import test_fuzz
from . import test_guard
from . import test_hands_off
from . import test_http_paths
from . import test_leaks
from . import test_record_matrix
from . import test_fuzz_rpc
