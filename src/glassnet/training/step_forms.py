"""A program's steps: Keras' own, each in the form that suits its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from math import inf
from typing import Any

from glassnet.graph.capture import Captured
from glassnet.training import keras_model
from glassnet.training.compilation import captured, hashable_shapes, shapes_of
from glassnet.training.fusion.fuse import StepForm
from glassnet.training.keras_model import Model, Tree, Variables
from glassnet.training.observation import ObserverSet, without_gradients

Step = Callable[[Variables, Tree], tuple[Variables, Tree]]


Make = Callable[[Captured, Iterable[StepForm], float], StepForm]


def alone(make: Callable[[Captured], StepForm]) -> Make:
    """Make each form as it would be without others, for a training of any length."""
    return lambda step, beside, steps: make(step)


class StepForms:
    """The steps of what is compiled together: a form for each kind of step and shape of batch.

    Attributes:
        length: steps of the longest training, which decide what is worth compiling; inf if not
            known. It may grow: steps of other shapes are then traced for that.
        made: the forms so far.

    Args:
        model: a compiled keras.Model.
        observers: of the training steps.
        make: makes a form of a captured step, beside others, for a training of so many steps:
            `fuse`, or `alone` of what asks for neither.
    """

    def __init__(self, model: Model, observers: ObserverSet, make: Make, length: float) -> None:
        self.length = length
        self._model = model
        self._observers = observers
        self._make = make
        self.made: dict[Any, StepForm] = {}

    def suits(self, length: float) -> bool:
        """Whether a training of so many steps would get the same forms, or slower ones."""
        made_up = [form.made_up_after for form in self.made.values()]
        return not any(self.length < steps <= length for steps in made_up if steps < inf)

    def compiler_options(self) -> Mapping[str, Any]:
        """What a native step needs, or what all traced so far have."""
        forms = self.made.values()
        native = [form.compiler_options for form in forms if form.native]
        first, *others = native[:1] or [form.compiler_options for form in forms] or [{}]
        return first if all(options == first for options in others) else {}

    def train_step(self, variables: Variables, batch: Tree) -> Step:
        """Keras' `train_step` for batches of this shape, looked at by the observers."""
        if not self._observers:
            return self._form(keras_model.train_step, variables, batch)
        variables = variables._replace(records=())
        step = self._form(keras_model.train_step, variables, batch)
        if self._observers.wants_gradients:
            observed = self._form(keras_model.train_step_with_gradients, variables, batch)
        else:
            observed = without_gradients(step)
        return self._observers.step(step, observed)

    def test_step(self, variables: Variables, batch: Tree) -> Step:
        """Keras' `test_step` for batches of this shape."""
        return self._form(keras_model.test_step, variables, batch)

    def _form(self, kind: Callable[..., Any], variables: Variables, batch: Tree) -> Step:
        example = shapes_of((variables, batch))
        shape, forms = hashable_shapes(example), self.made
        if (kind, shape) not in forms:
            others = [made for key, made in forms.items() if key[1] != shape]
            form = self._make(captured(kind, self._model, example), others, self.length)
            if not all(each.rewritten for each in forms.values()):
                form = replace(form, native=False)  # whose options would slow down the others
            forms[kind, shape] = form
        return forms[kind, shape]
