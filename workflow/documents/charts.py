"""Charts on paper, drawn by Matplotlib as SVG. Letters stay letters: they are set in the document's own font."""

from functools import cache
from io import StringIO
from typing import Any, Final

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import MaxNLocator

from workflow.documents import fonts
from workflow.documents.sections import Bars

WIDE, HIGH, MARGIN = 7.0, 0.24, 0.55
"""Inches: of the chart, of one bar with the space around it, of what stands above and below the bars."""

FIRST: Final = "Noto Sans CJK JP"
"""Matplotlib knows the first face of the collection alone. It measures by it; what is set is our own."""

SETTINGS: Final[Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "gridward",
    "text.parse_math": False,
    "font.family": FIRST,
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def drawn(bars: Bars) -> str:
    """The chart as SVG; the first name on top."""
    _known()
    with rc_context(SETTINGS):
        figure = Figure(figsize=(WIDE, MARGIN + HIGH * max(3, len(bars.names))), layout="constrained")
        axes = figure.subplots()
        places = range(len(bars.names))
        before = [0] * len(bars.names)
        for label, colour, values in bars.series:
            axes.barh(places, values, left=before, height=0.7, color=colour, label=label)
            before = [sum(pair) for pair in zip(before, values, strict=True)]
        axes.set_yticks(places, bars.names)
        axes.invert_yaxis()
        axes.set_xlim(0, max(before, default=0) or 1)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(axis="x", linewidth=0.3)
        axes.set_axisbelow(True)
        if len(bars.series) > 1:
            axes.legend(ncols=len(bars.series), loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
        return out.getvalue().replace(FIRST, fonts.FAMILY)


@cache
def _known() -> None:
    fontManager.addfont(fonts.FILE)
