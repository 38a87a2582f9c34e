"""A network that is drawn unit by unit: the session that shapes and trains it, the pictures of its
units, and what a weight, a unit, a row or a layer is explained by."""
