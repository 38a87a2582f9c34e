"""Pictures of a trace: boxes and where they stand, as SVG, as PNG, as a page and for Graphviz."""
