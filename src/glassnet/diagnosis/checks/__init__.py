"""The checks, a file a theme: functions from a `Context` to findings. Their tables are in
`diagnose.py`."""
