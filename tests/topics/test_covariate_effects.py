import numpy as np
import pandas as pd
import pytest

from research import text, topics
from research.tables import InputError
from research.text import Terms

THEMES = [
    ["sanksi", "hukuman", "disiplin", "pemecatan", "pelanggaran"],
    ["akun", "unggahan", "foto", "komentar", "grup"],
    ["layanan", "warga", "kantor", "kerja", "jam"],
]
SHOWN = pd.DataFrame(
    [(number + 7, word, 0.2) for number, theme in enumerate(THEMES) for word in theme],
    columns=["topic", "stem", "weight"],
)


def make_statements(seed: int, *, apart: float) -> pd.DataFrame:
    """Sixty documents of four statements; in those of 2024 the first theme is more frequent by the share apart."""
    generator = np.random.default_rng(seed)
    records = []
    for number in range(60):
        year = "2020" if number % 2 else "2024"
        mix = np.array([1 / 3 + (apart if year == "2024" else 0.0), 1 / 3, 1 / 3])
        mix = generator.dirichlet(6 * mix / mix.sum())
        for sentence in range(1, 5):
            chosen = generator.choice(3, 8, p=mix)
            words = [THEMES[theme][generator.integers(5)] for theme in chosen]
            records.append((f"d{number:02}", sentence, year, " ".join(words)))
    return pd.DataFrame(records, columns=["document", "sentence", "election", "text"])


def count_terms(statements: pd.DataFrame) -> Terms:
    return text.count_terms(statements, stems="none", phrases=False, stop_words=False)


def find_theme(words: str) -> int:
    """The theme that most of the first five words belong to."""
    return int(np.argmax([len(set(words.split(", ")[:5]) & set(theme)) for theme in THEMES]))


def test_a_planted_difference_is_found_and_its_sign_is_right() -> None:
    statements = make_statements(1, apart=0.7)
    table = topics.estimate_topic_effects(count_terms(statements), statements, SHOWN, by="election")
    by_theme = {find_theme(row["words"]): row for row in table.to_dict("records")}
    assert sorted(by_theme) == [0, 1, 2], "each theme is a topic"
    first = by_theme[0]
    assert (first["group"], first["reference"], first["texts"]) == ("2024", "2020", 30)
    assert first["low"] > 0 and first["effect"] == pytest.approx((1 / 3 + 0.7) / 1.7 - 1 / 3, abs=0.1)
    assert by_theme[1]["effect"] < 0 and by_theme[2]["effect"] < 0


def test_groups_that_are_alike_are_seldom_apart() -> None:
    """With intervals of 95 % about 1 of 20 leaves out 0; three topics on 12 corpora."""
    outside = []
    for seed in range(12):
        statements = make_statements(seed, apart=0.0)
        table = topics.estimate_topic_effects(count_terms(statements), statements, SHOWN, by="election")
        outside += ((table["low"] > 0) | (table["high"] < 0)).tolist()
    assert np.mean(outside) <= 0.2


def test_topics_are_matched_with_those_shown() -> None:
    statements = make_statements(2, apart=0.0)
    table = topics.estimate_topic_effects(count_terms(statements), statements, SHOWN, by="election")
    for row in table.to_dict("records"):
        assert row["matched"] == find_theme(row["words"]) + 7 and row["likeness"] > 0.8
    other = SHOWN.replace({"topic": {7: 8, 8: 7}})
    again = topics.estimate_topic_effects(count_terms(statements), statements, other, by="election")
    assert again["matched"].map({7: 8, 8: 7, 9: 9}).tolist() == table["matched"].tolist()
    strange = SHOWN.assign(stem="x" + SHOWN["stem"])
    none = topics.estimate_topic_effects(count_terms(statements), statements, strange, by="election")
    assert none[["matched", "likeness"]].isna().all(axis=None)


def test_the_order_of_the_statements_does_not_matter_and_small_groups_are_named() -> None:
    statements = make_statements(3, apart=0.3)
    statements["election"] = statements["election"].mask(statements["document"] < "d04", "2015")
    given = topics.estimate_topic_effects(count_terms(statements), statements, SHOWN, by="election")
    assert set(given["group"]) == {"2024"} and set(given["too_small"]) == {"2015"}
    mixed = statements.sample(frac=1, random_state=1)
    again = topics.estimate_topic_effects(count_terms(mixed), mixed, SHOWN, by="election")
    pd.testing.assert_frame_equal(given, again, check_exact=True)


def test_offices_are_parts_of_documents_with_the_document_as_cluster() -> None:
    statements = make_statements(4, apart=0.0)
    statements["office"] = np.where(statements["sentence"] % 2, "agency", "head")
    table = topics.estimate_topic_effects(count_terms(statements), statements, SHOWN, by="office")
    assert set(table["reference"]) == {"agency"} and set(table["texts"]) == {60}


def test_unfit_calls_are_refused() -> None:
    statements = make_statements(1, apart=0.0)
    terms = count_terms(statements)
    with pytest.raises(InputError, match="colour"):
        topics.estimate_topic_effects(terms, statements, SHOWN, by="colour")
    with pytest.raises(InputError, match="two groups of 5"):
        topics.estimate_topic_effects(terms, statements.assign(election="2024"), SHOWN, by="election")
    with pytest.raises(InputError, match="topics"):
        topics.estimate_topic_effects(terms, statements, SHOWN[SHOWN["topic"] == 7], by="election")
    with pytest.raises(InputError, match="shown topics: stem"):
        topics.estimate_topic_effects(terms, statements, SHOWN.drop(columns="stem"), by="election")
