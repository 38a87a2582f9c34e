"""Data to learn from: truth tables, points in the plane, CSV and Parquet tables, digits.

`load` turns a name or a path into a `Dataset`; `DATASETS` is the table of built-in names.
`sources.load_raw` keeps a file's numbers as they are; `digits` draws small pictures of digits.
pyarrow loads only when a file is read. May import `text`.
"""

from glassnet.data.dataset import Dataset, Task
from glassnet.data.digits import digits
from glassnet.data.preparation import Preparation
from glassnet.data.sources import DATASETS, load

__all__ = ["DATASETS", "Dataset", "Preparation", "Task", "digits", "load"]
