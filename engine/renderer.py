"""The renderer of PDFs, run without a network, and what it must not pass over (V4).

wkhtmltopdf leaves a gap where a picture or a style sheet is missing and ends with the
code 1, which Odoo only logs. Here each of these is an error.
"""

import base64
import binascii
import io
import subprocess
import tempfile
from pathlib import Path

import lxml.etree
import lxml.html
from PIL import Image

# Whatever still names an address meets a proxy that cannot be: an error, not a wait.
# No script of our pages works after the loading: the last two words save a second.
OFFLINE = (
    "--proxy",
    "socks5://127.0.0.1:0",
    "--load-error-handling",
    "abort",
    "--load-media-error-handling",
    "abort",
    "--javascript-delay",
    "0",
)
# The longest that one document may take.
SECONDS = 120
# Pictures that the renderer draws, besides SVG.
FORMATS = ("BMP", "GIF", "JPEG", "PNG")
_DATA = "data:image/"


class PrintError(Exception):
    """A document that could not be printed.

    :param code: why, as a word: ``missing``, ``renderer``, ``slow``,
        ``styles`` or ``picture``
    :param details: for the log: what the renderer or the compiler said, or nothing
    """

    def __init__(self, code, details=""):
        super().__init__(code)
        self.code = code
        self.details = details


def check_pictures(pages):
    """Refuse a picture that would be a gap on paper.

    :param pages: HTML documents
    :raises PrintError: one is elsewhere, broken, or of a kind that is not drawn
    """
    for page in pages:
        for picture in lxml.html.document_fromstring(page).iter("img"):
            if not _is_drawn(picture.get("src") or ""):
                raise PrintError("picture")


def _is_drawn(source):
    head, _comma, data = source.partition(";base64,")
    if not head.startswith(_DATA):
        return False
    try:
        content = base64.b64decode(data, validate=True)
        if head == f"{_DATA}svg+xml":
            return lxml.etree.fromstring(content).tag.endswith("svg")
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            image.verify()
    except (binascii.Error, lxml.etree.XMLSyntaxError, OSError, SyntaxError):
        return False
    return True


def render(binary, arguments, bodies, header, footer):
    """Print HTML documents as one PDF.

    :param binary: path of wkhtmltopdf
    :param arguments: its words for paper and margins
    :param bodies: HTML documents, each with everything it needs in it
    :param header: HTML document for the head of each page
    :param footer: HTML document for its foot
    :return: (bytes of the PDF, what the renderer said besides)
    :raises PrintError: there is no renderer, or it complained, or took too long
    """
    with tempfile.TemporaryDirectory(prefix="declic_") as folder:
        folder = Path(folder)
        words = [binary, *arguments, *OFFLINE]
        for name, page in (("header", header), ("footer", footer)):
            words += [f"--{name}-html", _write(folder / f"{name}.html", page)]
        for number, page in enumerate(bodies):
            # Odoo's script in header and footer reads the number between the dots.
            words.append(_write(folder / f"report.body.tmp.{number}.html", page))
        target = folder / "document.pdf"
        said = _run([*words, target])
        content = target.read_bytes() if target.exists() else b""
    if not content.startswith(b"%PDF-"):
        raise PrintError("renderer", said)
    return content, said


def _write(path, page):
    path.write_text(page, encoding="utf-8")
    return path


def _run(words):
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise PrintError("slow") from None
    except OSError as error:
        raise PrintError("missing", type(error).__name__) from None
    if done.returncode:
        raise PrintError("renderer", f"code {done.returncode}: {done.stderr[-500:]}")
    return done.stderr
