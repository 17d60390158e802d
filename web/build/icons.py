"""Draws the icons that a phone shows for the installed pages, after public/favicon.svg: `python web/build/icons.py`."""

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

ICONS: Final = Path(__file__).parents[1] / "public" / "icons"
BLUE: Final = (11, 99, 206)
SIZE: Final = 1024
"""What is drawn; each icon is made smaller from it."""

SQUARES: Final = {(7, 7): 255, (17, 7): 140, (7, 17): 140, (17, 17): 255}
"""Left upper corners in the favicon's 32 units, and how opaque their white is."""


def icon(corner: float, scale: float) -> Image.Image:
    """The favicon with corners of that radius, and its squares about the middle at that scale."""
    unit = SIZE / 32
    picture = Image.new("RGBA", (SIZE, SIZE))
    ImageDraw.Draw(picture).rounded_rectangle((0, 0, SIZE, SIZE), corner * unit, fill=BLUE)
    for (x, y), white in SQUARES.items():
        layer = Image.new("RGBA", (SIZE, SIZE))
        box = [(16 + (each - 16) * scale) * unit for each in (x, y, x + 8, y + 8)]
        ImageDraw.Draw(layer).rounded_rectangle(box, 1.5 * unit * scale, fill=(255, 255, 255, white))
        picture = Image.alpha_composite(picture, layer)
    return picture


def main() -> None:
    ICONS.mkdir(parents=True, exist_ok=True)
    rounded, whole = icon(7, 1), icon(0, 0.8)
    for size in (192, 512):
        rounded.resize((size, size), Image.Resampling.LANCZOS).save(ICONS / f"{size}.png", optimize=True)
    # Android cuts a maskable icon to its own shape, and Apple rounds it: both want the ground to the edge.
    whole.resize((512, 512), Image.Resampling.LANCZOS).save(ICONS / "maskable.png", optimize=True)
    whole.convert("RGB").resize((180, 180), Image.Resampling.LANCZOS).save(ICONS / "apple.png", optimize=True)


if __name__ == "__main__":
    main()
