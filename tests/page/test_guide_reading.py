"""A guide is read from its file as a whole, or one line says what is wrong in which line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from guide_texts import FRONT, LOSS, guide_text
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glassnet.errors import SettingError
from glassnet.lessons import LESSONS
from glassnet.page.guide import checks
from glassnet.page.guide.checks import KINDS
from glassnet.page.guide.faults import GuideFault
from glassnet.page.guide.guide import Guide
from glassnet.page.guide.markdown import cut
from glassnet.page.guide.reading import guide_of, read_guide
from glassnet.page.guide.shelf import GUIDES, packed, read_own
from glassnet.page.guide.start import LessonModel
from glassnet.page.guide.tables import Toml, converted, read_table
from glassnet.page.places import Place
from glassnet.page.state import Guided
from glassnet.text import using

HERE = Path()


def read(text: str) -> Guide:
    return guide_of(text, "test", HERE)


def test_a_guide_has_its_texts_steps_checks_and_program() -> None:
    text = guide_text(
        'check = "output"\nunit = "h2"\nrow = [0, 0]\nabove = 0.9\nset = { "bias -> h2" = 3 }',
        'check = "steps"\nat_most = 10',
        front='+++\nlesson = "xor-hidden"\n[lines]\n"Dense(2," = ["hidden1", "h1"]\n+++\n',
        prose="Set `bias -> h2` of **two**, `x = 1`, [so](https://keras.io/a).\n\n1. one\n2. *two*",
    )
    guide = read(text)
    assert (guide.title, guide.start.guide and guide.start.guide.name) == ("Title", "test")
    [step] = guide.steps
    assert step.checks == (
        checks.Output(unit="h2", row=(0, 0), above=0.9, set={"bias -> h2": 3}),
        checks.Steps(at_most=10),
    )
    spans = {span.text: span for block in step.text for span in block.spans}
    assert spans["bias -> h2"].place == Place("bias", 1, 1)
    assert (spans["x = 1"].code, spans["x = 1"].place) == (True, None)
    assert (spans["two"].strong, spans["two"].emphasis) == (False, True)
    assert spans["so"].link == "https://keras.io/a"
    assert [block.number for block in step.text] == [None, 1, 2]
    source = LESSONS["xor-hidden"].source
    written = ["".join(part.text for part in line.parts) for line in guide.program]
    assert "\n".join(written) == source
    [linked] = [number for number, line in enumerate(guide.program) if line.places]
    assert "Dense(2," in source.splitlines()[linked]
    assert guide.program[linked].places == (Place("layer", 1), Place("unit", 1, 0))


def test_html_stays_text() -> None:
    guide = read(guide_text(prose="<script>alert(1)</script> <b>x</b>\n\n<div>y</div>"))
    said = "".join(span.text for block in guide.steps[0].text for span in block.spans)
    assert said == "<script>alert(1)</script> <b>x</b><div>y</div>"
    with pytest.raises(GuideFault, match="expected text with emphasis"):
        read(guide_text(prose="![picture](https://keras.io/a.png)"))


OUTPUT = 'check = "output"\nunit = "h1"\nrow = [0, 0]\nabove = 0.9'


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, r"begin with a line of \+\+\+"),
        ("# Title\n", 1, r"begin with a line of \+\+\+"),
        ("+++\nlesson = 1\n", 1, "front matter has no end"),
        ("+++\nlesson = \n+++\n# T\n## S\n", 2, "not valid TOML"),
        ("+++\n\nlesson = 1\n+++\n# T\n## S\n", 3, "lesson = 1: expected a text in quotes"),
        ("+++\n+++\n# T\n## S\n", 2, "expected either lesson"),
        ('+++\nlesson = "xor-hidden"\ndata = "xor"\n+++\n# T\n## S\n', 3, "expected either"),
        ('+++\nlesson = "xor-hiden"\n+++\n# T\n## S\n', 2, "Did you mean xor-hidden"),
        ('+++\nlesson = "xor-deep"\nnetwork = "a"\n+++\n# T\n## S\n', 3, "shown by its layers"),
        ('+++\ndata = "xor"\nnetwork = "rnn"\n+++\n# T\n## S\n', 3, "shown by its layers"),
        ('+++\nlesson = "lstm"\nnetwork = "gru"\n+++\n# T\n## S\n', 3, "known: rnn, lstm"),
        ('+++\nlesson = "xor-deep"\nseed = 1\n+++\n# T\n## S\n', 3, "seed goes with data"),
        ('+++\ndata = "mons"\n+++\n# T\n## S\n', 2, "mons"),
        ('+++\ndata = "xor"\nlayers = [4, 99]\n+++\n# T\n## S\n', 3, "number from 1 to 32"),
        ('+++\ndata = "xor"\nactivation = "tan"\n+++\n# T\n## S\n', 2, "Did you mean tanh"),
        ('+++\ndata = "xor"\nprogram = "no.py"\n+++\n# T\n## S\n', 3, "no such file"),
        (f"{FRONT}text\n", 4, "expected a title"),
        (f"{FRONT}## S\n", 4, "expected a title"),
        (f"{FRONT}# T\n", 4, "no step; expected 1 to 40"),
        (f"{FRONT}# T\n## S\n# U\n", 6, "a second title"),
        (f"{FRONT}# T\n### S\n", 5, "a heading of this kind"),
        (f"{FRONT}# T\n##\n", 5, "without a text"),
        (f"{FRONT}# T\n\n{LOSS}\n## S\n", 7, "below its heading"),
        (f"{FRONT}# T\n## S\n- a\n  - b\n", 7, "a list inside a list"),
        (f"{FRONT}# T\n## S\n\n> a\n", 7, ">: expected paragraphs"),
        (f"{FRONT}# T\n## S\na\n[b](ftp://c)\n", 7, "the link ftp://c"),
        (guide_text("check = 1"), 13, "no such kind of check"),
        (guide_text('check = "los"\nbelow = 1'), 13, "Did you mean loss"),
        (guide_text("below = 1"), 13, "no such kind of check"),
        (guide_text('check = "loss"\nbellow = 1'), 14, "unknown key bellow. Did you mean below"),
        (guide_text('check = "loss"\nbelow = "1"'), 14, "a number from −1000000 to 1000000"),
        (guide_text('check = "loss"\nbelow = nan'), 14, "below = NaN: expected a number"),
        (guide_text('check = "loss"'), 13, "at least one of above"),
        (guide_text('check = "loss"\nbelow = 1\nabove = 2'), 13, "no number from"),
        (guide_text('check = "steps"\nabove = 1\nbelow = 2'), 13, "no number from"),
        (guide_text(OUTPUT), 13, "expected the weights that make it so"),
        (guide_text(OUTPUT.replace("h1", "h3") + "\nset = {}"), 14, "nothing in the network"),
        (guide_text(OUTPUT.replace("h1", "x1")), 14, "x1 is not a unit"),
        (guide_text(OUTPUT.replace("[0, 0]", "[0]")), 15, "2 features here, got 1"),
        (guide_text(OUTPUT.replace("[0, 0]", "0")), 15, "row = 0: expected a list"),
        (guide_text(OUTPUT + '\nset = { "x1 -> p" = 1 }'), 17, '"x1 -> p" is nothing'),
        (guide_text(OUTPUT + '\nset = { "hidden1/kernel" = 1 }'), 17, "not a single weight"),
        (guide_text('check = "accuracy"\nat_least = 90'), 13, "no number from 0 to 1"),
        (guide_text('check = "weight"\nabove = 1'), 13, "the key weight is missing"),
        (guide_text('check = "units"\nlayer = "output"\nat_most = 2'), 14, "not a hidden layer"),
        (
            guide_text('check = "units"\nlayer = "hidden1"\nat_least = 33'),
            13,
            "no number from 1 to 32",
        ),
        (guide_text('check = "layers"\nat_least = 9'), 13, "no number from 0 to 8"),
        (guide_text('check = "rate"\nat_most = 0'), 13, "no number from 1e"),
        (guide_text('check = "activation"\nlayer = "hidden1"\nis = "tan"'), 15, "Did you mean"),
        (guide_text('check = "optimizer"\nis = "SGD"'), 14, "no such name"),
        (guide_text('check = "data"\nis = "iris"'), 14, "no such name"),
        (guide_text('check = "selected"\nplace = "x1"'), 14, "cannot be touched"),
        (guide_text('check = "selected"\nplace = "loss"'), 14, "cannot be touched"),
        (guide_text("a = [[[[", 'check = "loss"'), 13, "not valid TOML"),
        (guide_text("check = " + "[" * 5_000), 13, "nested too deeply|not valid TOML"),
        (guide_text("check = " + "9" * 5_000), 13, "too many digits"),
    ],
)
def test_a_mistake_is_one_line_with_its_number(text: str, line: int, reason: str) -> None:
    with using("en"), pytest.raises(GuideFault, match=reason) as fault:
        read(text)
    assert (fault.value.line, "\n" in str(fault.value)) == (line, False)


RNN = '+++\nlesson = "rnn"\nnetwork = "parity"\n+++\n'


@pytest.mark.parametrize(
    ("check", "line", "reason"),
    [
        ('check = "units"\nlayer = "hidden"\nat_least = 3', 14, "drawn unit by unit.*weight, loss"),
        ('check = "selected"\nplace = "hiden"', 15, "Did you mean hidden"),
        ('check = "selected"\nplace = "data"', 15, "cannot be touched"),
        ('check = "weight"\nweight = "said/kernel"\nabove = 1', 15, r"such as hidden/.*\[0, 0\]"),
        ('check = "weight"\nweight = "said/kernel[8, 0]"\nabove = 1', 15, "is nothing"),
        ('check = "weight"\nweight = "said/kernel[0]"\nabove = 1', 15, "is nothing"),
    ],
)
def test_a_mistake_about_a_model_has_its_line_too(check: str, line: int, reason: str) -> None:
    with using("en"), pytest.raises(GuideFault, match=reason) as fault:
        read(guide_text(check, front=RNN))
    assert fault.value.line == line


def test_an_accuracy_is_of_models_that_have_one() -> None:
    check = 'check = "accuracy"\nat_least = 1'
    assert read(guide_text(check, front=RNN)).start == LessonModel(
        lesson="rnn", network="parity", guide=Guided("test")
    )
    with using("en"), pytest.raises(GuideFault, match="have no accuracy"):
        read(guide_text(check, front='+++\nlesson = "autoencoder"\n+++\n'))


def test_a_fragment_that_is_in_no_line_is_a_mistake_in_its_line() -> None:
    front = '+++\nlesson = "xor-hidden"\n\n[lines]\n"np.array" = "data"\n"Dense(3" = "h1"\n+++\n'
    with pytest.raises(GuideFault, match="is in no line of the program") as fault:
        read(guide_text(front=front))
    assert fault.value.line == 6
    with pytest.raises(GuideFault, match='"h9" is nothing') as fault:
        read(guide_text(front=front.replace("Dense(3", "Dense(2").replace('"h1"', '"h9"')))
    assert fault.value.line == 6


def test_what_a_step_changes_is_there_for_the_next_ones() -> None:
    more = '```toml\ncheck = "units"\nlayer = "hidden1"\nat_least = 3\n```\n'
    third = '```toml\ncheck = "selected"\nplace = "h3"\n```\n'
    guide = read(f"{FRONT}# T\n## More\n{more}\n## Then\nTouch `h3`.\n{third}")
    assert guide.steps[1].text[0].spans[1].place == Place("unit", 1, 2)
    with pytest.raises(GuideFault, match='"h3" is nothing'):
        read(f"{FRONT}# T\n## First\n{third}\n## More\n{more}")


def test_a_file_is_named_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    for text, line in ((guide_text('check = "x"'), 13), (guide_text('check = "x"').encode(), 13)):
        content = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
        path.write_bytes(b"\xef\xbb\xbf" + content)
        with pytest.raises(SettingError, match=rf"mine\.md, line {line}: ") as error:
            read_guide(path)
        assert "\n" not in str(error.value)
    path.write_bytes(b"+++\n\n\xff\n")
    with pytest.raises(SettingError, match=r"mine\.md, line 3: not UTF-8"):
        read_guide(path)
    with pytest.raises(SettingError, match=r"none\.md: no such file"):
        read_guide(tmp_path / "none.md")
    with pytest.raises(SettingError, match="a folder"):
        read_guide(tmp_path)


def test_a_csv_file_and_a_program_may_lie_beside_the_guide(tmp_path: Path) -> None:
    (tmp_path / "area.csv").write_text("width,height,area\n1,2,2\n3,4,12\n5,1,5\n2,2,4\n")
    (tmp_path / "mine.py").write_text("def (:\n    not Python '\n")
    front = '+++\ndata = "area.csv"\nlayers = [3]\nprogram = "mine.py"\n[lines]\n"not" = "y"\n+++\n'
    guide = guide_of(guide_text('check = "loss"\nbelow = 9', front=front), "test", tmp_path)
    assert guide.program[1].places == (Place("unit", -1, 0),)
    with pytest.raises(GuideFault, match="no accuracy") as fault:
        guide_of(guide_text('check = "accuracy"\nat_least = 1', front=front), "test", tmp_path)
    assert fault.value.line == 17


def test_two_languages_ask_for_the_same(tmp_path: Path) -> None:
    path, korean = tmp_path / "mine.md", tmp_path / "mine.ko.md"
    path.write_text(guide_text('check = "loss"\nbelow = 0.1'))
    korean.write_text(guide_text('check = "loss"\nbelow = 0.2').replace("Title", "제목"))
    with pytest.raises(SettingError, match=r"mine\.ko\.md, line 8: .* than in mine\.md"):
        read_own(path)
    korean.write_text(guide_text('check = "loss"\nbelow = 0.1').replace("Title", "제목"))
    found = read_own(path)
    assert (found["en"].title, found["ko"].title) == ("Title", "제목")
    korean.unlink()
    assert read_own(path)["ko"].title == "Title"


@pytest.mark.parametrize("name", packed())
def test_the_lessons_guides_are_the_same_in_both_languages(name: str) -> None:
    found = read_own(GUIDES / f"{name}.md")
    assert found["en"].title != found["ko"].title
    for guide in found.values():
        assert 4 <= len(guide.steps) <= 7
        assert all(step.checks for step in guide.steps)
        assert sum(bool(line.places) for line in guide.program) >= 5


def test_each_lesson_has_a_guide() -> None:
    assert packed() == sorted(LESSONS)


# No text gives anything but a guide or one line.

PIECES = st.sampled_from(
    [
        *("# ", "## ", "### ", "\n", "\n\n", "+++\n", "- ", "  - ", "1. ", "> ", "`h1`", "`p`"),
        *("**", "*", "[a](https://b.c)", "[a](b)", "<b>", "```toml\n", "```\n", 'check = "', '"\n'),
        *(f'check = "{kind}"\n' for kind in KINDS),
        *('unit = "h1"\n', "row = [0, 0]\n", "above = 0.5\n", "at_most = 3\n", 'is = "sgd"\n'),
        *('layer = "hidden1"\n', 'weight = "x1 -> h1"\n', 'place = "p"\n', "text", "한글", "\x00"),
    ]
)


def fault_of(make: Callable[[], object], first: int, lines: int) -> bool:
    """Whether it is faulty; if so, in one of these lines, and in one line."""
    try:
        make()
    except GuideFault as error:
        fault = error
    else:
        return False
    assert first <= fault.line <= first + lines
    assert "\n" not in str(fault)
    return True


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
@example("")
@example("# T\n## S\n1. \n   # x\n")
def test_any_text_is_cut_or_has_a_faulty_line(text: str) -> None:
    whole = f"+++\n+++\n{text}"
    fault_of(lambda: cut(text), 1, text.count("\n"))
    if not fault_of(lambda: cut(whole), 1, whole.count("\n")):
        assert cut(whole).title
        assert cut(whole).steps


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES).map("".join)), st.sampled_from(list(KINDS)))
def test_any_table_is_a_check_or_has_a_faulty_line(text: str, kind: str) -> None:
    make = lambda: converted(read_table(Toml(text, 5)), KINDS[kind], without="check")
    if not fault_of(make, 5, text.count("\n")):
        assert isinstance(make(), KINDS[kind])


@settings(max_examples=25, deadline=None)
@given(st.lists(PIECES).map("".join))
def test_any_body_is_a_guide_or_has_a_faulty_line(body: str) -> None:
    text = f"{FRONT}# T\n## S\n{body}"
    fault_of(lambda: read(text), 1, text.count("\n"))
