"""One training run: trained, measured, drawn, and kept in a folder of its own.

`train` builds and trains a network, with what keeps checkpoints and TensorBoard's log; `evaluation`
measures it; `folder` writes a run so that a kill at any moment leaves it readable, `record` has its
settings and says what run.json holds, `saved_runs` lists and reads runs, `resume_checks` says
whether one can be resumed, `saved_models` reads the models of runs, and others. `pictures` draws in
a process of its own. Prints nothing. May import `text`, `data`, `networks`, `training`, `fitting`,
`recording`, `plots`.
"""

from pathlib import Path

RUNS = Path("runs")  # where runs are kept, if nothing else is said


def run_names() -> list[str]:
    """The names of the runs that are kept there, sorted; a damaged one's too."""
    return sorted(record.parent.name for record in RUNS.glob("*/run.json"))
