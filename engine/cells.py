"""Cells of a file that a spreadsheet will open."""

# What a spreadsheet takes for a formula or a command: OWASP, “CSV Injection”.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutralised(cell):
    """``cell`` as a text that no spreadsheet runs; what is no text as it is.

    :param cell: any value of a row
    """
    # Some look past what cannot be seen at the beginning.
    if isinstance(cell, str) and (
        cell.startswith(DANGEROUS) or cell.lstrip().startswith(DANGEROUS)
    ):
        return f"'{cell}"
    return cell


def neutralised_rows(rows):
    """See :func:`neutralised`.

    :param rows: list of lists of cells
    """
    return [[neutralised(cell) for cell in row] for row in rows]
