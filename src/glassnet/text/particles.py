"""Korean particles, whose form depends on the sound that the word before them ends in.

After a consonant stands 은, 이, 을, 과 and 으로, after a vowel 는, 가, 를, 와 and 로 (National
Institute of Korean Language, Standard Korean Dictionary).
"""

from __future__ import annotations

import unicodedata

# A Hangul syllable's code is ((initial * 21) + vowel) * 28 + final, from here on (Unicode, 3.12).
FIRST_SYLLABLE, LAST_SYLLABLE, FINALS = "가", "힣", 28
# Read out they end in a consonant: 엘 엠 엔 알; 엡실론 오미크론 입실론; 영 일 삼 육 칠 팔.
CONSONANT_LETTERS = frozenset("lmnr")
CONSONANT_GREEK = frozenset("ευο")
CONSONANT_DIGITS = frozenset("013678")
# 으로 is 로 after these as well: what ends in ㄹ.
RIEUL = frozenset("lr178")
RIEUL_FINAL = 8
# What is not read at the end: f(x), $x$, 'x'.
UNREAD = " )]}$'\"`"
# Names that are read as a word, or letter by letter.
READ = {
    **dict.fromkeys(["sin", "asin", "arcsin"], "사인"),
    **dict.fromkeys(["cos", "acos", "arccos"], "코사인"),
    **dict.fromkeys(["tan", "atan", "arctan"], "탄젠트"),
    "sinh": "하이퍼볼릭사인",
    "cosh": "하이퍼볼릭코사인",
    "tanh": "하이퍼볼릭탄젠트",
    "exp": "이엑스피",
    "ln": "엘엔",
    "log": "로그",
    "log10": "로그십",
    "log2": "로그이",
    "sqrt": "루트",
    "abs": "절댓값",
    "sign": "사인",
    "step": "스텝",
    "sigmoid": "시그모이드",
    "softplus": "소프트플러스",
    "relu": "렐루",
    "gelu": "젤루",
    "erf": "이아르에프",
    "max": "맥스",
    "min": "민",
    "pi": "파이",
    **dict.fromkeys("+-/*=", "더하기"),  # 빼기, 나누기, 곱하기, 등호: all end in a vowel
    **dict.fromkeys(",!?'\"<>", "쉼표"),  # 느낌표, 물음표, 따옴표, 부등호
    **dict.fromkeys("()[]{}", "괄호"),
    **dict.fromkeys("$%&@", "달러"),  # 퍼센트, 앰퍼샌드, 골뱅이
    **dict.fromkeys(".;:", "점"),  # 세미콜론, 콜론
    "_": "밑줄",
    "^": "캐럿",
    "if": "이프",
    "else": "엘스",
    "for": "포",
}


def with_particle(word: str, pair: str) -> str:
    """The word and its particle. pair: both forms, after a consonant first, such as "은/는".

    Of a word that may be read in several ways both are given: relu은(는).
    """
    consonant, vowel = pair.split("/")
    end = _end(word)
    if end is None:
        return f"{word}{consonant}({vowel})"
    closed, rieul = end
    return word + (vowel if not closed or (rieul and consonant == "으로") else consonant)


def _end(word: str) -> tuple[bool, bool] | None:
    """Whether it ends in a consonant, and whether that is ㄹ; None if nobody knows."""
    word = word.rstrip(UNREAD) or word
    if "/d" in word or "/∂" in word:
        word = word[-1:]  # df/dx is read letter by letter
    read = READ.get(word)
    if read is not None:
        return _end(read)
    last = unicodedata.normalize("NFC", word)[-1:].lower()
    if FIRST_SYLLABLE <= last <= LAST_SYLLABLE:
        final = (ord(last) - ord(FIRST_SYLLABLE)) % FINALS
        return final > 0, final == RIEUL_FINAL
    if last.isdecimal():
        return last in CONSONANT_DIGITS, last in RIEUL
    before = word[-2:-1]
    alone = not (before.isascii() and before.isalpha())
    if last.isascii() and last.isalpha():
        return (last in CONSONANT_LETTERS, last in RIEUL) if alone else None
    if "α" <= last <= "ω":
        return last in CONSONANT_GREEK, False
    return None
