"""Small cells: what may be shown of a figure outside the landlord's office.

A cell from 1 to 4 could name somebody. It is masked, and so is one more cell wherever
the masked one could be found again by subtracting what is shown from a total.
"""

SMALL = 5


def masked(sizes, sums, shown):
    """Names of the shown cells that must be hidden.

    :param sizes: dict of name to size, of all the cells, also those never shown
    :param sums: iterable of (name of the total, names of its parts)
    :param shown: set of names that the reader would see
    :return: set of names, a part of ``shown``
    """
    hidden = {name for name, size in sizes.items() if 0 < size < SMALL}
    relations = [(total, *parts) for total, parts in sums]
    moved = True
    while moved:
        moved = False
        for relation in relations:
            total = relation[0]
            unknown = [name for name in relation if name in hidden]
            if not unknown or _is_safe(unknown, total, sizes):
                continue
            choice = [
                name
                for name in relation
                if name in shown and name not in hidden and sizes[name] > 0
            ]
            if choice:
                # The smallest part; a total only when nothing else is left.
                hidden.add(min(choice, key=_order(total, sizes)))
                moved = True
    return hidden & set(shown)


def _is_safe(unknown, total, sizes):
    """Whether the unknown cells of one sum cannot be told from what is known."""
    if len(unknown) < 2:
        return False
    return total in unknown or sum(sizes[name] for name in unknown) >= SMALL


def _order(total, sizes):
    return lambda name: (name == total, sizes[name], name)
