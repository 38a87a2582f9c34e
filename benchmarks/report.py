"""Writes the measured table into README.md and README.ko.md, between their bench marks.

    python -m benchmarks.report [results.json]

Ratios first: how many times longer a peer takes than glassnet for the same steps, loops compared
with our loop, a whole `fit` with our `fit`. Both tables hold the same numbers in the same order (a
test of the project compares them).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.places import ROOT
from benchmarks.results import FILE, Outcome, Results
from benchmarks.tables import number

# Peer -> which of ours it is compared with.
PEERS = {
    "c": "trainer",
    "scan": "trainer",
    "tensorflow": "trainer",
    "pytorch": "trainer",
    "keras": "glassnet",
    "keras-best": "glassnet",
}
OURS = ("trainer", "glassnet")
MARKS = re.compile(r"(<!-- bench:start -->\n).*(<!-- bench:end -->)", re.DOTALL)


@dataclass(frozen=True)
class Language:
    """One README and its words. Keys are contenders, units, row names."""

    readme: str
    machine: str
    loops: str
    lessons: str
    recorded: str
    others: str
    missed: str
    shuffled: str
    headings: Mapping[str, str]


ENGLISH = Language(
    readme="README.md",
    machine="Measured on {cpu}, {cores} cores, {system}; {versions}. Medians of {repeats} "
    "repetitions, all contenders of a row taking turns (`make bench`).",
    loops="How many times longer each takes for the same training, compilation not counted: loops "
    "against `gn.Trainer.run`, Keras' `fit` against `gn.fit`. Below 1 the peer is faster.",
    lessons="The study note's four programs, the whole loop:",
    recorded="With everything recorded for TensorBoard and written to disk (`xor-deep`: 13 tags "
    "at each of 3,000 steps; 784-128-10: histograms of all weights, gradients and outputs every "
    "tenth step), in the row's unit:",
    others="And in absolute numbers:",
    missed="Targets that were missed (benchmarks/README.md says what was tried):",
    shuffled="shuffled",
    headings={
        "work": "network",
        "c": "C",
        "scan": "`lax.scan` by hand",
        "keras": "Keras `fit` (JAX)",
        "keras-best": "Keras `fit`, at its best",
        "tensorflow": "TensorFlow, as in the note",
        "pytorch": "PyTorch, eager",
        "trainer": "`gn.Trainer.run`, µs a step",
        "glassnet": "`gn.fit`, µs a step",
        "exact": "`gn.fit(fused=False)`",
        "watched": "`gn.fit(diagnose=True)`",
        "lesson-recorded": "recorded",
        "lesson": "not recorded",
        "tensorflow-note": "TensorFlow",
        "scan+option": "`lax.scan` with XLA's option",
        "program": "program",
        "ratio": "TensorFlow / glassnet",
        "ours": "glassnet, ms",
        "theirs": "TensorFlow, ms",
        "recorded": "recorded",
        "plain": "not recorded",
        "cost": "recorded / not",
        "tensorflow-recorded": "TensorFlow / recorded",
        "measured": "measured",
        "target": "target",
        "2-2-1-shuffled": "`gn.fit`, shuffled 2-2-1, µs a step",
        "second-fit": "a second `gn.fit` of 1 epoch, ms",
        "train-xor-first": "`glassnet train xor`, first time, s",
        "train-xor-after": "`glassnet train xor`, after that, s",
        "trace-784-128-10": "`gn.trace` of 784-128-10, batch 128, ms",
        "trace-xor-deep": "`gn.trace` of 2-10-10-10-2, batch 4, ms",
        "trace-xor-deep-chain": "the same, and a weight's chain rule, ms",
        "memory": "peak memory of `gn.fit` on 1 GB of data, GB",
    },
)
KOREAN = Language(
    readme="README.ko.md",
    machine="측정한 기계: {cpu}, 코어 {cores}개, {system}; {versions}. "
    "한 행에 나온 것을 모두 번갈아 {repeats}번씩 잰 값의 중앙값입니다(`make bench`).",
    loops="같은 학습에 걸리는 시간이 glassnet의 몇 배인지 나타냅니다. 컴파일 시간은 뺐습니다. "
    "루프는 `gn.Trainer.run`과, Keras의 `fit`은 `gn.fit`과 비교했습니다. "
    "1보다 작으면 상대가 더 빠릅니다.",
    lessons="학습 노트의 프로그램 네 개, 루프 전체:",
    recorded="TensorBoard용으로 모두 기록하여 디스크에 쓸 때까지 (`xor-deep`: 태그 13개를 3,000스텝"
    " 모두; 784-128-10: 열 스텝마다 모든 가중치, 기울기, 출력의 히스토그램), 각 행의 단위로:",
    others="실제로 걸린 시간과 쓴 메모리:",
    missed="목표에 미치지 못한 것 (시도한 방법은 benchmarks/README.md에 있습니다):",
    shuffled="섞음",
    headings={
        "work": "신경망",
        "c": "C",
        "scan": "손으로 쓴 `lax.scan`",
        "keras": "Keras `fit` (JAX)",
        "keras-best": "가장 빠른 설정의 Keras `fit`",
        "tensorflow": "노트 그대로의 TensorFlow",
        "pytorch": "PyTorch (eager)",
        "trainer": "`gn.Trainer.run`, 스텝당 µs",
        "glassnet": "`gn.fit`, 스텝당 µs",
        "exact": "`gn.fit(fused=False)`",
        "watched": "`gn.fit(diagnose=True)`",
        "lesson-recorded": "기록함",
        "lesson": "기록 안 함",
        "tensorflow-note": "TensorFlow",
        "scan+option": "XLA 옵션을 켠 `lax.scan`",
        "program": "프로그램",
        "ratio": "TensorFlow / glassnet",
        "ours": "glassnet, ms",
        "theirs": "TensorFlow, ms",
        "recorded": "기록함",
        "plain": "기록 안 함",
        "cost": "기록함 / 안 함",
        "tensorflow-recorded": "TensorFlow / 기록함",
        "measured": "측정값",
        "target": "목표",
        "2-2-1-shuffled": "`gn.fit`, 섞은 2-2-1, 스텝당 µs",
        "second-fit": "두 번째 `gn.fit`, 1 에포크, ms",
        "train-xor-first": "`glassnet train xor`, 처음, s",
        "train-xor-after": "`glassnet train xor`, 그다음부터, s",
        "trace-784-128-10": "`gn.trace`: 784-128-10, 배치 128, ms",
        "trace-xor-deep": "`gn.trace`: 2-10-10-10-2, 배치 4, ms",
        "trace-xor-deep-chain": "그것과 가중치 하나의 연쇄법칙, ms",
        "memory": "1 GB 데이터에 대한 `gn.fit`의 최대 메모리, GB",
    },
)


def main() -> None:
    results = Results.read(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
    for language in (ENGLISH, KOREAN):
        path = ROOT / language.readme
        table = markdown(results, language)
        insert: Callable[[re.Match[str]], str] = lambda marks, table=table: (
            f"{marks[1]}{table}{marks[2]}"
        )
        path.write_text(MARKS.sub(insert, path.read_text(encoding="utf-8")), encoding="utf-8")


def markdown(results: Results, language: Language) -> str:
    """The whole text between the marks."""
    described = results.machine
    versions = ", ".join(
        f"{name} {version}" for name, version in described["versions"].items() if version
    )
    machine = language.machine.format(
        cpu=described["cpu"],
        cores=described["cores"],
        system=described["system"],
        versions=versions,
        repeats=results.settings["repeats"],
    )
    outcomes = results.outcomes
    parts = [
        machine,
        language.loops,
        table(loops(outcomes, language)),
        language.lessons,
        table(lessons(outcomes, language)),
        language.recorded,
        table(recordings(outcomes, language)),
        language.others,
        table(absolutes(outcomes, language)),
    ]
    not_reached = list(missed(outcomes, language))
    if len(not_reached) > 1:
        parts += [language.missed, table(iter(not_reached))]
    return "\n\n".join(parts) + "\n"


def loops(outcomes: Mapping[str, Outcome], language: Language) -> Iterator[list[str]]:
    """A row a network: each peer's time as a multiple of ours, then our own.

    Those that differ in size only are a picture (`sizes.py`).
    """
    words = language.headings
    yield [words["work"], *(words[name] for name in (*PEERS, *OURS))]
    for name, outcome in outcomes.items():
        is_loop = outcome.unit == "µs a step" and not {"recorded", "watched"} & set(outcome.series)
        if is_loop and not name.startswith("units-"):
            title = outcome.title.replace("shuffled", language.shuffled)
            ratios = [ratio(outcome, peer, ours) for peer, ours in PEERS.items()]
            yield [title, *ratios, *(median(outcome, ours) for ours in OURS)]


def ratio(outcome: Outcome, of: str, to: str) -> str:
    measured = {of, to} <= set(outcome.series)
    return number(outcome.ratio(of, to)) if measured else "–"


def median(outcome: Outcome, of: str) -> str:
    return number(outcome.series[of].median) if of in outcome.series else "–"


def lessons(outcomes: Mapping[str, Outcome], language: Language) -> Iterator[list[str]]:
    """A row a program of the note: the ratio, then both times."""
    words = language.headings
    yield [words[word] for word in ("program", "ratio", "ours", "theirs")]
    for name, outcome in outcomes.items():
        if set(outcome.series) == {"lesson", "tensorflow-note"}:
            ours, theirs = (outcome.series[who].median for who in ("lesson", "tensorflow-note"))
            yield [f"`{name}`", number(theirs / ours), number(ours), number(theirs)]


# What is recorded -> the same without.
RECORDED = {"lesson-recorded": "lesson", "recorded": "glassnet"}


def recordings(outcomes: Mapping[str, Outcome], language: Language) -> Iterator[list[str]]:
    """A row a training that was recorded: its time, that without, and what TensorFlow takes."""
    words = language.headings
    yield ["", *(words[word] for word in ("recorded", "plain", "cost", "tensorflow-recorded"))]
    for name, outcome in outcomes.items():
        for recorded, plain in RECORDED.items():
            if recorded in outcome.series:
                yield [
                    f"{name.removesuffix('-recorded')}, {outcome.unit}",
                    median(outcome, recorded),
                    median(outcome, plain),
                    ratio(outcome, recorded, plain),
                    ratio(outcome, "tensorflow-note", recorded),
                ]


def absolutes(outcomes: Mapping[str, Outcome], language: Language) -> Iterator[list[str]]:
    """Bounds that stand on their own, and what was measured."""
    words = language.headings
    yield ["", words["measured"], words["target"]]
    for name, outcome in outcomes.items():
        for target in outcome.targets:
            if target.against is None and target.of in outcome.series:
                key = name if target.of == "glassnet" else f"{name}-{target.of}"
                measured = outcome.series[target.of].median
                yield [words[key], number(measured), f"≤ {target.bound:g}"]


def missed(outcomes: Mapping[str, Outcome], language: Language) -> Iterator[list[str]]:
    """A row a target that was measured and not reached."""
    words = language.headings
    yield ["", words["measured"], words["target"]]
    for name, outcome in outcomes.items():
        for target in outcome.targets:
            if outcome.reached(target) is not False:
                continue
            if target.against is None:
                what = words[name if target.of == "glassnet" else f"{name}-{target.of}"]
            else:
                title = outcome.title.replace("shuffled", language.shuffled)
                of, against = (words[who].split(",")[0] for who in (target.of, target.against))
                what = f"{title}: {of} / {against}"
                what = f"{title}: {against} / {of}" if target.faster else what
            sign = "≥" if target.faster else "≤"
            measured = outcome.measured(target)
            assert measured is not None
            yield [what, number(measured), f"{sign} {target.bound:g}"]


def table(rows: Iterator[list[str]]) -> str:
    """Markdown: the first row is the heading, all columns but the first are numbers."""
    heading, *body = rows
    lines = [heading, ["---", *["---:"] * (len(heading) - 1)], *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    main()
