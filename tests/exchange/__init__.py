from . import test_api
from . import test_export
from . import test_webhook
