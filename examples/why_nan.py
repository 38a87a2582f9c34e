"""Why the loss became NaN: a cross-entropy written by hand, found to the row and the logarithm.

The loss is the textbook's. It trains well, for a while: once an output is so sure that float32
rounds it to 1, log(1 − p) is log(0).
"""

import warnings
from typing import Any

import glassnet as gn

data = gn.load("moons", noise=0.05)


def by_hand(y: Any, p: Any) -> Any:
    """−y log p − (1 − y) log(1 − p), as it stands in the book."""
    from keras import ops

    return -ops.mean(y * ops.log(p) + (1 - y) * ops.log(1 - p))


def build(loss: Any, output: str | None) -> Any:
    """2-16-1 with tanh."""
    import keras  # after glassnet, which chooses JAX for it

    keras.utils.set_random_seed(0)
    hidden = keras.layers.Dense(16, "tanh", name="hidden")
    out = keras.layers.Dense(1, output, name="out")
    model = keras.Sequential([keras.Input((2,)), hidden, out])
    model.compile(keras.optimizers.Adam(0.1), loss)
    return model


def train(model: Any) -> None:
    """Train as long as the numbers are finite, and say what was found."""
    history = gn.fit(model, data.x, data.y, batch_size=50, epochs=2000, verbose=0, diagnose=True)
    losses = history.history["loss"]
    print(f"{len(losses)} epochs, the last loss {losses[-1]:.2g}.\n{history.findings}\n")


def main() -> None:
    """Break it, find out why, mend it."""
    import keras

    warnings.simplefilter("ignore", gn.errors.DiagnosisWarning)  # it is printed at the end
    print("By hand:")
    train(build(by_hand, "sigmoid"))
    print("From logits:")
    train(build(keras.losses.BinaryCrossentropy(from_logits=True), None))


if __name__ == "__main__":
    main()
