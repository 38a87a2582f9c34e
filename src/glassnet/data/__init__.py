"""Data to learn from: truth tables, points in the plane, tables from CSV and Parquet.

`load` takes what a person names and gives a `Dataset`; `DATASETS` is the table of built-in names.
The room imports NumPy; pyarrow is loaded when a file is read. It imports no other room.
"""

from glassnet.data.dataset import Dataset, Task
from glassnet.data.preparation import Preparation
from glassnet.data.sources import DATASETS, load

__all__ = ["DATASETS", "Dataset", "Preparation", "Task", "load"]
