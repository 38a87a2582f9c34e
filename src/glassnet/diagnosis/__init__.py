"""Why a network does not learn: causes with the numbers that show them, the likeliest first.

`diagnose` makes an `Examination` of model and data: one trace, of the `traced_rows`; `ending`, each
output with its loss and targets (`predictions`, `wants`, `best_constant`); `range_test`, some steps
with copies of the state, or of the `first_weights`; `layers`, `bends`, `time_steps`; `neighbours`,
what plain rules make of the data, by how `alike` rows are, for `targets`, or for `pairs` of
classes; `made`, what makes an output, and `arrivals`, what reaches the first product; `leading`,
what a NaN comes from. It asks every row of the table in `checks`, one file a theme. What they
return are `Finding`s, whose words are in `texts`.
May import: text, networks, separation, graph, training, tracing.
"""

from glassnet.diagnosis.diagnose import diagnose
from glassnet.diagnosis.finding import Finding, Findings

__all__ = ["Finding", "Findings", "diagnose"]
