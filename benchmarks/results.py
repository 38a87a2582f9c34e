"""What was measured, as the JSON file keeps it."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.rows import ROWS, Target

FILE = Path(__file__).parent / "results.json"
AGREEMENT = 1e-4  # of the losses of a row's contenders, after the same steps from the same weights


@dataclass
class Series:
    """One contender's repetitions, in its row's unit.

    loss: after the checked epochs; None where it is not checked.
    """

    samples: list[float] = field(default_factory=list[float])
    loss: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    def as_json(self) -> dict[str, Any]:
        spread = {"median": self.median, "min": min(self.samples), "max": max(self.samples)}
        return {**spread, "samples": self.samples, "loss": self.loss}


@dataclass(frozen=True)
class Outcome:
    """One row's measurements.

    series: by contender. skipped: contender -> why it was not measured.
    reference_loss: of plain gradient descent in float64; None where there is none.
    """

    title: str
    unit: str
    series: dict[str, Series]
    skipped: dict[str, str]
    targets: tuple[Target, ...]
    reference_loss: float | None = None

    def ratio(self, of: str, to: str) -> float:
        """Medians of/to."""
        return self.series[of].median / self.series[to].median

    def measured(self, target: Target) -> float | None:
        """The number that `target` bounds; None where one side of it is missing."""
        if target.of not in self.series or (target.against or target.of) not in self.series:
            return None
        if target.against is None:
            return self.series[target.of].median
        pair = (target.against, target.of) if target.faster else (target.of, target.against)
        return self.ratio(*pair)

    def reached(self, target: Target) -> bool | None:
        measured = self.measured(target)
        if measured is None:
            return None
        return measured >= target.bound if target.faster else measured <= target.bound

    @property
    def disagreement(self) -> float:
        """How far apart the losses are that were checked; 0.0 if none was."""
        losses = [series.loss for series in self.series.values()] + [self.reference_loss]
        known = [loss for loss in losses if loss is not None]
        return max(known, default=0.0) - min(known, default=0.0)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "unit": self.unit,
            "contenders": {name: series.as_json() for name, series in self.series.items()},
            "skipped": self.skipped,
            "targets": [
                {
                    **asdict(target),
                    "measured": self.measured(target),
                    "reached": self.reached(target),
                }
                for target in self.targets
            ],
            "reference_loss": self.reference_loss,
        }

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Outcome:
        names = ("bound", "against", "faster", "of")
        return cls(
            row["title"],
            row["unit"],
            {
                name: Series(series["samples"], series["loss"])
                for name, series in row["contenders"].items()
            },
            row["skipped"],
            tuple(Target(**{name: target[name] for name in names}) for target in row["targets"]),
            row["reference_loss"],
        )


@dataclass(frozen=True)
class Results:
    """A whole call's outcomes by row name, and where and how they were measured."""

    machine: dict[str, Any]
    settings: dict[str, Any]
    outcomes: dict[str, Outcome]

    def write(self, path: Path) -> None:
        rows = {name: outcome.as_json() for name, outcome in self.outcomes.items()}
        text = json.dumps(
            {"machine": self.machine, "settings": self.settings, "rows": rows},
            indent=1,
            ensure_ascii=False,
        )
        path.write_text(text + "\n", encoding="utf-8")

    def into(self, others: Results) -> Results:
        """These rows in place of the same ones of other results, in the order of the table."""
        if (self.machine, self.settings) != (others.machine, others.settings):
            raise SystemExit("--update: the file is of another machine, or of other settings")
        found = {**others.outcomes, **self.outcomes}
        return replace(self, outcomes={name: found[name] for name in ROWS if name in found})

    @classmethod
    def read(cls, path: Path) -> Results:
        data = json.loads(path.read_text(encoding="utf-8"))
        outcomes = {name: Outcome.from_json(row) for name, row in data["rows"].items()}
        return cls(data["machine"], data["settings"], outcomes)
