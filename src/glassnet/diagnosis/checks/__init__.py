"""The checks: a function a cause, each from a context to findings."""
