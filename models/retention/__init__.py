# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import retention_rule
from . import retention_class
from . import retention_due
from . import household
from . import household_tenancy
from . import programme
