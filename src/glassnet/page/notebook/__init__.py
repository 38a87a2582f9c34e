"""The page in a notebook: a widget whose session works in the kernel, and a training that is
watched."""
