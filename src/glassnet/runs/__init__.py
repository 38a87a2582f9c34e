"""One training run: trained in memory, measured, drawn, and kept in a folder of its own.

A run's folder is written whole or not at all and never changed after. It may import `data`,
`networks` and `training`. Nothing here prints.
"""

from __future__ import annotations
