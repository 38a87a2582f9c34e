"""Pictures of a trace: boxes and their layout, as SVG, as an HTML page and for Graphviz."""
