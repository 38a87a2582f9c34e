"""pyarrow without its missing types: it ships no stubs, and makes `compute`'s functions at import.

Loading this module loads pyarrow (0.1 s), so only what reads files imports it.
"""

from typing import Any

import pyarrow
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

pa: Any = pyarrow
compute: Any = pyarrow.compute
csv: Any = pyarrow.csv
parquet: Any = pyarrow.parquet
