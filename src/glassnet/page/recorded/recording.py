"""`gn.Recording`, which can be shown as a page: the room of recordings knows nothing of pages."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jax
import msgspec
import numpy as np

from glassnet import recording
from glassnet.errors import SettingError
from glassnet.fitting.callbacks import FitArguments
from glassnet.page.state import USUAL_BATCH
from glassnet.text import message
from glassnet.training.keras_model import variable_names
from glassnet.training.observation import Observers
from glassnet.whole_files import check_writable, write_whole

if TYPE_CHECKING:
    from glassnet.page.sessions import AnySession
    from glassnet.page.state import PageState
    from glassnet.page.timeline import Moment

WEIGHTS = "images"  # the quantity that is the weights themselves
MOST_MOMENTS = 200  # of a time line; a page keeps fewer


class Recording(recording.Recording):
    """Keep what happens inside `gn.fit` in memory.

        recording = gn.Recording(["gradient_norms", "weights"], every=10)
        gn.fit(model, x, y, callbacks=[recording])
        recording["hidden/kernel/gradient_norm"].values

    `gn.Checkpoints` keeps all that was recorded in each checkpoint, if that is 128 MiB at most, and
    a resumed training continues it. Otherwise, or if other quantities were recorded before,
    `first_epoch` says where the recording begins.

    Args:
        record: names of quantities, or `gn.Record`s.
        every: how often to record, as a number of steps or an `Every`.
        probe: x of the batch on which layers' outputs are shown; by default the first 256 rows.
    """

    _fitting: FitArguments | None = None

    def observers(self, fitting: FitArguments) -> Observers:
        self._fitting = fitting
        return super().observers(fitting)

    def to_html(
        self, path: str | Path | None = None, *, moments: int | None = None, rows: int | None = None
    ) -> str | None:
        """Show the training as a replay page: one HTML file that needs no server, in which every
        value, gradient and chain can be touched.

            recording = gn.Recording("images", every=100)  # "images": the weights themselves
            gn.fit(model, x, y, epochs=5000, callbacks=[recording])
            recording.to_html("page.html")

        The gradients are those of all rows with the recorded weights; of a model that is shown by
        its layers, those of the first 64 rows. The optimizer's coming update is not shown: what the
        optimizer keeps is not recorded.

        Args:
            path: where to write the page; None to return it.
            moments: at most so many of the recorded steps; None for 60, or for 30 of a model that
                is shown by its layers, if that is not too much.
            rows: at most so many rows to follow; None for 12, or for 4, if that is not too much.

        Returns:
            The page, if no path is given.

        Raises:
            SettingError: no such number of moments or rows; nothing was recorded by `gn.fit`, or
                without "images"; the model has weights that are not trained, which are not
                recorded; the file cannot be written.
        """
        from glassnet.page.recorded.replay_page import ReplayOptions, replay_page

        for name, value, least in (("moments", moments, 2), ("rows", rows, 1)):
            _check_count(name, value, least)
        if path is not None:
            check_writable(Path(path))
        options = ReplayOptions(moments, rows, has_updates=False)
        with self._session() as session:
            text = replay_page(session, options).text
        if path is None:
            return text
        write_whole(Path(path), text.encode())
        return None

    @contextmanager
    def _session(self) -> Generator[AnySession]:
        """A session whose time line is the recording. A model that is shown by its layers is the
        session's own meanwhile, and as it was afterwards."""
        from glassnet.page.layers.model_session import ModelSession
        from glassnet.page.network.existing import NotDrawable
        from glassnet.page.network.session import Session
        from glassnet.page.timeline import TimeLine

        if self._fitting is None or self._first_epoch is None:
            raise SettingError(message("recording-page-empty"))
        fitting = self._fitting
        try:
            session: AnySession = Session(_state(fitting))
        except NotDrawable:
            size = fitting.batch_size or USUAL_BATCH
            session = ModelSession(fitting.model, fitting.x, fitting.y, batch_size=size)
        before = session.playback.trainer.state
        first, *others = self._moments(session, fitting.model)
        session.playback.timeline = TimeLine(first)
        for each in others:
            session.playback.timeline.add(each)
        try:
            session.seek(session.playback.timeline.end)
            yield session
        finally:
            session.playback.trainer.restore(before)

    def _moments(self, session: AnySession, model: Any) -> Iterator[Moment]:
        """The recorded weights as moments of a session of the same network."""
        from glassnet.page.timeline import Moment

        tags = {each.tag.removesuffix("/image"): each for each in self.series.values()}
        names = variable_names(model)[: len(model.trainable_variables)]
        if kept := _untrained(model):
            raise SettingError(message("recording-page-untrained", names=", ".join(kept)))
        if not all(name in tags and tags[name].what == WEIGHTS for name in names):
            raise SettingError(message("recording-page-weights"))
        series = [tags[name] for name in names]
        playback = session.playback
        now, per_epoch = playback.trainer.state, playback.trainer.steps_per_epoch or 1
        places = np.linspace(0, len(series[0].steps) - 1, MOST_MOMENTS)
        for place in np.unique(np.rint(places).astype(int)).tolist():
            step = int(series[0].steps[place])
            weights = [np.asarray(each.values)[place] for each in series]
            variables = now.variables._replace(trainable=weights)
            counted = {"epoch": np.array(step // per_epoch), "taken": np.array(step)}
            found = playback.evaluate(variables)
            state = replace(now, variables=variables, **counted)
            yield Moment(step, found.loss, found.score, state)


def _check_count(name: str, value: Any, least: int) -> None:
    if value is not None and not (isinstance(value, int | np.integer) and value >= least):
        said = {"name": name, "least": least, "found": repr(value)}
        raise SettingError(message("studio-save-count", **said))


def _untrained(model: Any) -> list[str]:
    """The layers that have weights which no gradient changes, as a BatchNormalization's means."""
    return [
        layer.name
        for layer in model.layers
        if any(each.dtype != "uint32" for each in layer.non_trainable_variables)
    ]


def _state(fitting: FitArguments) -> PageState:
    """The state of a page about a trained model and its data. Raises NotDrawable."""
    from glassnet.page.network.existing import NotDrawable, state_of_model
    from glassnet.page.state import MOST_POINTS, Drawn, PageState

    given = [*jax.tree.leaves(fitting.x), *jax.tree.leaves(fitting.y)]
    if len(given) != 2:
        raise NotDrawable
    x, y = map(np.asarray, given)
    is_drawable = x.ndim == 2 and x.shape[1] == 2 and len(x) == y.size <= MOST_POINTS
    if not is_drawable or not np.isin(y, np.arange(10)).all():
        raise NotDrawable
    points = tuple((float(a), float(b)) for a, b in x)
    data = Drawn(points, tuple(int(each) for each in y.reshape(-1)))
    size = fitting.batch_size or USUAL_BATCH
    base = PageState(data=data, batch_size=size if size < len(x) else None)
    model = fitting.model
    return msgspec.structs.replace(state_of_model(model, model.name, base), step=0)
