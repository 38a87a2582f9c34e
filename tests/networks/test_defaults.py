"""The defaults succeed: many seeds at once, with Keras' own model, loss and optimizer steps."""

import functools
import itertools

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
import sklearn.datasets
from sklearn.linear_model import LogisticRegression, Ridge

from glassnet.data import load
from glassnet.networks import build, defaults_for
from glassnet.networks.builder import kernel_initializer
from glassnet.runs.train import split

# Keras 3.15's Variable.numpy() predates NumPy 2's `copy` keyword.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@functools.cache
def starts(inputs, outputs, settings, seed):
    """The weights that `build` gives a network, without building one."""
    settings = dict(settings)
    sizes = (inputs, *settings["layers"], outputs)
    return [
        array
        for index, shape in enumerate(itertools.pairwise(sizes))
        for array in (
            np.asarray(kernel_initializer(settings["initializer"], seed, index)(shape)),
            np.zeros(shape[1], np.float32),
        )
    ]


@functools.cache
def program(inputs, outputs, settings, task):
    """Networks trained by one vmapped scan: (their weights, x, y, steps) -> shares of rows right.

    The steps are `stateless_call` and `stateless_apply`, the parts Keras' train_step has. The same
    for all datasets of one shape.
    """
    dataset = DATASETS[inputs, outputs, task]
    settings = dict(settings)
    model = build(dataset, **settings)
    for ours, expected in zip(
        starts(inputs, outputs, tuple(settings.items()), 0), model.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(ours, expected)
    loss = keras.losses.get(model.loss)
    model.optimizer.build(model.trainable_variables)

    def predict(weights, x):
        return model.stateless_call(weights, [], x)[0]

    def train(weights, x, y, steps):
        def step(state, batch):
            weights, optimizer = state
            gradients = jax.grad(lambda w: jnp.mean(loss(y[batch], predict(w, x[batch]))))(weights)
            return model.optimizer.stateless_apply(optimizer, gradients, weights), None

        start = (weights, [variable.value for variable in model.optimizer.variables])
        (weights, _), _ = jax.lax.scan(step, start, steps)
        output = predict(weights, x)
        label = output > 0.5 if output.shape[-1] == 1 else jnp.argmax(output, axis=-1)
        return jnp.mean(label == y)

    return jax.jit(jax.vmap(train, in_axes=(0, 0, 0, None)))


DATASETS = {}


def accuracies(datasets, seeds):
    """Share of rows right after training by the defaults, one figure a seed.

    datasets: one a seed, of the same shapes.
    """
    first = datasets[0]
    settings = vars(defaults_for(first)).copy()
    epochs, batch = settings.pop("epochs"), settings.pop("batch_size")
    inputs, outputs = first.x.shape[1], len(first.class_names) if first.task == "classes" else 1
    key = (inputs, outputs, tuple(settings.items()))
    DATASETS.setdefault((inputs, outputs, first.task), first)
    # Stacked by NumPy: JAX would compile a program for each shape.
    weights = [np.stack(arrays) for arrays in zip(*(starts(*key, s) for s in seeds), strict=True)]
    x, y = (np.stack([getattr(d, name) for d in datasets]) for name in ("x", "y"))
    rows = x.shape[1]
    shuffle = np.random.default_rng(0)
    # The last, partial batch is dropped: a few steps fewer than `fit` takes.
    steps = np.concatenate(
        [
            shuffle.permutation(rows)[: rows // batch * batch].reshape(-1, batch)
            for _ in range(epochs)
        ]
    )
    return np.asarray(program(*key, first.task)(weights, x, y, steps))


@pytest.mark.parametrize("name", ["and", "or", "nand", "nor", "xor", "xnor"])
def test_a_gate_is_learned_from_every_seed(name):
    assert (accuracies([load(name)] * 100, range(100)) == 1).all()


@pytest.mark.parametrize(
    "bits", [1, *(pytest.param(bits, marks=pytest.mark.long) for bits in (2, 3, 4)), 5]
)
def test_parity_is_learned_from_every_seed(bits):
    assert (accuracies([load(f"parity:{bits}")] * 30, range(30)) == 1).all()


@pytest.mark.parametrize(("rows", "epochs"), [(2, 200), (200, 200), (10_000, 159), (1_000_000, 5)])
def test_large_data_is_passed_over_less_often(rows, epochs):
    defaults = defaults_for(load("moons", rows=rows))
    assert (defaults.epochs, defaults.batch_size) == (epochs, min(rows, 32))


@pytest.mark.parametrize(
    ("table", "linear"),
    [
        ("iris", LogisticRegression()),
        pytest.param("breast_cancer", LogisticRegression(), marks=pytest.mark.long),
        pytest.param("diabetes", Ridge(), marks=pytest.mark.long),
    ],
)
def test_a_file_is_learned_about_as_well_as_by_a_linear_model(tmp_path, table, linear):
    """On rows held out, within 0.05 of the linear model's accuracy or mean absolute error."""
    path = tmp_path / "table.csv"
    getattr(sklearn.datasets, f"load_{table}")(as_frame=True).frame.to_csv(path, index=False)
    dataset, unseen = split(load(str(path), target="target"), 0.2, 0)
    settings = vars(defaults_for(dataset)).copy()
    fitting = {name: settings.pop(name) for name in ("epochs", "batch_size")}
    model = build(dataset, **settings)
    model.fit(dataset.x, dataset.y, verbose=0, **fitting)
    ours = model.evaluate(unseen.x, unseen.y, batch_size=len(unseen.x), verbose=0)[1]
    linear.fit(dataset.x, dataset.y.ravel())
    if dataset.task == "regression":
        assert ours <= np.abs(linear.predict(unseen.x) - unseen.y.ravel()).mean() + 0.05
    else:
        assert ours >= linear.score(unseen.x, unseen.y.ravel()) - 0.05


@pytest.mark.parametrize("name", ["circles", "moons", "spiral", "blobs", "xor-cloud"])
def test_a_shape_is_learned_from_nearly_every_seed(name):
    reached = accuracies([load(name, seed=seed) for seed in range(20)], range(20))
    assert np.median(reached) >= 0.99
    assert (reached >= 0.97).sum() >= 19
