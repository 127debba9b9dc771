from . import portal
from . import portal_case
from . import portal_assessment
from . import portal_circle
from . import portal_orientation
from . import portal_plan
from . import portal_review
from . import sheet
