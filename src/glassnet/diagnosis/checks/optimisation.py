"""Learning rates that are too large, too small or 0, by a range test; and plateaus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glassnet.diagnosis.context import FEWEST_STEPS, STILL, Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.initial_weights import initial_state
from glassnet.diagnosis.output_head import OutputHead
from glassnet.diagnosis.range_test import (
    GROWN,
    LOST_IN_DIGITS,
    STEPS,
    WORTH,
    RangeTest,
    range_test,
)

# How much larger the best rate is. Adam's default lies up to 100 below the best of 20 steps.
FAR = 1e3
THERE = 1e-3  # a gradient; XOR's flat stretch has first changes of 5e-4, healthy ones 1e-4 to 1e-1
STILL_GAINS = 1e-4  # of the loss, at most: a thousand steps gain less than 1 %
# A first change as large as the weights themselves.
REPLACED = 0.5
RISES = 10.0  # the loss, within the range test's steps, beside its beginning
# The same where the first step replaces the weights: SGD's 10 on moons rises to 2.8 to 6 times.
LEAPS = 2.0
STEADIER = 0.8  # of the loss at the rate as it is, left at a smaller one that does not leap
# A first change of the weights, relative to their size: Adam's default has 4e-3, SGD's 1e-3.
CRAWLS = 2e-4
HARDLY, GAINS, MUCH = 0.01, 0.3, 100.0  # gained at the rate as it is; at a better one, of that size
UNLEARNED = 0.72  # of the best constant's loss; healthy networks that are well under way are at 0.7
# |loss − base| by base. XOR's 2-2-1 stays within 0.02 for its first thousand steps.
NEAR = 0.03
FAR_ABOVE = 5.0  # loss by base: the way down to the constant is too long to see what comes after it
HARDLY_MORE = 0.02  # of the loss, gained beyond what a constant gains


def learning_rate(context: Context) -> Iterator[Finding]:
    """A learning rate at which the loss grows while a smaller one lowers it; or one that gains
    nothing where a far larger one gains much, or steps are lost in the weights' last digits."""
    test = context.range_test
    if test.gain >= STILL and not (_dies(context, test) or _leaps(test)):
        yield from _crawls(context, test)
        return
    evidence, best = _evidence(test), test.best
    # A first step that moves nothing may be a warm-up's, or gather gradients: later ones then gain.
    still = test.ratio < LOST_IN_DIGITS and abs(test.gain) < STILL_GAINS
    gradient = context.gradient_norm(*context.parameters.values())
    if still and gradient > THERE and float(context.model.optimizer.learning_rate) == 0:
        yield Finding("rate-zero", 0.95, "optimizer", {"steps": STEPS, "gradient": gradient})
    elif still and best.scale > 1 and gradient > THERE:
        yield Finding("rate-too-small", 0.8, "optimizer", evidence)
    elif _is_too_large(context, test):
        yield Finding("rate-too-large", 0.88, "optimizer", evidence | {"start": "now"})
    elif test.ratio > 0 and best.gain >= WORTH and best.scale >= FAR:
        yield Finding("rate-too-small", 0.7, "optimizer", evidence)
    else:
        yield from _crawls(context, test)


def initial_learning_rate(context: Context) -> Iterator[Finding]:
    """A rate too large for the weights that training began with: where units no longer respond no
    rate helps, and the range test is silent."""
    trained = int(context.model.optimizer.iterations) > 0
    start = initial_state(context.model) if trained else None
    test = (
        None
        if start is None
        else range_test(context.model, context.trace.batch, start, context.limit.ends)
    )
    if test is not None and _is_too_large(context, test):
        yield Finding("rate-too-large", 0.96, "optimizer", _evidence(test) | {"start": "first"})


def above_start(context: Context) -> Iterator[Finding]:
    """A training that has led far above the best constant's loss and far above where it began."""
    model = context.model
    high = [head for head in context.unlearned if _is_high(head.base_rate, head.least_loss)]
    start = initial_state(model) if high else None
    if start is None:
        return
    begun = context.heads_with(start)
    for head in high:
        first = next(
            each for each in begun if (each.place, each.target) == (head.place, head.target)
        )
        if _is_high(first.least_loss, head.least_loss):
            evidence = {
                "taken": int(model.optimizer.iterations),
                "loss": head.least_loss,
                "first": first.least_loss,
                "base": head.base_rate,
            }
            yield Finding("above-start", 0.86, "loss", evidence | head.evidence)


def _is_high(base: float | None, loss: float | None) -> bool:
    return base is not None and loss is not None and 0 < RISES * base < loss


def _is_too_large(context: Context, test: RangeTest) -> bool:
    return _grows(test) or _dies(context, test) or _leaps(test)


def _grows(test: RangeTest) -> bool:
    if test.gain >= GROWN and not (test.ratio > REPLACED and test.gain < STILL):
        return False
    return test.best.scale < 1 and test.best.gain >= WORTH


def _leaps(test: RangeTest) -> bool:
    """Whether the loss of the very rows that are trained on rises far on its way down, from
    weights that the first step has replaced, and a smaller rate leads further down: batches of
    other rows throw it out for good."""
    if test.ratio <= REPLACED or test.peak <= LEAPS * abs(test.before):
        return False
    best, far = test.best, test.peak > RISES * abs(test.before)
    return best.scale < 1 and best.gain >= WORTH and (far or best.after < STEADIER * test.own)


def _dies(context: Context, test: RangeTest) -> bool:
    """Whether the loss first rises far above its beginning and then stays at the best constant's:
    of targets in the hundreds the first steps kill every relu, and a bias is left to learn."""
    base = context.base_rate
    if base is None or test.own <= (1 - NEAR) * base:
        return False
    return test.peak > RISES * abs(test.before) and test.best.scale < 1


def _crawls(context: Context, test: RangeTest) -> Iterator[Finding]:
    """A rate at which the weights need thousands of steps to change by their own size, while a far
    larger one gains much at once."""
    values = context.trace.values
    # Of kernels: a bias may start at 0, or at the mean of large targets.
    changes = [ratio for name, ratio in test.ratios.items() if values[name].ndim > 1]
    crawls = max(changes, default=1.0) < CRAWLS and test.gain < HARDLY
    best = test.best if crawls else None
    if best is not None and best.gain >= GAINS and best.scale >= MUCH:
        yield Finding("rate-too-small", 0.7, "optimizer", _evidence(test))


def _evidence(test: RangeTest) -> dict[str, Any]:
    return {
        "ratio": test.ratio,
        "best": f"{test.best.scale:g}",
        "before": test.before,
        "after": test.own,
        "better": test.best.after,
        "steps": STEPS,
    }


def too_few_steps(context: Context, taken: int) -> Iterator[Finding]:
    """A training that has ended before it learned anything, and would learn if it went on, or at a
    larger rate. taken: its steps."""
    for head in context.unlearned:
        base, loss = head.base_rate, head.loss(head.predictions[0])
        if base is None or loss is None or loss < UNLEARNED * base:
            continue
        best, more = context.range_test.best, context.steps_to_learn
        faster = best.scale > 1 and best.gain >= GAINS
        if more is None and not faster:
            continue
        evidence: dict[str, Any] = {
            "taken": taken,
            "loss": loss,
            "base": base,
            "more": more or "none",
            "best": f"{best.scale:g}" if faster else "none",
            "better": best.after,
            "steps": STEPS,
        }
        yield Finding("too-few-steps", 0.7, "optimizer", evidence | head.evidence)


def plateau(context: Context) -> Iterator[Finding]:
    """Outputs with the loss of their best constant, and hardly a gradient. No error: it may take
    its time."""
    begun = int(context.model.optimizer.iterations) >= FEWEST_STEPS
    for head in context.unlearned if begun else ():
        if is_flat(context, head):
            evidence: dict[str, Any] = {
                "loss": head.loss(head.predictions[-1]),
                "base": head.base_rate,
                "gradient": context.gradient_norm(*context.parameters.values()),
                "gain": f"{context.gain:.2%}",
                "steps": STEPS,
                "more": context.steps_to_learn or "none",
            }
            where = f"loss/{head.name}" if head.name else "loss"
            yield Finding("plateau", 0.3, where, evidence | head.evidence)


def is_flat(context: Context, head: OutputHead) -> bool:
    """Whether an output does no better than a constant, and the next steps change little."""
    share = _share_without_gain(context, head)
    return share is not None and abs(share - 1) <= NEAR


def no_rate_gains(context: Context, head: OutputHead) -> bool:
    """Whether an output does no better than a constant, or somewhat worse, and all that the next
    steps gain at any learning rate a constant would gain as well."""
    share = _share_without_gain(context, head)
    if share is None or not 1 - NEAR <= share <= FAR_ABOVE:
        return False
    test = context.range_test
    return test.best.gain - (test.gain - context.gain) <= HARDLY_MORE


def _share_without_gain(context: Context, head: OutputHead) -> float | None:
    """Loss by the best constant's; None if unknown, or if the next steps gain something."""
    base, loss = head.base_rate, head.loss(head.predictions[-1])
    if not base or loss is None or context.gain > STILL:
        return None
    return 1 + (loss - base) / abs(base)
