"""Cells of a file that a spreadsheet will open."""

# What a spreadsheet takes for a formula or a command (OWASP, “CSV Injection”), those of
# full width among them; and what the writer of XLSX takes for a link to a file.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LINKS = ("internal:", "external:", "file:")


def as_text(cell):
    """``cell`` as a spreadsheet shows it: what somebody typed is never a formula.

    A text that begins like one, be it behind blanks, gets an apostrophe; figures,
    negative ones too, stay, and so does what is no text.
    """
    if not isinstance(cell, str) or not (
        cell.startswith(DANGEROUS)
        or cell.lstrip().startswith(DANGEROUS)
        or cell.lstrip().lower().startswith(LINKS)
    ):
        return cell
    figure = (
        cell[1:]
        .replace(",", ".")
        .replace("\u202f", "")
        .replace("\xa0", "")
        .replace(" ", "")
    )
    return cell if figure.replace(".", "", 1).isdigit() else f"'{cell}"


def as_texts(rows):
    """See :func:`as_text`.

    :param rows: list of lists of cells
    """
    return [[as_text(cell) for cell in row] for row in rows]
