"""Pictures: what was sent becomes what is kept, or BadInput says what is wrong with it. Pure: bytes to bytes.

The content says what a picture is, never a name or a header. It is decoded and written anew, so that of a file that
somebody made only the pixels are left: no EXIF, no place, no comment, no second file behind the first.
"""

import hashlib
import io
import re
import struct
import warnings
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from models.photo import MediaType
from workflow.errors import BadInput

FIELD: Final = "photo"

MOST_MEGAPIXELS: Final = 64
"""Of what is sent, before anything of it is decoded."""
LONGEST_EDGE: Final = 16_383
"""Pixels, of what is sent."""
MOST_SCANS: Final = 64
"""Of a JPEG. Each may go over the whole picture again and take as long as a plain picture does, in a few bytes. Cameras
and programs make 1 to about 20."""
KEPT_EDGE: Final = 4096
"""Pixels: a larger picture is made so small before it is kept."""
THUMB_EDGE: Final = 480

ORIENTATION: Final = 0x0112
TURNS: Final[Mapping[int, Transpose]] = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""EXIF's orientation, and what puts it upright."""

DAMAGED: Final = (
    OSError, SyntaxError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError, EOFError, RuntimeError,
    Warning, struct.error, zlib.error, Image.DecompressionBombError, ImageCms.PyCMSError,
)  # fmt: skip
"""What a decoder says of bytes that are no picture."""

# Pillow's own guard stands behind ours, and what it only warns of is an error here.
Image.MAX_IMAGE_PIXELS = MOST_MEGAPIXELS * 1_000_000 // 2
warnings.filterwarnings("error", module=r"PIL\.")


@dataclass(frozen=True)
class Picture:
    """What is kept: the picture and its small likeness, which is always a JPEG. Sizes are in pixels."""

    media_type: MediaType
    content: bytes
    thumb: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def made(sent: bytes) -> Picture:
    """The picture to be kept; BadInput for what is none, or none that we take."""
    kind = _kind(sent)
    bare = _BARED[kind](sent)
    if kind == MediaType.JPEG and bare.content.count(_SCAN) > MOST_SCANS:
        raise BadInput(FIELD, "photo-too-many-scans", most=MOST_SCANS)
    if bare.end > len(sent):
        raise BadInput(FIELD, "photo-truncated")
    if bare.end < len(sent) and not (kind == MediaType.JPEG and _from_a_camera(sent[bare.end :])):
        raise BadInput(FIELD, "photo-and-more")
    try:
        image = _opened(kind, bare.content)
        image.load()
        upright = _upright(image, bare.exif or image.info.get("exif", b""))
        plain = _plain(upright, image.info.get("icc_profile"), kind)
        plain.thumbnail((KEPT_EDGE, KEPT_EDGE), Resampling.LANCZOS, reducing_gap=3.0)
        small = _flat(plain)
        small.thumbnail((THUMB_EDGE, THUMB_EDGE), Resampling.LANCZOS, reducing_gap=3.0)
        return Picture(kind, _written(plain, kind), _written(small, MediaType.JPEG), *plain.size)
    except DAMAGED as cause:
        raise _refusal(cause) from cause


def _kind(sent: bytes) -> MediaType:
    if not sent:
        raise BadInput(FIELD, "photo-empty")
    if sent.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if sent.startswith(_PNG):
        return MediaType.PNG
    if sent[:4] == b"RIFF" and sent[8:12] == b"WEBP":
        return MediaType.WEBP
    raise BadInput(FIELD, "not-a-photo")


# What is told beside the picture, and where the picture ends


@dataclass(frozen=True)
class Bare:
    """A picture without what is told beside it, so that no decoder reads that; its EXIF; where it ended."""

    content: bytes
    exif: bytes
    end: int


_MARKER: Final = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
"""The next marker within coded data, where 00 and the restart marks belong to the data. Any number of FF may stand
before it, and no pattern over what was sent repeats anything: each byte is looked at a bounded number of times."""

_SCAN: Final = b"\xff\xda"
"""Begins a scan. Counted wherever it stands: what we take for the inside of a segment a decoder may not."""

_ICC: Final = b"ICC_PROFILE\x00"
_EXIF: Final = b"Exif\x00\x00"


def _bare_jpeg(sent: bytes) -> Bare:
    kept: list[bytes] = []
    exif, start, at = b"", 0, 2
    while (found := _MARKER.search(sent, at)) is not None:
        marker, at = found[1][0], found.end()
        if marker == 0xD9:
            return Bare(b"".join([*kept, sent[start:at]]), exif, at)
        if marker < 0xC0 or marker == 0xD8:  # without a segment, or of no meaning: decoders read on behind them
            continue
        segment = sent[at + 2 : at + max(2, int.from_bytes(sent[at : at + 2], "big"))]
        at += 2 + len(segment)
        if _beside(marker, segment):
            kept.append(sent[start : found.start()])
            start = at
            exif = exif or (segment if segment.startswith(_EXIF) else b"")
    raise BadInput(FIELD, "photo-truncated")


def _beside(marker: int, segment: bytes) -> bool:
    """Comments and the applications' own segments, but for those by which colours are read."""
    colours = marker in (0xE0, 0xEE) or (marker == 0xE2 and segment.startswith(_ICC))
    return marker == 0xFE or (0xE0 <= marker <= 0xEF and not colours)


_PNG: Final = b"\x89PNG\r\n\x1a\n"


def _bare_png(sent: bytes) -> Bare:
    """Of the chunks that may be left out, those by which colours are read are kept, each once: a profile may unpack
    to a thousand times its length."""
    kept, exif, at = [sent[: len(_PNG)]], b"", len(_PNG)
    colours = {b"tRNS", b"iCCP"}
    while at + 12 <= len(sent):
        end = at + 12 + int.from_bytes(sent[at : at + 4], "big")
        name = sent[at + 4 : at + 8]
        if name == b"acTL":
            raise BadInput(FIELD, "photo-animated")
        if name == b"eXIf":
            exif = sent[at + 8 : end - 4]
        elif not name[0] & 0x20 or name in colours:
            kept.append(sent[at:end])
            colours.discard(name)
        at = end
        if name == b"IEND":
            return Bare(b"".join(kept), exif, at)
    raise BadInput(FIELD, "photo-truncated")


def _bare_webp(sent: bytes) -> Bare:
    """Its decoder hands over what is told beside it as it is."""
    length = int.from_bytes(sent[4:8], "little")
    return Bare(sent, b"", 8 + length + length % 2)


_BARED: Final[Mapping[MediaType, Callable[[bytes], Bare]]] = {
    MediaType.JPEG: _bare_jpeg,
    MediaType.PNG: _bare_png,
    MediaType.WEBP: _bare_webp,
}


def _from_a_camera(rest: bytes) -> bool:
    """Whether phones append such a thing themselves: padding, further pictures (depth, brightness, a burst), a short
    film, Samsung's notes. Nothing of it is kept."""
    padded = rest.strip(b"\x00")
    further = padded[:2] == b"\xff\xd8" or rest[4:8] == b"ftyp" or padded[-4:] == b"SEFT"
    return further or not padded.strip(b"\xff")


# What it shows


def _opened(kind: MediaType, bare: bytes) -> ImageFile:
    """Its head is read; nothing is decoded before its size is known to be within bounds."""
    image = _DECODERS[kind](io.BytesIO(bare))
    width, height = image.size
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise BadInput(FIELD, "photo-too-many-pixels", most=MOST_MEGAPIXELS)
    if max(width, height) > LONGEST_EDGE:
        raise BadInput(FIELD, "photo-too-long", most=LONGEST_EDGE)
    if getattr(image, "is_animated", False):
        raise BadInput(FIELD, "photo-animated")
    if kind == MediaType.JPEG:
        image.draft("", (KEPT_EDGE, KEPT_EDGE))
    return image


_DECODERS: Final[Mapping[MediaType, Callable[[io.BytesIO], ImageFile]]] = {
    MediaType.JPEG: JpegImageFile,
    MediaType.PNG: PngImageFile,
    MediaType.WEBP: WebPImageFile,
}
"""No other decoder ever sees what was sent. (A JPEG with further pictures behind it is read as its first.)"""


def _refusal(cause: Exception) -> BadInput:
    if isinstance(cause, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return BadInput(FIELD, "photo-too-many-pixels", most=MOST_MEGAPIXELS)
    if "truncated" in str(cause).lower():
        return BadInput(FIELD, "photo-truncated")
    return BadInput(FIELD, "photo-damaged")


def _upright(image: Image.Image, exif: bytes) -> Image.Image:
    turn = TURNS.get(_orientation(exif.removeprefix(_EXIF))) if exif else None
    return image if turn is None else image.transpose(turn)


def _orientation(tiff: bytes) -> int:
    """Which way up, of the first directory of EXIF (TIFF 6.0, section 2); 1 where it says nothing. BadInput where
    that cannot be read: nobody could tell which way up the picture is."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    try:
        if order is None:
            raise ValueError(tiff[:4])
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        fields = (struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * n) for n in range(count))
        return next((value for tag, _, _, value in fields if tag == ORIENTATION), 1)
    except (ValueError, struct.error) as cause:
        raise BadInput(FIELD, "photo-exif-damaged") from cause


def _plain(image: Image.Image, profile: bytes | None, kind: MediaType) -> Image.Image:
    """The pixels in sRGB, with transparency where the kind can hold it, and nothing beside them."""
    clear = kind != MediaType.JPEG and image.has_transparency_data
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    plain = image.convert("RGBA" if clear else "RGB")
    if profile:
        plain = _in_srgb(image, plain, profile)
    plain.info = {}
    return plain


def _in_srgb(image: Image.Image, plain: Image.Image, profile: bytes) -> Image.Image:
    """Colours by the picture's own profile; one that cannot be used is as good as none."""
    source = image if image.mode in ("L", "CMYK") else plain.convert("RGB")
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        found = ImageCms.profileToProfile(source, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except DAMAGED:
        return plain
    if found is None:
        return plain
    if plain.mode == "RGBA":
        found.putalpha(plain.getchannel("A"))
    return found


def _flat(image: Image.Image) -> Image.Image:
    """A copy, what is transparent in it on white."""
    if image.mode != "RGBA":
        return image.copy()
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _written(image: Image.Image, kind: MediaType) -> bytes:
    file = io.BytesIO()
    match kind:
        case MediaType.JPEG:
            image.save(file, "JPEG", quality=88, optimize=True)
        case MediaType.PNG:
            image.save(file, "PNG")
        case MediaType.WEBP:
            image.save(file, "WEBP", quality=88, method=2)
    return file.getvalue()
