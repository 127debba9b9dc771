# ruff: noqa: I001 -- in the order of loading: what is inherited comes first.
from . import draft
from . import form_receipt
from . import ir_http
from . import res_users
