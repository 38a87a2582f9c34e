"""What pictures are made of: figures, fonts, colours, curves, the plane and its points."""
