from dataclasses import replace

import pandas as pd

from research.codebook import Codebook, Cue, find_cue_terms, parse_pattern
from research.text import count_terms

# The last two texts have a word twice as a noun and once as a verb that the pattern does not match.
TEXTS = ["akun di media sosial", "media sosial, akun", "melayani pelayanan", "laporan", "laporan dilaporkan"]


def test_terms_are_marked_by_words_stems_and_phrases_that_need_no_company(book: Codebook) -> None:
    def cue(pattern: str, **options: object) -> Cue:
        return Cue("x", (parse_pattern(pattern),), **options)  # type: ignore[arg-type]

    near = (parse_pattern("akun"),)
    cues = (
        cue("~layan"),
        cue("dilaporkan"),
        cue("media sosial"),
        cue("akun", requires=(parse_pattern("media"),), within=3),
    )
    first, second = (replace(frame, parent="") for frame in book.frames[:2])
    child = replace(second, code="child", parent=first.code, cues=(cue("media sosial", unless=near, within=2),))
    made = replace(
        book, frames=(replace(first, cues=cues[:2]), child, replace(second, cues=(cues[3], cue("akun", carried=True))))
    )
    table = pd.DataFrame({"document": list("abcde"), "sentence": 1, "text": TEXTS})
    terms = count_terms(table, minimum_documents=1)
    assert find_cue_terms(terms, made) == {first.code: ("layan", "media sosial"), second.code: ()}
    half = count_terms(table[table["document"] != "d"], minimum_documents=1)
    assert find_cue_terms(half, made)[first.code] == ("lapor", "layan", "media sosial")
