# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import request
from . import request_person
from . import passage
from . import landlord_reads
from . import person_file
from . import person_data
from . import request_review
from . import request_effect
from . import field_log_mixin
from . import change_log
from . import word
from . import text_sample
