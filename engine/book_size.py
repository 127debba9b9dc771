"""How large the sheets of an XLSX or ODS file are, before a library unpacks them.

A file of some kilobytes may hold one cell at the far corner of a sheet, a cell repeated
a million times or gigabytes of blanks: libraries fill in the whole rectangle.
"""

import re
import zipfile
from contextlib import suppress
from xml.parsers import expat

_ODS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_XLSX = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_PLACE = re.compile(r"([A-Z]{1,4})(\d{1,9})")


class TooLarge(Exception):
    """The sheets are larger than what is allowed."""


class _Sheets:
    """Counts while a part of the file is read, and stops as soon as it is too large.

    :param most: (rows, columns, cells)
    """

    def __init__(self, most):
        self.most = most
        self.row = self.column = self.width = self.filled = 0

    def start(self, name, attributes):
        """Take the beginning of an element, as expat tells it."""
        space, _sign, tag = name.rpartition(" ")
        if space in _XLSX and tag == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
        elif space in _XLSX and tag == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self.column = _letters(place.group(1)) if place else self.column + 1
            self.row = max(self.row, int(place.group(2))) if place else self.row
            self.width = max(self.width, self.column)
            self.check(self.row * self.width)
        elif space == _ODS and tag == "table-row":
            self.filled += self.width
            self.row, self.column, self.width = self.row + 1, 0, 0
        elif space == _ODS and tag == "table-cell":
            # The last one of a row fills the sheet to its border, and is read once.
            self.width = self.column + 1
            self.check(self.filled + self.width)
            self.column += _number(attributes.get(f"{_ODS} number-columns-repeated"), 1)

    def check(self, cells):
        rows, columns, most_cells = self.most
        if self.row > rows or self.width > columns or cells > most_cells:
            raise TooLarge


def _number(text, default):
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def _letters(letters):
    """Number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def check(file, most_bytes, most_rows, most_columns, most_cells):
    """Check a spreadsheet's file.

    :param file: binary file of an XLSX or ODS
    :param most_bytes: of all that is packed in it
    :raises TooLarge: it is larger
    :raises zipfile.BadZipFile: it is no such file
    """
    with zipfile.ZipFile(file) as book:
        if sum(part.file_size for part in book.infolist()) > most_bytes:
            raise TooLarge
        # All of them: a sheet stands wherever the file says.
        for part in book.namelist():
            sheets = _Sheets((most_rows, most_columns, most_cells))
            parser = expat.ParserCreate(namespace_separator=" ")
            parser.StartElementHandler = sheets.start
            with book.open(part) as file_, suppress(expat.ExpatError):
                # What is no XML is no sheet.
                parser.ParseFile(file_)
