from . import export
from . import base
from . import api_access
from . import api_call
from . import api
from . import ir_http
from . import webhook
from . import webhook_delivery
