"""Korean particles, by how the word before them is read."""

from __future__ import annotations

import pytest

from glassnet.text import message, using
from glassnet.text.particles import with_particle


@pytest.mark.parametrize(
    ("word", "pair", "said"),
    [
        ("직선", "은/는", "직선은"),
        ("경계", "은/는", "경계는"),
        ("값", "이/가", "값이"),
        ("초평면", "을/를", "초평면을"),
        ("유닛", "과/와", "유닛과"),
        ("x", "은/는", "x는"),
        ("n", "이/가", "n이"),
        ("R", "을/를", "R을"),
        ("w_1", "을/를", "w_1을"),
        ("w2", "을/를", "w2를"),
        ("w, x", "은/는", "w, x는"),
        ("α", "과/와", "α와"),
        ("ε", "이/가", "ε이"),
        ("sin", "은/는", "sin은"),
        ("relu", "은/는", "relu는"),
        ("log10", "이/가", "log10이"),
        ("sni", "은/는", "sni은(는)"),
        ("f(x)", "은/는", "f(x)는"),
        ("$n$", "을/를", "$n$을"),
        ("df/dx", "이/가", "df/dx가"),
        (")", "이/가", ")가"),
        (".", "이/가", ".이"),
        ("", "은/는", "은(는)"),
        # 로 after ㄹ as after a vowel
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("1", "으로/로", "1로"),
        ("3", "으로/로", "3으로"),
        ("0", "으로/로", "0으로"),
        ("2", "으로/로", "2로"),
        # ㄱ, ㅏ and ㄱ as macOS writes names of files: three codes for one syllable
        ("\u1100\u1161\u11a8", "은/는", "\u1100\u1161\u11a8은"),
    ],
)
def test_the_form_follows_the_sound(word: str, pair: str, said: str) -> None:
    assert with_particle(word, pair) == said


def test_texts_use_them() -> None:
    with using("ko"):
        assert message("why-identity", x="x").startswith("x는 ")
        assert message("why-identity", x="n").startswith("n은 ")
        for known, said in (("1", "1이어야 합니다."), ("2", "2여야 합니다.")):
            assert message("run-format", run="r", found="7", expected=known).endswith(f" {said}")
