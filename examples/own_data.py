"""Your own table: any CSV or Parquet file with a column to predict. Here, scikit-learn's wines.

Needs scikit-learn and pandas for the table: .venv/bin/pip install scikit-learn pandas
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from sklearn.datasets import load_wine

import glassnet as gn

with TemporaryDirectory() as folder:
    table = Path(folder) / "wine.csv"
    load_wine(as_frame=True).frame.to_csv(table, index=False)
    # Sorted by class in the file, and fit holds out the last rows: so shuffle.
    data = gn.load(str(table), target="target").shuffled(seed=0)
model = gn.build(data)  # a network and an optimizer that fit the data
history = gn.fit(model, data.x, data.y, epochs=60, validation_split=0.25, verbose=0)
for name in ("accuracy", "val_accuracy"):
    print(f"{name:>12} {history.history[name][-1]:.4f}")
