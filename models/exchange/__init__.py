from . import export
from . import base
