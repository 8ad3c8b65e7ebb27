import re
from pathlib import Path

import pandas as pd
import pytest

from research.attribution import find_statements
from research.attribution.coreference import Focus, resolve_mention
from research.attribution.entities import Entities, list_entities
from research.text import Mention, find_mentions, split_words

NAMED_SPEAKERS = Path(__file__).parents[1] / "data" / "named_speakers.txt"
OPENING_WORDS = Path(__file__).parents[1] / "data" / "opening_words.txt"


def attribute(texts: dict[str, str], rendition: str = "verbatim") -> pd.DataFrame:
    table = pd.DataFrame({"document": list(texts), "text": list(texts.values())})
    return find_statements(table.assign(rendition=rendition))


def test_who_speaks_in_which_office_in_sentences_of_regional_news() -> None:
    lines = [line for line in NAMED_SPEAKERS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    items = [line.split("||") for line in lines]
    found = attribute({f"{number:04d}": text.strip().replace("\\n", "\n") for number, (text, _) in enumerate(items)})
    said = [f"{row.speaker}/{row.office}" if row.reported else "-" for row in found.itertuples()]
    by_document = pd.Series(said).groupby(found["document"]).agg(list)
    wrong = []
    for (text, codes), speakers in zip(items, by_document, strict=True):
        patterns = [re.escape(code.strip()).replace(r"\?", ".*") for code in codes.split("|")]
        same = len(patterns) == len(speakers)
        if not same or not all(map(re.fullmatch, patterns, speakers)):
            wrong.append((text, codes, speakers))
    assert not wrong


@pytest.mark.parametrize("tail", ["menegaskan bahwa ASN harus netral.", "berharap pemilu damai."])
def test_a_word_that_opens_a_sentence_is_no_person(tail: str) -> None:
    openers = OPENING_WORDS.read_text(encoding="utf-8").split()
    found = attribute({opener.lower(): f"{opener} {tail}" for opener in openers})
    assert len(openers) >= 200
    assert found.loc[found["speaker"] != "", "text"].tolist() == []


def test_a_common_word_with_a_capital_inside_another_sentence_is_a_name() -> None:
    text = "Surya menegaskan ASN harus netral. Sanksi menanti, kata Surya."
    assert attribute({"a": text})["speaker"].tolist() == ["Surya", "Surya"]
    assert attribute({"a": "Surya menegaskan ASN harus netral."})["speaker"].tolist() == [""]


@pytest.mark.parametrize(
    ("text", "speaker", "office"),
    [
        (
            "Pj Bupati Kendal Rudi Hartono hadir. Awas, kata Rudi yang juga Kepala Dinas Kesehatan.",
            "Rudi Hartono",
            "acting_head",
        ),
        ("Bupati Kendal Rudi Hartono hadir. Rudi, selaku Ketua Satgas, meminta ASN netral.", "Rudi Hartono", "head"),
        (
            "Bupati Kendal Herman Wijaya hadir. Ketua KPU Herman Julaili meminta ASN netral.",
            "Herman Julaili",
            "election",
        ),
        (
            "Ketua KPU Kendal Budianto hadir. Budi Santoso, Ketua Bawaslu, datang. Awas, kata Budi.",
            "Budi Santoso",
            "oversight",
        ),
        ("Bawaslu Kendal meminta ASN netral. Sanksi menanti, kata Hasbul.", "Hasbul", "oversight"),
        ("Rina Sari meminta ASN netral. Komisioner KPU itu menyebut sanksi.", "Rina Sari", "election"),
    ],
)
def test_the_post_that_introduces_a_person_is_kept(text: str, speaker: str, office: str) -> None:
    last = attribute({"a": text}).iloc[-1]
    assert (last["speaker"], last["office"]) == (speaker, office)


def test_a_pronoun_is_the_last_person_introduced_where_nobody_has_spoken() -> None:
    text = "Acara dihadiri William Wongkar."
    words = split_words(text, 0, len(text))
    entities = list_entities([(words, find_mentions(words, text), frozenset())], verbatim=True)
    speaker = resolve_mention(None, "", 1, entities, Focus())
    assert speaker is not None
    assert speaker.name == "William Wongkar"
    assert resolve_mention(Mention("pronoun", 0, 1), "", 0, Entities((), ()), Focus()) is None
