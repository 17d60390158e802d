"""The codes that villages print: an address as a QR code, with the grid's code under it. Pure: text to bytes."""

import io
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

DOTS: Final = 24
"""Pixels of a module: with 600 of them to the inch a poster's code is sharp."""
QUIET: Final = 4
INCH: Final = 600
CAPTION: Final = 0.09
"""Of the picture's width, how high the caption is."""


def code(address: str) -> segno.QRCode:
    """A quarter of it may be torn or dirty, and it still reads."""
    return segno.make(address, error="q", boost_error=False, micro=False)


def drawn(address: str, caption: str) -> Image.Image:
    """The code in black and white with its caption (Latin letters and digits) under it."""
    matrix = [list(row) for row in code(address).matrix_iter(scale=DOTS, border=QUIET)]
    width = len(matrix)
    high = round(width * CAPTION)
    picture = Image.new("1", (width, width + high), 1)
    dots = Image.frombytes("L", (width, width), bytes(0 if dark else 255 for row in matrix for dark in row))
    picture.paste(dots.convert("1"), (0, 0))
    font = ImageFont.load_default(high * 0.75)
    ImageDraw.Draw(picture).text((width / 2, width - DOTS), caption, font=font, fill=0, anchor="ma")
    return picture


def png(address: str, caption: str) -> bytes:
    return _saved(drawn(address, caption), "PNG")


def pdf(address: str, caption: str) -> bytes:
    """One page as large as the code, for a printer to scale."""
    return _saved(drawn(address, caption), "PDF")


def svg(address: str) -> str:
    """The code alone, to stand within a page."""
    return str(code(address).svg_inline(border=QUIET, omitsize=True))


def _saved(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "PDF":
        picture.save(file, kind, resolution=INCH)
    else:
        picture.save(file, kind, dpi=(INCH, INCH), optimize=True)
    return file.getvalue()
