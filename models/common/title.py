"""Display names: a reference, and what the record is."""


def title(*parts):
    """Join the parts of a name that are known: a new record has no reference yet.

    :param parts: texts, or false ones
    :return: “M-0001 · Téléphone”; empty when nothing is known
    """
    return " · ".join(str(part) for part in parts if part)
