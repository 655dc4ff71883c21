"""What was measured, what was to be reached, and the table that says both."""

import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

LIBRARIES = ("pyramid", "waitress", "ZODB", "Chameleon", "deform", "WeasyPrint")


@dataclass(frozen=True)
class Target:
    """A figure is to be at most ``most`` times ``base``, or at most ``most`` in its own unit when there is no base."""

    most: float
    base: str = ""


@dataclass
class Figure:
    """One measured thing: CPU milliseconds of the server per request, or whatever ``unit`` says."""

    name: str
    targets: tuple[Target, ...] = ()
    unit: str = "ms"
    values: list[float] = field(default_factory=list)
    """One per round."""
    walls: list[float] = field(default_factory=list)
    """Milliseconds a client waited, one per request."""

    @property
    def middle(self) -> float:
        """The median round."""
        return median(self.values)

    def shown(self) -> str:
        """The median round, with the fastest and the slowest."""
        low, high = min(self.values), max(self.values)
        spread = f" ({_number(low)}–{_number(high)})" if len(self.values) > 1 else ""
        return f"{_number(self.middle)}{spread} {self.unit}"


@dataclass(frozen=True)
class Line:
    """A figure beside the floor and its target."""

    name: str
    figure: str
    multiple: str
    wall: str
    target: str
    verdict: str


HEADINGS = Line("", "CPU per request, or as said", "× floor", "p50 wall", "to reach", "")


def lines(figures: Iterable[Figure]) -> Iterator[Line]:
    """The table, the floor first."""
    by_name = {figure.name: figure for figure in figures}
    floor = next(iter(by_name.values()))
    for figure in by_name.values():
        verdicts = [_verdict(figure, target, by_name) for target in figure.targets]
        yield Line(
            name=figure.name,
            figure=figure.shown(),
            multiple=f"{figure.middle / floor.middle:.1f}" if figure.walls else "",
            wall=f"{_number(median(figure.walls))} ms" if figure.walls else "",
            target=", ".join(_wanted(figure, target, by_name, floor) for target in figure.targets),
            verdict="missed" if False in verdicts else "met" if verdicts else "",
        )


def _wanted(figure: Figure, target: Target, by_name: dict[str, Figure], floor: Figure) -> str:
    if not target.base:
        return f"≤ {_number(target.most)} {figure.unit}"
    base = by_name[target.base]
    if base is floor:
        return f"≤ {target.most:g} × floor"
    return f"≤ {target.most:g} × {base.name} (is {figure.middle / base.middle:.2f})"


def _verdict(figure: Figure, target: Target, by_name: dict[str, Figure]) -> bool:
    return figure.middle <= target.most * (by_name[target.base].middle if target.base else 1)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def cells(line: Line) -> tuple[str, ...]:
    """A line as the cells of a row."""
    return (line.name, line.figure, line.multiple, line.wall, line.target, line.verdict)


def markdown(table: Iterable[Line]) -> str:
    """The table for ``docs/bench.md``."""
    rows = [cells(HEADINGS), ("---", *(["---:"] * 3), "---", "---"), *(cells(line) for line in table)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def processor() -> str:
    """The kind and number of the processors, e.g. ``AMD EPYC, 2 cores``."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    kind = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    return f"{kind}, {sum(line.startswith('processor') for line in lines)} cores"


def machine() -> list[str]:
    """On what this was measured."""
    memory = "unknown"
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemTotal:"):
            memory = f"{int(line.split()[1]) / 1024**2:.0f} GB"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        f"{processor()}, {memory}, {platform.system()} {platform.release()}",
        f"{platform.python_implementation()} {platform.python_version()}, {libraries}",
    ]
