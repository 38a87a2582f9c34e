"""A specification against the same network written by hand in Keras."""

import dataclasses
import math

import jax
import keras
import numpy as np
import pytest
from sampling import some_long

from glassnet.data import load
from glassnet.data.dataset import Dataset
from glassnet.errors import SettingError
from glassnet.networks import build, defaults_for
from glassnet.networks.builder import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, TASKS
from glassnet.networks.options import LOSSES_OF, tasks_of

# Keras 3.15's Variable.numpy() predates NumPy 2's `copy` keyword.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

PLAIN = {
    "layers": (3,),
    "activation": "tanh",
    "initializer": "glorot_uniform",
    "optimizer": "sgd",
}


def regression():
    x = np.linspace(-1, 1, 12, dtype=np.float32)[:, None]
    return Dataset("line", x, 2 * x, "regression", ("x",), "y", (), exhaustive=False)


DATA = {"binary": load("xor"), "classes": load("blobs"), "regression": regression()}


@pytest.mark.parametrize("task", TASKS)
def test_it_is_the_network_a_person_would_write(task):
    dataset = DATA[task]
    built = build(dataset, **PLAIN | {"layers": (5, 4)}, learning_rate=0.25)
    units, last = {"binary": (1, "sigmoid"), "classes": (3, "softmax"), "regression": (1, None)}[
        task
    ]
    layers = [
        # The weights are set below: random ones would take a program for each shape.
        keras.layers.Dense(5, activation="tanh", kernel_initializer="zeros"),
        keras.layers.Dense(4, activation="tanh", kernel_initializer="zeros"),
        keras.layers.Dense(units, activation=last, kernel_initializer="zeros"),
    ]
    by_hand = keras.Sequential([keras.Input((dataset.x.shape[1],)), *layers])
    by_hand.set_weights(built.get_weights())
    assert [layer.name for layer in built.layers] == ["hidden1", "hidden2", "output"]
    ours, theirs = (model.predict_on_batch(dataset.x) for model in (built, by_hand))
    assert (ours == theirs).all()
    assert float(built.optimizer.learning_rate.value) == 0.25


@pytest.mark.parametrize(
    ("task", "loss", "metric"),
    [
        ("binary", "binary_crossentropy", "binary_accuracy"),
        ("classes", "sparse_categorical_crossentropy", "sparse_categorical_accuracy"),
        ("regression", "mean_squared_error", "mean_absolute_error"),
    ],
)
def test_the_default_loss_and_metric_are_those_of_the_task(task, loss, metric):
    dataset = DATA[task]
    built = build(dataset, **PLAIN)
    rows = len(dataset.x)
    found = built.evaluate(dataset.x, dataset.y, batch_size=rows, verbose=0, return_dict=True)

    @jax.jit  # one program, not one an operation
    def by_hand(x, y):
        prediction = built(x)
        return keras.losses.get(loss)(y, prediction), keras.metrics.get(metric)(y, prediction)

    losses, metrics = by_hand(dataset.x, dataset.y)
    expected = {
        "loss": float(np.mean(losses)),
        {"regression": "mae"}.get(task, "accuracy"): float(np.mean(metrics)),
    }
    assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("task", "loss"),
    [
        pytest.param(task, loss, marks=[pytest.mark.long] * (loss != losses[0]))
        for task, losses in LOSSES_OF.items()
        for loss in losses
    ],
)
def test_every_loss_that_is_said_to_fit_is_lowered_by_training(task, loss):
    dataset = DATA[task]
    built = build(dataset, **PLAIN, loss=loss, seed=1)
    # In one batch an epoch's loss is that before its step: of `fit`, with no program to evaluate.
    rows = len(dataset.x)
    losses = built.fit(dataset.x, dataset.y, batch_size=rows, epochs=6, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_the_same_seed_gives_the_same_weights_whatever_was_done_before():
    first = build(DATA["binary"], **PLAIN | {"layers": (5, 5)}, seed=7)
    keras.utils.set_random_seed(99)
    build(DATA["classes"], **PLAIN, seed=8)
    again = build(DATA["binary"], **PLAIN | {"layers": (5, 5)}, seed=7)
    for one, other in zip(first.get_weights(), again.get_weights(), strict=True):
        assert (one == other).all()


def test_no_two_layers_or_seeds_share_their_weights():
    square = Dataset("s", np.zeros((2, 4), np.float32), *regression_like(), exhaustive=False)
    kernels = [
        kernel.tobytes()
        for seed in range(20)
        for kernel in build(square, **PLAIN | {"layers": (4, 4, 4)}, seed=seed).get_weights()[:6:2]
    ]
    assert len(set(kernels)) == 60


def regression_like():
    return np.zeros((2, 1), np.float32), "regression", ("a", "b", "c", "d"), "y", ()


def test_without_hidden_layers_it_is_one_logistic_unit():
    built = build(DATA["binary"], **PLAIN | {"layers": ()})
    assert [weight.shape for weight in built.get_weights()] == [(2, 1), (1,)]


def few(names, short):
    return some_long(names, set(names) - set(short))


@pytest.mark.parametrize("name", few(ACTIVATIONS.entries, ["relu", "softmax", "tanh"]))
def test_every_activation_builds_and_keeps_the_shape(name):
    built = build(DATA["binary"], **PLAIN | {"activation": name})
    assert np.isfinite(built(DATA["binary"].x)).all()


@pytest.mark.parametrize("name", few(INITIALIZERS.entries, ["zeros", "he_normal"]))
def test_every_initializer_builds(name):
    built = build(DATA["binary"], **PLAIN | {"initializer": name})
    assert all(np.isfinite(weight).all() for weight in built.get_weights())


@pytest.mark.parametrize("name", few(OPTIMIZERS.entries, ["sgd", "adam", "muon"]))
def test_every_optimizer_takes_a_step(name):
    dataset = DATA["binary"]
    # A kernel and a bias are all that optimizers tell apart, and a hidden layer twice to compile.
    built = build(dataset, **PLAIN | {"layers": (), "optimizer": name}, learning_rate=0.01)
    before = built.get_weights()
    built.fit(dataset.x, dataset.y, epochs=2, verbose=0)
    after = built.get_weights()
    assert all(np.isfinite(weight).all() for weight in after)
    assert any((one != other).any() for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("registry", "module"),
    [
        (ACTIVATIONS, keras.activations),
        (INITIALIZERS, keras.initializers),
        (OPTIMIZERS, keras.optimizers),
        (LOSSES, keras.losses),
    ],
)
def test_the_names_are_those_keras_itself_resolves(registry, module):
    # Keras 3.15 exports these two, and its own `get` does not find them.
    for name in registry.entries.keys() - {"lamb", "categorical_generalized_cross_entropy"}:
        assert module.get(name) is not None
        assert registry.canonical(name.upper()) == name
    for alias, name in registry.aliases.items():
        assert type(module.get(alias)) is type(module.get(name))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"activation": "sigmoud"}, "Did you mean sigmoid?"),
        ({"activation": "glu"}, "activation 'glu'"),
        ({"activation": "get"}, "activation 'get'"),
        ({"initializer": "glorot"}, "Did you mean glorot_"),
        ({"initializer": "stft"}, "initializer 'stft'"),
        ({"optimizer": "adamm"}, "Did you mean adam"),
        ({"optimizer": "optimizer"}, "optimizer 'optimizer'"),
        ({"loss": "binary_crosentropy"}, "Did you mean binary_crossentropy?"),
        ({"loss": "msee"}, "Did you mean mse?"),
        ({"loss": "categorical_crossentropy"}, "of two classes; expected binary_crossentropy"),
        ({"loss": "poisson"}, "does not fit"),
        ({"learning_rate": 0}, "learning rate 0"),
        ({"learning_rate": -0.1}, "learning rate -0.1"),
        ({"learning_rate": math.nan}, "learning rate nan"),
        ({"learning_rate": math.inf}, "learning rate inf"),
        ({"layers": (0,)}, "of 0 units"),
        ({"layers": (-1,)}, "of -1 units"),
        ({"layers": (10**9,)}, "1000000000"),
        ({"layers": (1,) * 101}, "expected 100 or fewer"),
        ({"layers": (60_000, 60_000)}, "3,600,300,001 weights"),
        ({"seed": -1}, "seed -1"),
    ],
)
def test_a_setting_without_meaning_is_named(settings, said):
    with pytest.raises(SettingError) as refused:
        build(DATA["binary"], **PLAIN | settings)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("task", "loss", "fitting"),
    [
        ("classes", "mse", "sparse_categorical_crossentropy"),
        ("classes", "bce", "sparse_categorical_crossentropy"),
        ("regression", "bce", "mean_squared_error"),
    ],
)
def test_a_loss_that_does_not_fit_is_told_what_does(task, loss, fitting):
    with pytest.raises(SettingError, match=f"expected {fitting}"):
        build(DATA[task], **PLAIN, loss=loss)


@pytest.mark.parametrize(
    ("task", "other", "loss", "said"),
    [
        ("classes", "regression", "bce", "To learn it by regression: mean_squared_error"),
        ("regression", "classes", "bce", "To learn it as classes: sparse_categorical_crossentropy"),
    ],
)
def test_a_loss_that_fits_neither_way_is_told_both(task, other, loss, said):
    with pytest.raises(SettingError, match=f"expected .*{said}"):
        build(dataclasses.replace(DATA[task], other_tasks=(other,)), **PLAIN, loss=loss)


@pytest.mark.parametrize(
    ("loss", "tasks"),
    [
        (None, ()),
        ("MSE", ("binary", "regression")),
        ("mean-absolute-error", ("binary", "regression")),
        ("bce", ("binary",)),
        ("sparse_categorical_crossentropy", ("classes",)),
        ("poisson", ()),
    ],
)
def test_a_loss_says_which_tasks_it_is_for(loss, tasks):
    assert tasks_of(loss) == tasks


def test_the_defaults_are_settings_that_build_takes():
    for dataset in DATA.values():
        defaults = vars(defaults_for(dataset)).copy()
        assert 1 <= defaults.pop("batch_size") <= len(dataset.x)
        assert defaults.pop("epochs") >= 5
        build(dataset, **defaults)
