"""Inside an LSTM: its gates at each time step, and from which steps the gradient comes.

The task: say whether the first number of a sequence was positive. Whoever learns it has to carry
that number through all the steps.
"""

from typing import Any

import numpy as np

import glassnet as gn

STEPS = 8
random = np.random.default_rng(0)
x = random.normal(size=(64, STEPS, 1)).astype("float32")
y = (x[:, :1, 0] > 0).astype("float32")


def build() -> Any:
    """Four LSTM cells and an output."""
    import keras  # after glassnet, which chooses JAX for it

    keras.utils.set_random_seed(0)
    lstm = keras.layers.LSTM(4, name="lstm")
    out = keras.layers.Dense(1, "sigmoid", name="out")
    model = keras.Sequential([keras.Input((STEPS, 1)), lstm, out])
    model.compile(keras.optimizers.Adam(0.03), "binary_crossentropy")
    return model


def show(model: Any, title: str) -> None:
    """Mean gates, and how much of the gradient of the input weights comes from each step."""
    trace = gn.trace(model, x, y)
    scope = "lstm[{}]/lstm_cell/{}"
    shares = np.array(
        [
            np.abs(np.einsum("bi,bu->iu", x[:, step], trace[scope.format(step, "matmul")].gradient))
            for step in range(STEPS)
        ]
    ).sum(axis=(1, 2))
    print(f"\n{title}: loss {trace.value:.4f}")
    print("step  input gate  forget gate  output gate  share of the gradient")
    for step in range(STEPS):
        gates = [
            float(trace[scope.format(step, f"{gate}_gate")].value.mean())
            for gate in ("input", "forget", "output")
        ]
        share = shares[step] / shares.sum()
        print(f"{step:4}  {gates[0]:10.3f}  {gates[1]:11.3f}  {gates[2]:11.3f}  {share:21.1%}")


model = build()
show(model, "before")
gn.fit(model, x, y, epochs=300, verbose=0)
show(model, "after")

chain = gn.trace(model, x[:8], y[:8]).chain("lstm/lstm_cell/kernel", (0, 0), row=0, most=3)
print(f"\nThe three largest of {chain.count:,.0f} paths of one weight, through row 0:")
print(chain)
