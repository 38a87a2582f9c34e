"""XOR in ten lines: load the truth table, build a network, train it, ask it."""

import glassnet as gn

data = gn.load("xor")
model = gn.build(data, layers=(10,), activation="sigmoid", optimizer="adam", learning_rate=0.1)
history = gn.fit(model, data.x, data.y, epochs=1000, verbose=0)
print(f"loss {history.history['loss'][0]:.4f} -> {history.history['loss'][-1]:.4f}")
for (x1, x2), probability in zip(data.x, model.predict(data.x, verbose=0)[:, 0], strict=True):
    print(f"{x1:.0f} xor {x2:.0f} = 1 with probability {probability:.4f}")
