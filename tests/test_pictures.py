"""What is sent becomes a plain picture, or is refused by name; nothing that is told beside it is kept."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from models.photo import MediaType
from tests.pictured import bomb, chunk, encoded, located, opened, photo, png, scene
from workflow.errors import BadInput
from workflow.pictures import KEPT_EDGE, MOST_SCANS, THUMB_EDGE, made

KINDS = list(MediaType)
WHOLE = {kind: photo(40, 30, kind) for kind in KINDS}


def refusal(sent: bytes) -> str:
    with pytest.raises(BadInput) as refused:
        made(sent)
    assert refused.value.field == "photo"
    return refused.value.reason


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_keeps_its_kind_and_its_size(kind: MediaType) -> None:
    picture = made(photo(64, 48, kind))
    assert (picture.media_type, picture.width, picture.height) == (kind, 64, 48)
    kept, thumb = opened(picture.content), opened(picture.thumb)
    assert (Image.MIME[kept.format or ""], kept.size, thumb.format, thumb.size) == (kind, (64, 48), "JPEG", (64, 48))


def test_the_content_is_written_the_same_each_time() -> None:
    assert made(WHOLE[MediaType.JPEG]) == made(WHOLE[MediaType.JPEG])


def test_a_large_photo_is_made_smaller_and_its_likeness_small() -> None:
    picture = made(encoded(Image.new("RGB", (6000, 3000), "green")))
    assert (picture.width, picture.height) == (KEPT_EDGE, KEPT_EDGE // 2)
    assert opened(picture.thumb).size == (THUMB_EDGE, THUMB_EDGE // 2)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_is_told_beside_a_photo_is_kept(kind: MediaType) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    beside: dict[str, Any] = {
        "exif": located().tobytes(),
        "icc_profile": srgb,
        "xmp": b"<x:xmpmeta>secret place</x:xmpmeta>",
    }
    if kind == MediaType.JPEG:
        beside["comment"] = b"secret comment"
    sent = photo(64, 48, kind, **beside)
    assert b"Zhang San" in sent
    if kind == MediaType.PNG:
        sent = sent[:33] + chunk(b"tEXt", b"Comment\x00secret comment") + sent[33:]
    picture = made(sent)
    for content in (picture.content, picture.thumb):
        kept = opened(content)
        assert not dict(kept.getexif())
        assert not kept.getexif().get_ifd(0x8825)
        assert not {"exif", "xmp", "comment", "icc_profile", "Comment", "photoshop"} & set(kept.info)
        for trace in (b"Zhang San", b"Spycam", b"secret", b"Exif", b"xmpmeta", b"ICC_PROFILE", b"2026:11:20"):
            assert trace not in content, trace


def test_the_segments_of_other_programs_are_not_kept() -> None:
    iptc = b"\xff\xed" + struct.pack(">H", 2 + 21) + b"Photoshop 3.0\x00secret!"
    sent = WHOLE[MediaType.JPEG]
    assert b"secret!" not in made(sent[:2] + iptc + sent[2:]).content


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_is_put_upright(kind: MediaType, orientation: int) -> None:
    """The scene's black corner is where EXIF says that the upper left is."""
    turned = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    upright = scene(64, 48)
    lying = upright if turned is None else upright.transpose(turned)
    kept = opened(made(encoded(lying, kind, exif=located(orientation).tobytes())).content).convert("L")
    assert kept.size == (64, 48)
    light = kept.tobytes()
    corners = [light[y * 64 + x] for x, y in ((2, 2), (61, 2), (2, 45), (61, 45))]
    assert [value < 30 for value in corners] == [True, False, False, False]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK", "RGBA"])
def test_every_mode_of_colour_is_taken(mode: str) -> None:
    kind = MediaType.JPEG if mode == "CMYK" else MediaType.PNG
    picture = made(encoded(Image.new(mode, (20, 10)), kind))
    assert opened(picture.content).mode in ("RGB", "RGBA")


def test_sixteen_bits_a_pixel_keep_their_brightness() -> None:
    picture = made(encoded(Image.new("I;16", (8, 8), 0x8000), MediaType.PNG))
    assert opened(picture.content).getpixel((0, 0)) == (128, 128, 128)


def test_what_is_transparent_is_white_in_the_likeness() -> None:
    picture = made(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), MediaType.PNG))
    assert opened(picture.content).mode == "RGBA"
    assert opened(picture.thumb).getpixel((9, 9)) == (255, 255, 255)


def test_a_colour_profile_that_is_none_is_left_out() -> None:
    assert made(photo(icc_profile=b"no profile")).width == 64


JPEG, PNG, WEBP = (WHOLE[kind] for kind in KINDS)


def moving(kind: MediaType) -> bytes:
    return encoded(scene(), kind, save_all=True, append_images=[scene(seed=3)], duration=100)


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("nothing", lambda: b"", "photo-empty"),
    ("a page", lambda: b"<html><script>alert(1)</script>", "not-a-photo"),
    ("a GIF", lambda: b"GIF89a" + b"\x00" * 40, "not-a-photo"),
    ("an SVG", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-photo"),
    ("a sound in the same wrapping", lambda: b"RIFF\x24\x00\x00\x00WAVEfmt ", "not-a-photo"),
    ("half a JPEG", lambda: JPEG[: len(JPEG) // 2], "photo-truncated"),
    ("half a PNG", lambda: PNG[: len(PNG) // 2], "photo-truncated"),
    ("half a WebP", lambda: WEBP[: len(WEBP) // 2], "photo-truncated"),
    ("a JPEG's first bytes", lambda: JPEG[:3], "photo-truncated"),
    ("a JPEG of no size", lambda: JPEG[:2] + b"\xff\xd9", "photo-damaged"),
    ("an archive behind a JPEG", lambda: JPEG + b"PK\x03\x04" + b"x" * 50, "photo-and-more"),
    ("a page behind a PNG", lambda: PNG + b"<script>", "photo-and-more"),
    ("a page behind a WebP", lambda: WEBP + b"<script>", "photo-and-more"),
    ("a moving PNG", lambda: moving(MediaType.PNG), "photo-animated"),
    ("a moving WebP", lambda: moving(MediaType.WEBP), "photo-animated"),
    ("a bomb", bomb, "photo-too-many-pixels"),
    ("the widest PNG that can be said", lambda: png(2**31 - 1, 2**31 - 1), "photo-too-many-pixels"),
    ("a thread", lambda: png(20_000, 1, b"\x00" * 60_001), "photo-too-long"),
    ("a PNG without width", lambda: png(0, 10), "photo-damaged"),
    ("a PNG without data", lambda: png(100, 100), "photo-truncated"),
    ("EXIF that is none", lambda: photo(exif=b"Exif\x00\x00garbage"), "photo-exif-damaged"),
    ("EXIF that leads nowhere", lambda: photo(exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f"), "photo-exif-damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "sent", "reason"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_is_no_photo_that_we_take_is_refused_by_name(what: str, sent: Callable[[], bytes], reason: str) -> None:
    assert refusal(sent()) == reason


def test_a_webp_whose_head_says_an_absurd_size_is_refused_before_it_is_decoded() -> None:
    sent = bytearray(encoded(Image.new("RGBA", (8, 8), (1, 2, 3, 9)), MediaType.WEBP, exif=located().tobytes()))
    assert sent[12:16] == b"VP8X"
    sent[24:30] = b"\xfe\x3f\x00\xfe\x3f\x00"
    assert refusal(bytes(sent)) in ("photo-too-many-pixels", "photo-damaged")


@pytest.mark.parametrize(
    "more",
    [b"\x00" * 64, b"\xff" * 5, photo(20, 20), b"\x00\x00\x00\x18ftypmp42" + b"film" * 9, b"notes SEFHxxxxSEFT"],
    ids=["padding", "fill", "a further picture", "a film", "Samsung's notes"],
)
def test_what_phones_append_is_left_out(more: bytes) -> None:
    assert made(JPEG + more) == made(JPEG)


SCAN = b"\xff\xda"
END = b"\xff\xd9"


def built_up(scans: int) -> bytes:
    """A progressive JPEG of so many scans: its last one, which refines the whole picture, again and again."""
    plain = encoded(scene().convert("L"), progressive=True)
    last = plain[plain.rindex(SCAN) : -2]
    return plain[:-2] + last * (scans - plain.count(SCAN)) + END


def test_a_photo_of_more_scans_than_anybody_makes_is_refused_before_it_is_decoded() -> None:
    assert made(built_up(MOST_SCANS)).width == 64
    assert refusal(built_up(MOST_SCANS + 1)) == "photo-too-many-scans"
    assert refusal(built_up(100_000)) == "photo-too-many-scans"


def test_scans_that_only_a_decoder_would_find_are_counted() -> None:
    many = built_up(1000)
    first, rest = many.index(SCAN), many[many.index(SCAN) :]
    for marker in (b"\xff\x02", b"\xff\xbf", b"\xff\xe2"):
        hidden = many[:first] + marker + b"\xff\xffICC_PROFILE\x00\x01\x01" + rest
        assert refusal(hidden + bytes(70_000) + END) == "photo-too-many-scans"


@pytest.mark.parametrize("megabytes", [1, 10])
@pytest.mark.parametrize("fill", [b"\xff", b"\xff\xff\x00", b"\xff\x01", b"\xff\xd0", b"\xff\xff\xff\xd7"])
def test_any_run_of_bytes_is_answered_in_time_that_grows_with_its_length(fill: bytes, megabytes: int) -> None:
    """Of time that grows with the square these would take hours, and hold the whole process."""
    assert refusal(JPEG[:2] + (fill * (megabytes * 1_000_000))[: megabytes * 1_000_000]) == "photo-truncated"


def test_fill_bytes_before_a_marker_are_none_of_the_picture() -> None:
    assert made(JPEG[:2] + b"\xff" * 100_000 + JPEG[2:]) == made(JPEG)
    commented = JPEG[:2] + b"\xff" * 9 + b"\xfe\x00\x08secret" + b"\xff" * 9 + JPEG[2:]
    assert made(commented) == made(JPEG)


def test_of_many_colour_profiles_in_a_png_one_is_unpacked() -> None:
    """Each would be a megabyte unpacked, from a thousandth of that."""
    profile = chunk(b"iCCP", b"x\x00\x00" + zlib.compress(bytes(1_000_000), 9))
    assert made(PNG[:33] + profile * 9_000 + PNG[33:]) == made(PNG[:33] + profile + PNG[33:])


def answer_to(sent: bytes) -> str:
    """How it went; anything but a picture or a named refusal is a fault."""
    try:
        picture = made(sent)
    except BadInput as refused:
        return refused.reason
    assert opened(picture.content).size == (picture.width, picture.height)
    return "taken"


@settings(max_examples=60)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBPVP8 "])
)
def test_random_bytes_are_refused_by_name(noise: bytes, head: bytes) -> None:
    assert answer_to(head + noise) != "taken"


@settings(max_examples=60)
@given(st.sampled_from(KINDS), st.data())
def test_a_photo_cut_off_anywhere_is_refused(kind: MediaType, data: st.DataObject) -> None:
    whole = WHOLE[kind]
    assert answer_to(whole[: data.draw(st.integers(0, len(whole) - 1))]) != "taken"


@settings(max_examples=250)
@given(st.sampled_from(KINDS), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_photo_with_changed_bytes_is_taken_or_refused_by_name(
    kind: MediaType, changes: list[tuple[int, int]]
) -> None:
    sent = bytearray(WHOLE[kind])
    for at, value in changes:
        sent[at % len(sent)] = value
    answer_to(bytes(sent))


@settings(max_examples=60)
@given(st.binary(max_size=60))
def test_any_exif_is_read_or_refused_by_name(exif: bytes) -> None:
    assert answer_to(photo(8, 8, exif=b"Exif\x00\x00" + exif)) in ("taken", "photo-exif-damaged")
