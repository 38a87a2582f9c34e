"""What was assumed about a file without being asked for, said before the training."""

from __future__ import annotations

import numpy as np

from glassnet.data import Dataset
from glassnet.data.preparation import TextColumn
from glassnet.networks.options import LOSSES_OF
from glassnet.text.names import shortened

MOST_NAMED = 5


def assumptions(dataset: Dataset, loss: str | None) -> list[str]:
    """A line each. loss: that asked for, which then decided the task; None for none."""
    lines: list[str] = []
    columns = () if dataset.preparation is None else dataset.preparation.columns
    texts = [column for column in columns if isinstance(column, TextColumn)]
    if texts:
        named = [
            f"{shortened(text.name, 30)} ({len(text.words)} different)"
            for text in texts[:MOST_NAMED]
        ]
        more = f" and {len(texts) - MOST_NAMED} more" if len(texts) > MOST_NAMED else ""
        lines.append(f"Taken as words: {', '.join(named)}{more}")
    if loss is None and dataset.task == "regression" and "classes" in dataset.other_tasks:
        lines.append(
            f"Learned as regression: {len(np.unique(dataset.y))} different whole numbers; as "
            f"classes with --loss {LOSSES_OF['classes'][0]}"
        )
    return lines
