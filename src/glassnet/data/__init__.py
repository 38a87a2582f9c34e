"""Data to learn from: truth tables, points in the plane, tables from CSV and Parquet.

`load` turns a name or a path into a `Dataset`; `DATASETS` is the table of built-in names.
`sources.load_raw` keeps a file's numbers as they are. pyarrow loads only when a file is read.
May import `text`.
"""

from glassnet.data.dataset import Dataset, Task
from glassnet.data.preparation import Preparation
from glassnet.data.sources import DATASETS, load

__all__ = ["DATASETS", "Dataset", "Preparation", "Task", "load"]
