"""Pictures for the tests: made by the library, or crafted byte by byte to be what no camera makes."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

from models.photo import MediaType

NAMES = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}


def encoded(image: Image.Image, kind: MediaType = MediaType.JPEG, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, NAMES[kind], **options)
    return file.getvalue()


def scene(width: int = 64, height: int = 48, seed: int = 1) -> Image.Image:
    """Something to see: a gradient of a tint, its left upper corner black."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste((40 * seed % 256, 90, 200), (width // 2, 0, width, height))
    image.paste((0, 0, 0), (0, 0, max(1, width // 8), max(1, height // 8)))
    return image


def photo(width: int = 64, height: int = 48, kind: MediaType = MediaType.JPEG, seed: int = 1, **options: Any) -> bytes:
    return encoded(scene(width, height, seed), kind, **options)


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, data: bytes = b"", *more: bytes) -> bytes:
    """A PNG of any size, whatever its data."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """30,000 by 30,000 pixels in some kilobytes."""
    row = zlib.compressobj()
    data = row.compress(b"\x00" * 2_000_000) + row.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def located(orientation: int = 1) -> Image.Exif:
    """EXIF that says where, when and by whom a picture was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Spycam-Maker"
    exif[0x013B] = "Zhang San, by name"
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (32.0, 47.0, 11.5), 3: "E", 4: (119.0, 26.0, 22.5), 29: "2026:11:20"})
    return exif
