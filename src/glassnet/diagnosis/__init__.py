"""Why a network does not learn: causes with the numbers that show them, the likeliest first.

`diagnose` makes a `Context` of model and data, which computes once what checks read: the trace of
some rows (`traced_rows`), each output with its loss and targets (`output_head`), where the model
begins and ends (`model_ends`) and a `range_test`. From it follow the trace's functions of one
number (`nonlinearity`) and what plain rules reach (`baselines`). `checks` are a file a theme; a
`Search` makes them as long as there is time. What they find are `Finding`s, whose texts are
`diagnosis-<key>` and `diagnosis-<key>-remedy`; `causal_order` says what follows from what.
What a machine can change (`remedies`) is changed in a copy (`rebuilding`) and tried (`attempts`).
May import: text, networks, units, separation, graph, training, tracing.
"""

from glassnet.diagnosis.diagnose import diagnose
from glassnet.diagnosis.finding import Finding, Findings

__all__ = ["Finding", "Findings", "diagnose"]
