"""What a page shows of a training that runs elsewhere: the drawn network, the layers of any other
model, or the curve alone."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import GlassnetError
from glassnet.page.answers import Choices, Opened, Points
from glassnet.page.layers.layer_answers import ModelOpened
from glassnet.page.layers.layer_cards import Cards
from glassnet.page.layers.layer_numbers import spreads
from glassnet.page.layers.model_scores import first_rows, loss_names
from glassnet.page.layers.model_session import MOST_ROWS
from glassnet.page.network.existing import state_of_model
from glassnet.page.network.given import given_dataset
from glassnet.page.network.opened import opened_on
from glassnet.page.network.planes import Planes, axes_of
from glassnet.page.network.subject import make_subject
from glassnet.page.notebook.still import bundle, surface
from glassnet.page.notebook.widget import USUAL_HEIGHT
from glassnet.page.state import Given, PageState
from glassnet.tracing import Trace
from glassnet.tracing.keras_loss import model_subject
from glassnet.training.keras_data import as_arrays
from glassnet.units.dense_chain import dense_chain

LAYERS_HEIGHT, CURVE_HEIGHT = 320, 220  # pixels
FILM, MOST_PICTURES = 9, 64
MOST_WEIGHTS = 500_000  # of a model whose layers are shown: tracing takes as long as some steps


class Network:
    """A chain of Dense layers as the page draws it: by a network of its own with the same weights.

    Raises:
        GlassnetError: the page does not draw this model, or these data.
    """

    height = USUAL_HEIGHT

    def __init__(self, model: Any, x: Any, y: Any) -> None:
        given = given_dataset(model, x, y)
        state = PageState(data=Given(given.name))
        self.state = state_of_model(model, str(model.name), state, given)
        self.subject = make_subject(self.state, given)
        self._trained = model
        self._axes = axes_of(given.x, self.state.plane, self.state.held)
        self._planes = Planes(self.subject.model, self._axes)
        self._film: list[tuple[int, NDArray[np.int16]]] = []

    def arrays(self, step: int) -> dict[str, NDArray[Any]]:
        """Pictures and weights as they stand."""
        weights = [part for each in dense_chain(self._trained) for part in (each.kernel, each.bias)]
        model = self.subject.model
        model.set_weights(weights)
        pictures = self._planes.pictures()
        names = [f"{each.name}/{kind}" for each in model.layers for kind in ("kernel", "bias")]
        found = {name: np.asarray(each, "<f4") for name, each in zip(names, weights, strict=True)}
        self._remember(step, pictures[f"layer{len(model.layers) - 1}"])
        return {**pictures, **found, **self._shown_film()}

    def _remember(self, step: int, picture: NDArray[np.int16]) -> None:
        """Keep the output's picture; where they become too many, every other one."""
        self._film.append((step, picture))
        if len(self._film) > MOST_PICTURES:
            del self._film[1::2]

    def _shown_film(self) -> dict[str, NDArray[Any]]:
        steps = [step for step, _ in self._film]
        places = np.searchsorted(steps, np.linspace(0, steps[-1], FILM), side="right") - 1
        chosen = [self._film[place] for place in dict.fromkeys(places.tolist())]
        pictures = np.stack([picture for _, picture in chosen])
        return {"film": pictures, "film_steps": np.array([step for step, _ in chosen], "<f4")}

    def opened(self, steps_per_epoch: int) -> Opened:
        """What the page begins with."""
        return opened_on(self.state, self.subject, self._axes, steps_per_epoch=steps_per_epoch)

    def still(self, said: str) -> dict[str, Any]:
        """As `still.still` of a session; {} where there are not two features."""
        if self.subject.dataset.x.shape[1] != 2:
            return {}
        return bundle(surface(self.subject.model, self.subject.dataset, said), said)


class Layers:
    """Any other model, as its layers: how their outputs, gradients and weights are spread.

    Raises:
        GlassnetError, TypeError, ValueError: the data are not arrays, the model cannot be traced.
    """

    height = LAYERS_HEIGHT

    def __init__(self, model: Any, x: Any, y: Any) -> None:
        if model.count_params() > MOST_WEIGHTS:
            raise ValueError(model.count_params())
        x, y, _ = as_arrays(x, y, None)
        self._model, self._all_rows = model, len(jax.tree.leaves(x)[0])
        self._rows = min(MOST_ROWS, self._all_rows)
        self._traced = first_rows(x, self._rows), first_rows(y, self._rows)
        self._cards = Cards(model, self._trace(), self._rows).cards

    def _trace(self) -> Trace:
        return Trace(model_subject(self._model, *self._traced, None, caller="fit"))

    def arrays(self, step: int) -> dict[str, NDArray[Any]]:
        """Spreads as they stand."""
        return spreads(self._trace(), self._cards)

    def opened(self, steps_per_epoch: int) -> ModelOpened:
        """What the page begins with."""
        losses = loss_names(self._model)
        return ModelOpened(
            name=str(self._model.name),
            cards=self._cards,
            rows=self._rows,
            all_rows=self._all_rows,
            scored_rows=self._all_rows,
            targets=(),
            classes=0,
            losses=losses,
            score="accuracy" if "crossentropy" in " ".join(losses) else "error",
            reconstructs=False,
            optimizer=type(self._model.optimizer).__name__,
            learning_rate=None,
            batch_size=0,
            steps_per_epoch=steps_per_epoch,
        )

    def still(self, said: str) -> dict[str, Any]:
        """None: the curve says what there is to say."""
        return {}


class CurveAlone:
    """A training whose model the page does not show: data of any kind."""

    height = CURVE_HEIGHT

    def __init__(self, model: Any) -> None:
        self._loss = " ".join(loss_names(model))

    def arrays(self, step: int) -> dict[str, NDArray[Any]]:
        """None."""
        return {}

    def opened(self, steps_per_epoch: int) -> Opened:
        """What the page begins with: no layers."""
        # Two nameless classes, where the score is an accuracy.
        classes = ("0", "1") if "crossentropy" in self._loss else ()
        points = Points((), (), (), "", classes, (), ())
        choices = Choices((), (), (), (), (), None)
        return Opened(PageState(), choices, points, (), self._loss, steps_per_epoch)

    def still(self, said: str) -> dict[str, Any]:
        """None: the curve is all there is."""
        return {}


Scene = Network | Layers | CurveAlone


def scene_of(model: Any, x: Any, y: Any) -> Scene:
    """What can be shown of a model and its data."""
    for kind in (Network, Layers):
        try:
            return kind(model, x, y)
        except (GlassnetError, TypeError, ValueError):  # data of any kind, a model of any layers
            continue
    return CurveAlone(model)
