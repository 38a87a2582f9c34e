"""Draws what a step costs against the size of the network, from the kept results.

    python -m benchmarks.sizes [results.json]

Writes docs/images/cost-by-size.svg from the rows `units-…`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import matplotlib.pyplot as plt

from benchmarks.places import ROOT
from benchmarks.results import FILE, Outcome, Results
from benchmarks.works import UNITS

PICTURE = ROOT / "docs" / "images" / "cost-by-size.svg"

# Contender -> its name in the picture, and a colour of Okabe and Ito's, told apart by everyone.
LINES = {
    "pytorch": ("PyTorch, eager", "#56B4E9"),
    "keras": ("Keras fit (JAX)", "#E69F00"),
    "scan": ("lax.scan by hand", "#009E73"),
    "glassnet": ("gn.fit", "#D55E00"),
}


def main() -> None:
    results = Results.read(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
    draw(results.outcomes)
    print(f"Written to {PICTURE.relative_to(ROOT)}")


def draw(outcomes: Mapping[str, Outcome]) -> None:
    """Medians as lines, and from the fastest to the slowest repetition as bars."""
    plt.rcParams.update({"svg.hashsalt": "glassnet", "font.size": 10})
    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for name, (title, colour) in LINES.items():
        measured = {
            units: outcomes[f"units-{units}"].series[name]
            for units in UNITS
            if name in outcomes[f"units-{units}"].series
        }
        medians = [series.median for series in measured.values()]
        spread = [
            [series.median - min(series.samples) for series in measured.values()],
            [max(series.samples) - series.median for series in measured.values()],
        ]
        axes.errorbar(
            list(measured), medians, spread, color=colour, label=title, marker="o", markersize=4
        )
    axes.set_xscale("log", base=2)
    axes.set_xticks(UNITS, [f"{units:,}" for units in UNITS])
    axes.set_yscale("log")
    axes.set_xlabel("units in each of two hidden layers (64-n-n-10, batches of 32, Adam)")
    axes.set_ylabel("µs a training step")
    axes.grid(color="0.9")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(PICTURE, metadata={"Date": None})


if __name__ == "__main__":
    main()
