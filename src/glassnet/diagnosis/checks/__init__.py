"""The checks, a file a theme: functions from a `Context` to findings. Their table is `CHECKS` in
`diagnose.py`."""
