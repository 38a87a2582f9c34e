"""The progress bar of `fit`: epochs, results and speed, moved after each chunk."""

from __future__ import annotations

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from glassnet.training.epoch_logs import EpochLogs


class ProgressBar:
    """A bar on the screen while training runs; a context manager. Silent if not `shown`."""

    def __init__(self, epochs: int, first: int, *, shown: bool) -> None:
        self._bar = Progress(
            TextColumn("Epoch"),
            MofNCompleteColumn(),
            BarColumn(),
            TextColumn("{task.fields[results]}"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            disable=not shown,
        )
        self._task = self._bar.add_task("fit", total=epochs, completed=first, results="", rate="")

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, finished: EpochLogs) -> None:
        """Move on by the epochs that ended, with the last one's results."""
        if self._bar.disable or not finished.count:
            return
        task = self._bar.tasks[0]
        self._bar.update(
            self._task,
            completed=finished.first + finished.count,
            results="  ".join(f"{name} {value:.4g}" for name, value in finished.last().items()),
            rate=f"{task.speed:,.0f} epochs/s" if task.speed else "",
        )
