"""`python -m glassnet` is the same as `glassnet`."""

from glassnet.cli import main

if __name__ == "__main__":
    main()
