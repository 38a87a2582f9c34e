"""The page's room of units whose weights are set by hand."""
