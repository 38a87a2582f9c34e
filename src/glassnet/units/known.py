"""Networks of units that are known to solve a gate."""

from __future__ import annotations

from collections.abc import Mapping

from glassnet.units.network import Unit, UnitNetwork

# Gate -> the units of each layer: weights and bias. Those of xor are the lecture's, by which the
# study note shows that three units can do what one cannot.
WEIGHTS: Mapping[str, tuple[tuple[tuple[tuple[float, ...], float], ...], ...]] = {
    "and": ((((5, 5), -8),),),
    "or": ((((5, 5), -2),),),
    "nand": ((((-5, -5), 8),),),
    "nor": ((((-5, -5), 2),),),
    "xor": ((((5, 5), -8), ((-7, -7), 3)), (((-11, -11), 6),)),
    "xnor": ((((5, 5), -8), ((-7, -7), 3)), (((11, 11), -6),)),
}


def known_network(gate: str, activation: str = "sigmoid") -> UnitNetwork:
    """Units that solve a gate in WEIGHTS, if they are logistic or steps."""
    return UnitNetwork(
        [[Unit(weights, bias, activation) for weights, bias in layer] for layer in WEIGHTS[gate]]
    )
