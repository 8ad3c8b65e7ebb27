import itertools

import pytest
from hypothesis import given, strategies as st

from research import codebook
from research.codebook import Cue, find_hits, find_match_stop, index_cues, parse_pattern
from research.codebook.cue_patterns import Element


def hits(text: str, *patterns: str, unless: tuple[str, ...] = (), requires: tuple[str, ...] = (), within: int = 0):
    """Token spans of the hits in a text whose stems are its tokens without a leading me."""
    parsed = [tuple(parse_pattern(pattern) for pattern in group) for group in (patterns, unless, requires)]
    tokens = text.split()
    stems = [token.removeprefix("me") for token in tokens]
    found = find_hits(index_cues([("frame", Cue("cue", *parsed, within))]), tokens, stems)
    return [(hit.start, hit.stop) for hit in found]


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("ada sanksi", "sanksi", [(1, 2)]),
        ("sanksi dan hukuman", "sanksi|hukuman", [(0, 1), (2, 3)]),
        ("sanksinya berat", "sanksi", [(0, 1)]),
        ("sanksi-nya berat", "sanksi [0-2] berat", [(0, 2)]),
        ("sanksi berat", "sanksinya", []),
        ("masalah berat", "masa", []),
        ("ia melayani dan layani", "~layani", [(1, 2), (3, 4)]),
        ("ia melayani", "layani", []),
        ("ia melayani warga", "abdi|~layani rakyat|warga", [(1, 3)]),
        ("tugas fungsi", "tugas [0-2] fungsi", [(0, 2)]),
        ("tugas dan juga fungsi", "tugas [0-2] fungsi", [(0, 4)]),
        ("tugas dan juga para fungsi", "tugas [0-2] fungsi", []),
        ("tugas fungsi", "tugas [1-2] fungsi", []),
        ("tugas dan fungsi", "tugas [1-2] fungsi", [(0, 3)]),
        ("tugas dan fungsi", "tugas fungsi", []),
        ("a b x b x c", "a [0-3] b [0-1] c", [(0, 6)]),
        ("a a b", "a [0-1] b", [(0, 3), (1, 3)]),
        ("sanksi", "sanksi [0-2] berat", []),
        ("", "sanksi", []),
    ],
)
def test_a_pattern_matches_where_the_words_stand_as_written(text, pattern, expected):
    assert hits(text, pattern) == expected


def test_the_shortest_match_is_taken():
    assert hits("sanksi x berat x berat", "sanksi [0-5] berat") == [(0, 3)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tidak x x konflik", [(3, 4)]),
        ("tidak x konflik", []),
        ("konflik x tidak", []),
        ("konflik x x tidak", [(0, 1)]),
        ("konflik tidak x x x konflik", [(5, 6)]),
    ],
)
def test_unless_reaches_within_tokens_either_side(text, expected):
    assert hits(text, "konflik", unless=("tidak",), within=2) == expected


def test_unless_with_no_window_sees_the_hit_alone():
    assert hits("tidak konflik", "konflik", unless=("tidak",)) == [(1, 2)]
    assert hits("tugas tidak selesai", "tugas [0-1] selesai", unless=("tidak",)) == []


def test_unless_may_overlap_the_hit_but_must_end_inside_the_window():
    assert hits("konflik kepentingan", "konflik", unless=("konflik kepentingan",), within=1) == []
    assert hits("konflik x kepentingan", "konflik", unless=("konflik x kepentingan",), within=1) == [(0, 1)]


def test_with_is_needed_and_unless_still_forbids():
    assert hits("komentar di unggahan", "komentar", requires=("unggahan",), within=2) == [(0, 1)]
    assert hits("komentar saja", "komentar", requires=("unggahan",), within=2) == []
    assert hits("enggan komentar unggahan", "komentar", unless=("enggan",), requires=("unggahan",), within=2) == []


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "0 words, where 1 to 8 are wanted"),
        ("a b c d e f g h i", "9 words, where 1 to 8 are wanted"),
        ("[0-2] sanksi", r"the gap \[0-2\] with no word on one side"),
        ("sanksi [0-2]", r"the gap \[0-2\] with no word on one side"),
        ("sanksi [0-2] [0-2] berat", r"the gap \[0-2\] with no word on one side"),
        ("sanksi [0-13] berat", r"the gap \[0-13\], where \[low-high\] with low <= high <= 12"),
        ("sanksi [3-2] berat", r"the gap \[3-2\]"),
        ("sanksi [2] berat", r"the gap \[2\]"),
        ("sanksi [0-2 berat", r"the gap \[0-2"),
        ("Sanksi", "'Sanksi', where one word of the letters a to z is wanted"),
        ("sanksi.*", r"'sanksi\.\*'"),
        ("sanksi|", "''"),
        ("~", "'~'"),
        ("pasal|71", "'71'"),
    ],
)
def test_a_faulty_pattern_says_what_is_wrong(pattern, message):
    with pytest.raises(ValueError, match=message):
        parse_pattern(pattern)


LETTERS = st.sampled_from("abc")
ELEMENTS = st.lists(
    st.tuples(st.sets(LETTERS, min_size=1), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=4
)


def every_stop(elements: list[Element], tokens: list[str], start: int) -> set[int]:
    """Every place where a match that begins at start can end, by trying each combination of gaps."""
    stops = set()
    for gaps in itertools.product(*(range(element.low, element.high + 1) for element in elements)):
        place = start
        for element, gap in zip(elements, gaps, strict=True):
            place += gap + 1
            if place > len(tokens) or tokens[place - 1] not in element.words:
                break
        else:
            stops.add(place)
    return stops


@given(ELEMENTS, st.lists(LETTERS, max_size=12))
def test_the_matcher_finds_what_trying_every_gap_finds(drawn, tokens):
    elements = [
        Element(frozenset(words), frozenset(), *((low, low + more) if place else (0, 0)))
        for place, (words, low, more) in enumerate(drawn)
    ]
    pattern = codebook.Pattern("", tuple(elements))
    for start in range(len(tokens)):
        expected = min(every_stop(elements, tokens, start), default=None)
        assert find_match_stop(pattern, tokens, tokens, start) == expected


def test_work_grows_linearly_with_a_hostile_text(monkeypatch):
    pattern = parse_pattern("a [0-12] a [0-12] a [0-12] a [0-12] a [0-12] a [0-12] a [0-12] b")
    cue = Cue("hostile", (pattern, parse_pattern("a")), (pattern,), (parse_pattern("b"),), codebook.MAXIMUM_WINDOW)
    index = index_cues([("frame", cue)])
    asked = 0
    fits = Element.fits

    def count(self, token, stem):
        nonlocal asked
        asked += 1
        return fits(self, token, stem)

    monkeypatch.setattr(Element, "fits", count)
    work = []
    for size in (500, 1000):
        asked = 0
        assert list(find_hits(index, ["a"] * size, ["a"] * size)) == []
        work.append(asked)
    # Twice the text is twice the work, but for the last pattern's length, where fewer tokens are left to reach.
    assert 2 * work[0] <= work[1] <= 2.5 * work[0]
