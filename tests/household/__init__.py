from . import test_amounts
from . import test_contact
from . import test_contact_many
from . import test_search
from . import test_merge
