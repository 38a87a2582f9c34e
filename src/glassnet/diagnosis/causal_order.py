"""What follows from what: the cause comes first, its consequences are told as such.

Data come before the loss and the output, these before the learning rate, it before the units, and
these before the gradients.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from glassnet.diagnosis.finding import Finding

SHARE = 0.5  # factor of a consequence's likelihood
NEARLY = 0.9  # of a consequence's likelihood: what is less likely is not taken for its cause

UNITS = frozenset(("saturated", "saturated-output", "dead-relu", "zero-gradient"))
# What the learning rate that training began with may have led to.
OF_THE_RATE = UNITS | {
    *("copies", "vanishing", "diverged", "not-finite-weight", "not-finite-update"),
}
INPUTS = frozenset(("inputs-scales", "inputs-offset", "inputs-large"))
OF_INPUTS = UNITS | {"vanishing", "exploding"}
OF_THE_LOSS = frozenset(("saturated-output", "zero-gradient", "vanishing", "plateau"))
OF_UNITS = frozenset(("zero-gradient", "vanishing"))
TRAINED = frozenset(
    ("rate-too-large", "above-start")
)  # leads to something once steps have been taken

# Causes -> their consequences.
CONSEQUENCES: Mapping[tuple[str, ...], frozenset[str]] = {
    ("token-ids",): frozenset(("not-finite-value", "not-finite-gradient", "diverged")),
    tuple(sorted(INPUTS)): OF_INPUTS,
    ("inputs-constant",): OF_INPUTS | {"plateau", "stuck", "rate-too-small"},
    ("targets-far", "target-beyond-output", "target-beyond-loss"): UNITS | {"vanishing"},
    ("probabilities-expected", "logits-expected", "activation-twice"): OF_THE_LOSS,
    ("softmax-of-one", "categorical-of-one", "softmax-binary", "softmax-sum"): OF_THE_LOSS,
    ("sigmoid-categorical", "percentage-of-zero"): OF_THE_LOSS,
    ("absolute-error-classes", "squared-error-classes", "relu-of-classes"): OF_THE_LOSS,
    ("rate-too-large", "above-start"): OF_THE_RATE,
    ("saturated", "dead-relu"): OF_UNITS,
    ("regularisation", "dropout-strong"): frozenset(("vanishing", "plateau", "too-few-steps")),
    ("loss-unbounded",): frozenset(("exploding", "rate-too-large", "diverged")),
}

# Causes -> what is not told beside them: from weights that were thrown far out a larger rate would
# be quicker back, and is no remedy.
EXCLUDED: Mapping[str, frozenset[str]] = dict.fromkeys(
    ("rate-too-large", "above-start"),
    frozenset(("rate-too-small", "targets-far", "plateau", "too-few-steps")),
)


def causes_of(key: str) -> set[str]:
    """The keys of what may lead to a finding."""
    return {cause for causes, keys in CONSEQUENCES.items() if key in keys for cause in causes}


def in_causal_order(found: Sequence[Finding], *, trained: bool) -> list[Finding]:
    """Mark the consequences of what is nearly as likely or likelier, and lower their likelihood.

    found: of one model. trained: whether it has taken steps; before, a rate has led to nothing.
    """
    excluded = set[str]().union(*(EXCLUDED.get(each.key, ()) for each in found if trained))
    told = [each for each in found if each.key not in excluded]
    causes = [each for each in told if trained or each.key not in TRAINED]
    return [_marked(each, causes) for each in told]


def _marked(finding: Finding, found: Collection[Finding]) -> Finding:
    keys = causes_of(finding.key)
    likely = (each for each in found if each.likelihood >= NEARLY * finding.likelihood)
    causes = [each for each in likely if each.key in keys and _same_output(each, finding)]
    if not causes:
        return finding
    cause = max(causes, key=lambda each: each.likelihood)
    return replace(finding, likelihood=SHARE * finding.likelihood, follows=cause.key)


def _same_output(cause: Finding, finding: Finding) -> bool:
    """False if they speak of two outputs of a model with several."""
    outputs = (cause.evidence.get("output"), finding.evidence.get("output"))
    return None in outputs or outputs[0] == outputs[1]
