"""One training run: trained in memory, measured, drawn, and kept in a folder of its own.

A run's folder survives a kill at any moment, and the run can be taken up again from it. It may
import `data`, `networks` and `training`. Nothing here prints.
"""

from __future__ import annotations
