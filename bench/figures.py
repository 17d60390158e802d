"""What a benchmark found: a small table, ratios first."""

from dataclasses import dataclass, field
from statistics import quantiles

from rich.console import Console
from rich.table import Table

CONSOLE = Console(highlight=False)


@dataclass
class Figures:
    """`rows` are (what, value, unit). `note` says how it was measured."""

    title: str
    note: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, value: float, unit: str) -> None:
        self.rows.append((what, shown(value), unit))

    def show(self) -> None:
        table = Table(title=self.title, caption=self.note, title_justify="left", caption_justify="left")
        for name, justify in (("what", "left"), ("value", "right"), ("unit", "left")):
            table.add_column(name, justify="right" if justify == "right" else "left")
        for row in self.rows:
            table.add_row(*row)
        CONSOLE.print(table)


def shown(value: float) -> str:
    """Three digits that matter, and never fewer than a whole number has."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"


def percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]
