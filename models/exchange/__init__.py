from . import lease_import
from . import lease_import_column
from . import lease_import_line
from . import export
from . import base
