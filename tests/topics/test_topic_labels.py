"""Labels of topics are known again by words in another fit; entries that fit none, or one topic twice, are refused."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from planted_themes import THEMES, plant

from research import topics
from research.tables import InputError
from research.text import count_terms

ENTRY = '[[topics]]\nlabel_en = "{}"\nlabel_id = "{}"\nwords = {}\n'
SANCTIONS = ENTRY.format("Sanctions", "Sanksi", THEMES[0][:4])
MEDIA = ENTRY.format("Media", "Media", THEMES[1][:3])
SERVICE = ENTRY.format("Service", "Layanan", THEMES[2][:4])


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "topics.toml"
        path.write_text(text, encoding="utf-8")
        return topics.read_topic_labels(path)

    return read


@cache
def fit(method="nmf"):
    statements, truth = plant(3)
    terms = count_terms(statements, stems="none")
    return topics.fit_topics(terms, topics=4, method=method, starts=1, seed=2), statements.assign(theme=truth)


def find_theme(fitted, topic):
    """The theme most of whose words are among the six heaviest terms of a topic."""
    top = set(fitted.topic_terms[fitted.topic_terms["topic"] == topic].head(6)["term"])
    return int(np.argmax([len(top & set(theme)) for theme in THEMES]))


@pytest.mark.parametrize("method", ["lda", "nmf"])
def test_a_label_finds_its_topic_in_every_fit(read, method):
    fitted, _ = fit(method)
    labelled = topics.apply_topic_labels(fitted, read(SERVICE + SANCTIONS))
    themes = {row.label_en: find_theme(fitted, row.topic) for row in labelled.itertuples()}
    assert (themes["Sanctions"], themes["Service"]) == (0, 2)
    assert labelled["number"].tolist() == [1, 2, 3, 4]
    assert (labelled["label_en"] == "").sum() == 2


def test_entries_of_one_label_are_merged_and_a_dropped_topic_is_left_over(read):
    fitted, statements = fit()
    both = SANCTIONS + MEDIA.replace('"Media"', '"Sanctions"', 1).replace('"Media"', '"Sanksi"')
    labelled = topics.apply_topic_labels(fitted, read(both + SERVICE + "drop = true\n"))
    theme = {topic: find_theme(fitted, topic) for topic in range(1, 5)}
    number = dict(zip(labelled["topic"], labelled["number"], strict=True))
    numbers = {theme[topic]: found for topic, found in number.items()}
    assert numbers[0] == numbers[1] == 1
    assert numbers[2] == 0
    assert numbers[3] == 2
    main = topics.find_dominant_topics(fitted, labelled).merge(statements, on=["document", "sentence"])
    expected = main["theme"].map(numbers)
    assert (main["topic"] == expected).mean() > 0.85
    listed = topics.list_labelled_topics(fitted, labelled, number=12).set_index("topic")
    assert listed.index.tolist() == [0, 1, 2]
    assert listed["share"].to_dict() == pytest.approx(main["topic"].value_counts(normalize=True).to_dict())
    terms = listed.loc[1, "terms"].split(", ")
    assert len(terms) == len(set(terms)) == 12
    assert len(set(terms) & {*THEMES[0], *THEMES[1]}) >= 11
    assert listed.loc[0, ["label_en", "terms"]].tolist() == ["", ""]
    assert listed.loc[1, "label_id"] == "Sanksi"
    first, second = listed.loc[1, "topics"].split(", ")
    assert {theme[int(first)], theme[int(second)]} == {0, 1}


def test_the_words_of_a_merged_topic_are_weighed_by_its_statements():
    rows = [(1, 1, "akun", 0.6), (1, 2, "foto", 0.4), (2, 1, "denda", 0.9), (2, 2, "foto", 0.1)]
    terms = pd.DataFrame(rows, columns=["topic", "rank", "term", "weight"])
    terms = terms.assign(stem=terms["term"], lift=1.0)
    main = [1, 1, 1, 2]
    statements = pd.DataFrame(
        [(f"d{n}", 1, topic, 0.9 if topic == one else 0.1) for n, one in enumerate(main) for topic in (1, 2)],
        columns=["document", "sentence", "topic", "weight"],
    )
    fitted = topics.Topics(terms, statements, "lda", 1)
    labelled = pd.DataFrame({"topic": [1, 2], "number": 1, "label_en": "Both", "label_id": "Keduanya"})
    # By hand, three statements to one: akun .45, foto .30 + .025, denda .225.
    assert topics.list_labelled_topics(fitted, labelled)["terms"].tolist() == ["akun, foto, denda"]
    assert topics.list_labelled_topics(fitted, labelled)["share"].tolist() == [1.0]


def test_a_label_does_not_save_a_topic_that_chance_explains(read):
    fitted, _ = fit()
    place = next(topic for topic in range(1, 5) if find_theme(fitted, topic) == 0)
    gates = pd.DataFrame({"topic": [1, 2, 3, 4], "kept": 0.5})
    gates["number"] = np.where(gates["topic"] == place, 0, np.arange(1, 5))
    labelled = topics.apply_topic_labels(fitted, read(SANCTIONS), gates).set_index("topic")
    assert labelled.loc[place, ["number", "label_en"]].tolist() == [0, "Sanctions"]
    assert sorted(labelled["number"]) == [0, 1, 2, 3]
    assert labelled["kept"].tolist() == [0.5] * 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTRY.format("Fish", "Ikan", ["ikan", "laut", "sanksi"]), "topics.toml, Fish: words: found at most 1 of 3"),
        (SANCTIONS + ENTRY.format("Other", "Lain", THEMES[0][3:7]), "found Sanctions and Other for topic"),
    ],
)
def test_entries_that_fit_no_topic_or_one_topic_twice_are_refused(read, text, told):
    fitted, _ = fit()
    with pytest.raises(InputError) as caught:
        topics.apply_topic_labels(fitted, read(text))
    assert told in " ".join(str(caught.value).split())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SANCTIONS.replace("words", "word"), "word: found a field nobody declared"),
        ('labels = "x"', "labels: found a field nobody declared"),
        (ENTRY.format("A", "B", ["a", "b"]), "topics.toml, A: words: found 2, expected 3 or more"),
        (ENTRY.format("A", "B", ["a", "b", "A"]), "topics.toml, A: words: found 'a' 2 times"),
        (ENTRY.format(" ", "B", ["a", "b", "c"]), "label_en: found ' '"),
        (SANCTIONS + "drop = 1\n", "drop: found 1, expected true or false"),
        (SANCTIONS + SANCTIONS.replace("Sanksi", "Hukuman"), "Sanctions: label_id: found 'Hukuman' and 'Sanksi'"),
        (SANCTIONS + SANCTIONS + "drop = true\n", "Sanctions: drop: found False and True"),
        ("[[topics]\n", "topics.toml: file: found"),
        ("topics = 3\n", "topics: found 3"),
    ],
)
def test_faults_of_the_file_are_named(read, text, told):
    with pytest.raises(InputError) as caught:
        read(text)
    assert told in " ".join(str(caught.value).split())


def test_without_a_file_or_with_an_empty_one_topics_stay_as_they_are(read, tmp_path):
    assert topics.read_topic_labels(tmp_path / "none.toml") == read("") == ()
    fitted, _ = fit()
    labelled = topics.apply_topic_labels(fitted, ())
    assert labelled["number"].tolist() == [1, 2, 3, 4]
    listed = topics.list_labelled_topics(fitted, labelled)
    plain = topics.list_top_terms(fitted)
    assert listed[["topic", "share", "terms"]].equals(plain[["topic", "share", "terms"]])


def test_an_entry_between_two_topics_is_refused_and_one_that_weighs_more_in_a_topic_is_not(read):
    words = ["sanksi", "hukuman", "akun", "foto"]
    weights = pd.DataFrame({"topic": [1] * 4 + [2] * 4, "rank": [1, 2, 3, 4] * 2, "term": 2 * words, "stem": 2 * words})
    entry = read(ENTRY.format("Mixed", "Campur", words[:3]))
    even = topics.Topics(weights.assign(weight=[0.3, 0.2, 0.1, 0.4, 0.1, 0.2, 0.2, 0.5]), weights, "lda", 1)
    with pytest.raises(InputError, match="Mixed: words: found 3 of 3 in each of the topics 1, 2"):
        topics.apply_topic_labels(even, entry)
    uneven = topics.Topics(weights.assign(weight=[0.3, 0.2, 0.1, 0.4, 0.1, 0.1, 0.0, 0.8]), weights, "lda", 1)
    assert topics.apply_topic_labels(uneven, entry)["label_en"].tolist() == ["Mixed", ""]


def test_entries_of_a_sample_are_read_for_it_alone(tmp_path):
    path = tmp_path / "topics.toml"
    entry = '[[topics]]\n{}label_en = "{}"\nlabel_id = "x"\nwords = ["a", "b", "c"]\n'
    path.write_text(entry.format("", "All") + entry.format('sample = "s1"\n', "One"), encoding="utf-8")
    names = [[label.label_en for label in topics.read_topic_labels(path, sample=code)] for code in ("s1", "s2")]
    assert names == [["All", "One"], ["All"]]
    assert len(topics.read_topic_labels(path)) == 2
