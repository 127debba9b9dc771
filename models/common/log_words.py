"""No word of a household in the logs: a statement that failed is told without values.

Odoo logs the whole statement of each serialization conflict and of each constraint that
refuses, with what was to be written: texts, names, addresses.
"""

import logging
import re

_STATEMENT = re.compile(
    r"\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|SELECT|WITH|\w+)"
    r"(?:\s+\"?([A-Za-z_][A-Za-z0-9_]*)\"?)?",
    re.IGNORECASE,
)


def without_values(record):
    """Filter of ``odoo.sql_db``: which statement on which table, why, and no value."""
    if record.levelno >= logging.WARNING and isinstance(record.args, tuple):
        record.args = tuple(_told(arg) for arg in record.args)
    return True


def _told(arg):
    if isinstance(arg, Exception):
        diag = getattr(arg, "diag", None)
        parts = (
            type(arg).__name__,
            getattr(arg, "pgcode", None),
            getattr(diag, "table_name", None),
            getattr(diag, "constraint_name", None),
        )
        return " ".join(part for part in parts if part)
    text = arg.decode(errors="replace") if isinstance(arg, bytes) else arg
    if not isinstance(text, str):
        return arg
    verb, table = _STATEMENT.match(text).groups()
    is_table = verb.split()[0].upper() in ("INSERT", "UPDATE", "DELETE")
    return f"{verb.upper()} {table}" if is_table and table else verb.upper()


logging.getLogger("odoo.sql_db").addFilter(without_values)
