"""What an act of the module carries past the guards of a model."""

from functools import cache


@cache
def _key(_model):
    """The key of one model: an object of this process, which no remote call forges."""
    return object()


def keyed(records):
    """``records`` with the key of their model: what an act writes passes the guard."""
    return records.with_context(declic_key=_key(records._name))


def is_keyed(records):
    """Whether ``records`` carry the key of their model."""
    return records.env.context.get("declic_key") is _key(records._name)
