from . import test_lease_file
from . import test_lease_import
from . import test_export
