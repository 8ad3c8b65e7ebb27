import pandas as pd

from research import coding

SAID = {
    "document": ["a", "a", "a", "a", "b", "b"],
    "sentence": [1, 2, 3, 4, 1, 2],
    "text": ["Berita.", "Netral.", "Awas.", "Netral.", "Netral.", "Sanksi."],
    "reported": [False, True, True, True, True, True],
    "rule": ["headline", "verb", "verb", "verb", "verb", "verb"],
}


def test_each_text_has_one_number_and_narration_none():
    items = coding.list_run_items(pd.DataFrame(SAID), seed=1)
    assert items[["document", "sentence"]].to_numpy().tolist() == [["a", 2], ["a", 3], ["a", 4], ["b", 1], ["b", 2]]
    numbers = dict(zip(items["text"], items["item"], strict=True))
    assert sorted(numbers.values()) == [1, 2, 3]
    assert set(items.loc[items["text"] == "Netral.", "item"]) == {numbers["Netral."]}
    assert (items["before"] == "").all()


def test_with_context_the_sentence_before_is_of_the_same_document_and_no_headline():
    items = coding.list_run_items(pd.DataFrame(SAID), context=True, seed=1)
    assert items["before"].tolist() == ["", "Netral.", "Awas.", "", "Netral."]
    # The same words after another sentence are another question.
    assert items["item"].nunique() == 4


def test_the_order_hangs_on_the_seed_alone():
    table = pd.DataFrame({"document": "a", "sentence": range(1, 40), "reported": True})
    table["text"] = [f"kalimat {number}" for number in table["sentence"]]
    first = coding.list_run_items(table, seed=1)
    assert first.equals(coding.list_run_items(table.sample(frac=1, random_state=3), seed=1))
    assert first["item"].tolist() != sorted(first["item"])
    assert first["item"].tolist() != coding.list_run_items(table, seed=2)["item"].tolist()
