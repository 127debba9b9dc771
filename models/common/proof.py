"""What proves something: told by its content, of a size one expects (S7, P4)."""

import base64
import binascii
import io

from PIL import Image, UnidentifiedImageError

from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

# What a phone or a scanner makes, told by the content and not by the name.
MIMETYPES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
}
# How the photographs of an iPhone begin, after four bytes of length (ISO 23008-12).
HEIC = {b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")}
MAX_BYTES = 10 * 1024 * 1024
# A photograph of 50 megapixels; above it, a picture is made to fill the memory.
MAX_PIXELS = 50_000_000
# The pad on which one signs: a stroke leaves more than a few dots on it.
MIN_SIGNATURE, MAX_SIGNATURE, MIN_INK = (40, 15), (4096, 4096), 20


def content_of(file):
    """Bytes of ``file`` (base64, text or bytes), empty when it is no base64."""
    try:
        return base64.b64decode(file or b"", validate=True)
    except (binascii.Error, ValueError, TypeError):
        return b""


def checked_mimetype(env, file):
    """Mimetype of a paper by its content.

    :param file: base64
    :return: a key of ``MIMETYPES``
    :raises UserError: too large, empty, or neither a PDF nor a picture
    """
    content = content_of(file)
    if len(content) > MAX_BYTES:
        raise UserError(env._("This file is larger than %s MB.", MAX_BYTES // 1024**2))
    if content[4:12] in HEIC:
        raise UserError(
            env._(
                "This photo is in the HEIC format, which not everybody can open. On an"
                " iPhone: Settings, Camera, Formats, “Most Compatible”, then take it"
                " again."
            )
        )
    mimetype = guess_mimetype(content)
    if mimetype not in MIMETYPES:
        raise UserError(env._("Choose a PDF or a picture (JPEG or PNG)."))
    if mimetype != "application/pdf":
        width, height = _opened(env, content).size
        if width * height > MAX_PIXELS:
            raise UserError(env._("This picture is too large: take it again, smaller."))
    return mimetype


def scan_endings(records, name):
    """Endings of the file names of the scans that ``records`` hold: what one types for
    is told by its name, and its name holds a reference and nothing that was sent.

    :param name: field of ``records`` that holds a scan
    :return: dict of record id to ".pdf" and the like; who has no scan is not in it
    """
    # sudo: the kind of a file that its record shows.
    found = records.env["ir.attachment"].sudo()
    found = found.search_fetch(
        [
            ("res_model", "=", records._name),
            ("res_field", "=", name),
            ("res_id", "in", records.ids),
        ],
        ["res_id", "mimetype"],
    )
    return {
        one.res_id: f".{MIMETYPES[one.mimetype]}"
        for one in found
        if one.mimetype in MIMETYPES
    }


def check_signature(env, file):
    """Check that ``file`` is a picture of something drawn by hand.

    :param file: base64 of a PNG or JPEG
    :raises UserError: empty, no picture, beyond the size of a pad, or nothing drawn
    """
    refused = UserError(env._("The household signs with its own hand."))
    content = content_of(file)
    if not 0 < len(content) <= MAX_BYTES:
        raise refused
    picture = _opened(env, content)
    size = picture.size
    if any(side < least for side, least in zip(size, MIN_SIGNATURE, strict=True)):
        raise refused
    if any(side > most for side, most in zip(size, MAX_SIGNATURE, strict=True)):
        raise UserError(env._("This picture is too large: take it again, smaller."))
    try:
        # Odoo lets Pillow draw what is cut short: the check is a picture of its own.
        _opened(env, content).verify()
        drawn = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError):
        raise refused from None
    paper = Image.new("RGBA", size, "white")
    paper.alpha_composite(drawn)
    levels = paper.convert("L").histogram()
    if sum(levels[:200]) < MIN_INK:
        raise refused


def _opened(env, content):
    """The picture of ``content``; only its head is read, never its pixels."""
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise UserError(env._("Choose a PDF or a picture (JPEG or PNG).")) from None
    except Image.DecompressionBombError:
        raise UserError(
            env._("This picture is too large: take it again, smaller.")
        ) from None
    return picture
