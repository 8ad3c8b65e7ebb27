"""Rules that continue with a speaker, and names of the same and of other persons."""

import pandas as pd
import pytest

from research.attribution import attribute_documents

RAHMA = ("Ani Rahma", "head")
NOBODY = ("", "")
INTRODUCED = "Bupati Lebong Ani Rahma meminta ASN netral."
DUTY = "Pegawai wajib menjaga jarak dari calon."


def attribute(text: str) -> list[tuple[str, str]]:
    table = attribute_documents(pd.DataFrame({"document": ["a"], "text": [text]}), learnt=False)
    return list(table[["speaker", "office"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("following", "speaker"),
    [
        (f"\n\n{DUTY} Rahma mengingatkan sanksi.", RAHMA),
        (f"\n\n{DUTY}\n\n“Sanksi pasti menanti mereka,” kata Rahma.", RAHMA),
        (f"\n\n{DUTY}\n\nRahma mengingatkan sanksi.", NOBODY),
        (f"\n\n{DUTY} Ketua Bawaslu Lebong Dedi Yusuf mengingatkan sanksi.", NOBODY),
    ],
)
def test_a_paragraph_continues_with_the_speaker_that_the_next_cue_names(following: str, speaker: tuple) -> None:
    assert attribute(INTRODUCED + following)[1] == speaker


@pytest.mark.parametrize(
    ("name", "speaker"),
    [
        ("Ani Rahman", RAHMA),  # one letter more
        ("Ani Rachma", RAHMA),  # one letter more inside
        ("Ani Bahma", ("Ani Bahma", "other")),  # another first letter
        ("Ani Rahayu", ("Ani Rahayu", "other")),
    ],
)
def test_similar_names_are_of_the_same_person(name: str, speaker: tuple) -> None:
    assert attribute(f"{INTRODUCED} {name} mengingatkan sanksi.")[1] == speaker
