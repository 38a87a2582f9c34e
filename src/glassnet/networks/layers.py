"""The hidden layers of a network, from `10,10,10` to sizes that can be built."""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.errors import SettingError

MOST_LAYERS = 100
MOST_UNITS = 65_536


def parse_layers(text: str) -> tuple[int, ...]:
    """The sizes of the hidden layers: `10,10,10` is (10, 10, 10); `` or `0` is no hidden layer.

    Raises SettingError for anything but whole numbers between commas, and for sizes that
    `check_layers` refuses.
    """
    if text.strip() in ("", "0"):
        return ()
    try:
        layers = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise SettingError(
            f"layers {text[:40]!r}: expected whole numbers between commas, such as 10,10,10, "
            "or 0 for no hidden layer."
        ) from None
    return check_layers(layers)


def check_layers(layers: Sequence[int]) -> tuple[int, ...]:
    """The same sizes, if each has 1 to 65,536 units and there are at most 100 of them."""
    if len(layers) > MOST_LAYERS:
        raise SettingError(f"layers: {len(layers)} given, at most {MOST_LAYERS} are built.")
    for units in layers:
        if not 1 <= units <= MOST_UNITS:
            raise SettingError(
                f"layers {','.join(map(str, layers))}: a hidden layer has 1 to {MOST_UNITS:,} "
                f"units, not {units}."
            )
    return tuple(layers)
