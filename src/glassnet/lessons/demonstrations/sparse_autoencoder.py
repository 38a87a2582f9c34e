"""What can be seen in dense, sparse and stacked autoencoders: how many units answer to a digit, to
what each answers most, and what fine-tuning adds to layers trained one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.lessons import sparse_autoencoder
from glassnet.lessons.demonstrations import Demonstration
from glassnet.lessons.demonstrations.images import (
    UNSEEN,
    components_error,
    draw_digits,
    one_of_each,
    outputs,
    side_by_side,
    squared_error,
    unseen,
)
from glassnet.lessons.demonstrations.tables import aligned
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ANSWERS = 0.5  # a unit answers to a digit where its output is above this
COLUMNS = 8  # of the pictures of units


class Code(NamedTuple):
    """One layer of units, and what it says to digits that it has not seen.

    Attributes:
        outputs: [UNSEEN, units] from 0 to 1.
        favourites: [units, 144] what each unit answers to most.
        error: mean squared error of the digits made of it.
    """

    outputs: NDArray[Any]
    favourites: NDArray[Any]
    error: float

    @property
    def answering(self) -> NDArray[np.int64]:
        """How many units answer to each digit, [UNSEEN]."""
        return (self.outputs > ANSWERS).sum(axis=1)


class Stack(NamedTuple):
    """The stacked autoencoder before and after fine-tuning.

    Attributes:
        images: [10, 144] unseen digits, one of each.
        before, after: [10, 144] what comes out.
        errors: mean squared error over all unseen digits, before and after.
    """

    images: NDArray[Any]
    before: NDArray[Any]
    after: NDArray[Any]
    errors: tuple[float, float]


def demonstrate(models: Mapping[str, Any], seed: int) -> Demonstration:
    """The dense and the sparse code side by side, and the stack before and after fine-tuning."""
    codes = {name: read(models[name]) for name in ("dense", "sparse")}
    stack = compare(pretrained(seed), models["stacked"])
    count = max(1, round(float(codes["sparse"].answering.mean())))
    learned, _ = sparse_autoencoder.data("sparse")
    components = components_error(learned, unseen()[0], count)
    numbers = {
        "squared_error": {name: code.error for name, code in codes.items()},
        "answering_units": {name: float(code.answering.mean()) for name, code in codes.items()},
        "mean_output": {name: float(code.outputs.mean()) for name, code in codes.items()},
        "principal_components": {"count": count, "squared_error": components},
        "stacked_squared_error": {"pretrained": stack.errors[0], "fine_tuned": stack.errors[1]},
    }
    lines = [
        message("sparse-autoencoder-units", count=UNSEEN),
        *_codes_table(codes),
        message("sparse-autoencoder-components", count=count, error=f"{components:.4f}"),
        "",
        message("sparse-autoencoder-stacked"),
        f"  {stack.errors[0]:.4f}  {message('sparse-autoencoder-before')}",
        f"  {stack.errors[1]:.4f}  {message('sparse-autoencoder-after')}",
    ]
    return Demonstration(lines, numbers, lambda: draw(codes, stack))


# What is measured ---------------------------------------------------------------------------------


def read(model: Any) -> Code:
    """What a network's units say to unseen digits."""
    x, _ = unseen()
    return Code(outputs(model, "code", x), favourite_inputs(model), squared_error(model, x))


def favourite_inputs(model: Any) -> NDArray[Any]:
    """The image of length 1 to which each unit answers most, [units, pixels]: its weights, divided
    by their length (Ng 2011, Sparse autoencoder, section 4)."""
    weights = np.asarray(model.get_layer("code").kernel).T
    return weights / np.linalg.norm(weights, axis=1, keepdims=True)


def pretrained(seed: int) -> Any:
    """The stacked network as it was before fine-tuning: trained so again, with the same result."""
    model = sparse_autoencoder.build(seed, "stacked")
    sparse_autoencoder.pretrain(model)
    return model


def compare(before: Any, after: Any) -> Stack:
    """The stack before and after fine-tuning, on unseen digits."""
    x, labels = unseen()
    errors = squared_error(before, x), squared_error(after, x)
    images = x[one_of_each(labels)]
    return Stack(images, np.asarray(before(images)), np.asarray(after(images)), errors)


# How it is shown ----------------------------------------------------------------------------------


def _codes_table(codes: Mapping[str, Code]) -> list[str]:
    names = ["error", "answering", "mean"]
    heads = ["", *(message(f"sparse-autoencoder-{name}") for name in names)]
    rows = [
        [
            message(f"sparse-autoencoder-{name}"),
            f"{code.error:.4f}",
            f"{code.answering.mean():.1f}",
            f"{code.outputs.mean():.3f}",
        ]
        for name, code in codes.items()
    ]
    return aligned([heads, *rows])


def draw(codes: Mapping[str, Code], stack: Stack) -> Figure:
    """What each unit looks for above; how many answer, and the stack, below."""
    from glassnet.plots.drawing.figures import add_title, lettering, new_figure

    with lettering([]):
        figure: Any = new_figure(9.2, 7.6)
        above = figure.add_gridspec(1, 2, left=0.04, right=0.96, top=0.91, bottom=0.38, wspace=0.1)
        below = figure.add_gridspec(
            1, 2, left=0.07, right=0.97, top=0.32, bottom=0.07, width_ratios=(3, 5), wspace=0.28
        )
        axes = [figure.add_subplot(part) for part in (*above, *below)]
        for ax, (name, code) in zip(axes, codes.items(), strict=False):
            _draw_favourites(ax, code)
            ax.set_title(message(f"sparse-autoencoder-favourites-{name}"), fontsize=9)
        _draw_answering(axes[2], codes)
        names = ["autoencoder-input", "sparse-autoencoder-pretrained", "sparse-autoencoder-tuned"]
        pictures = np.stack([stack.images, stack.before, stack.after])
        draw_digits(axes[3], pictures, [message(name) for name in names])
        add_title(figure, message("sparse-autoencoder-title"))
    return figure


def _draw_favourites(ax: Any, code: Code) -> None:
    """Each unit's favourite input: ink in blue, paper in orange, white where it does not look."""
    from glassnet.plots.drawing.class_looks import orange_to_blue

    each = code.favourites / np.abs(code.favourites).max(axis=1, keepdims=True)
    pictures = side_by_side(each.reshape(-1, COLUMNS, each.shape[1]))
    ax.imshow(pictures, cmap=orange_to_blue(1), vmin=-1, vmax=1)
    ax.set_axis_off()


def _draw_answering(ax: Any, codes: Mapping[str, Code]) -> None:
    """For each number of units, to how many digits so many answer."""
    from glassnet.plots.drawing.figures import COLOURS

    for colour, (name, code) in zip(COLOURS, codes.items(), strict=False):
        counts = np.bincount(code.answering, minlength=code.outputs.shape[1] + 1)
        label = message(f"sparse-autoencoder-{name}")
        ax.bar(np.arange(len(counts)), counts, width=0.9, color=colour, label=label)
    ax.legend(frameon=False, fontsize=8)
    ax.tick_params(labelsize=8)
    ax.set_xlabel(message("sparse-autoencoder-answering"), fontsize=8)
    ax.set_ylabel(message("sparse-autoencoder-digits"), fontsize=8)
