"""What happens inside training, kept: TensorBoard's event files, written while training runs on.

`background`: the one thread that writes. `event_file`: TensorBoard's files, and how a log is cut
back to a checkpoint. `summaries`: arrays over steps as TensorBoard's events. The room writes to
disk and prints nothing. May import: training, graph.
"""

from __future__ import annotations
