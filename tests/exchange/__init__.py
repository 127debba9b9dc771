from . import test_api
from . import test_benefit_import
from . import test_export
from . import test_lease_file
from . import test_lease_import
from . import test_lease_import_hostile
from . import test_outside_sheet
from . import test_webhook
