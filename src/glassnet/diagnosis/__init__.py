"""Why a network does not learn: causes with the numbers that show them, the likeliest first.

`diagnose` makes a `Context` of model and data, which computes once what checks read: the trace of
some rows (`traced_rows`), each output with its loss and targets (`output_head`, `output_layer`,
`loss_specs`), a `range_test`, and what reaches the first weights (`first_weight_inputs`). From it
follow `layer_gradients`, `nonlinearity` and `nonfinite_ancestors`, and the `baselines` that plain
rules reach (`similarity`, `targets`). `checks` are a file a theme; what they find are `Finding`s,
whose texts are `diagnosis-<key>` and `diagnosis-<key>-remedy`.
May import: text, networks, units, separation, graph, training, tracing.
"""

from glassnet.diagnosis.diagnose import diagnose
from glassnet.diagnosis.finding import Finding, Findings

__all__ = ["Finding", "Findings", "diagnose"]
