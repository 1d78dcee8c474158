"""The picture of the weekly note: how many sets met, have a date, have none. A block a set; no names.

Everything on it stands in its alt text, and in the note's own words. Pillow's own font has the basic Latin letters
only, so accents are left off on the picture (docs/decisions/0020).
"""

import unicodedata
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, ROW, MARGIN = 960, 88, 32
LABEL_WIDTH, BLOCK, GAP = 250, 44, 8
# Dark on white and different in brightness; the words and numbers say the same without any colour.
INK, PAPER, FILLS = "#1d2b36", "#ffffff", ("#2f6f8f", "#7fa650", "#b8860b")


def draw(rows: Sequence[tuple[str, int]]) -> bytes:
    """A PNG with one row for each (label, number of sets). Pillow is loaded here: once a week is no reason to start
    every process with it."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH, 2 * MARGIN + ROW * len(rows)), PAPER)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(30)
    for number, (label, count) in enumerate(rows):
        top = MARGIN + number * ROW
        middle = top + ROW / 2
        pen.text((MARGIN, middle), _plain(label), font=font, fill=INK, anchor="lm")
        end = _blocks(pen, count, top, FILLS[number % len(FILLS)])
        pen.text((end + 2 * GAP, middle), str(count), font=font, fill=INK, anchor="lm")
    found = BytesIO()
    image.save(found, format="PNG", optimize=True)
    return found.getvalue()


def _blocks(pen: "ImageDraw", count: int, top: int, fill: str) -> float:
    """One block a set, narrower when there are many; where the last one ends."""
    left = MARGIN + LABEL_WIDTH
    room = WIDTH - MARGIN - 90 - left
    step = min(BLOCK + GAP, room / max(count, 1))
    for number in range(count):
        start = left + number * step
        pen.rectangle((start, top + 20, start + step - min(GAP, step / 4), top + ROW - 20), fill=fill)
    return left + count * step


def _plain(label: str) -> str:
    """Letters without their accents, which the font does not have."""
    apart = unicodedata.normalize("NFKD", label)
    return "".join(char for char in apart if not unicodedata.combining(char))
