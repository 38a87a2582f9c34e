"""Why the loss became NaN: a cross-entropy written by hand, found to the row and the logarithm.

The loss is the textbook's. It trains well, for a while: once an output is so sure that float32
rounds it to 1, log(1 − p) is log(0).
"""

from typing import Any

import numpy as np

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


def train_until_broken(model: Any, epochs: int) -> int | None:
    """Train; where the loss is not finite any more, go back to before that epoch and say which."""
    trainer = gn.Trainer(model, data.x, data.y, batch_size=len(data.x))
    for epoch in range(epochs):
        before = trainer.state
        trainer.run(epochs=1)
        if not np.isfinite(trainer.logs["loss"]):
            trainer.restore(before)
            return epoch
    return None


def main() -> None:
    """Break it, find out why, mend it."""
    import keras

    model = build(by_hand, "sigmoid")
    epoch = train_until_broken(model, 2000)
    print(f"By hand: the loss is not finite in epoch {epoch}. Why:\n")
    print(gn.diagnose(model, data.x, data.y))

    mended = build(keras.losses.BinaryCrossentropy(from_logits=True), None)
    epoch = train_until_broken(mended, 2000)
    print(f"\nFrom logits: broken in epoch {epoch}; the loss is", end=" ")
    print(
        f"{mended.evaluate(data.x, data.y, verbose=0):.2g}. {gn.diagnose(mended, data.x, data.y)}"
    )


if __name__ == "__main__":
    main()
