"""The model that comes with the package, and the coded documents it is fitted on."""

import json
from pathlib import Path

from research import coding, study
from research.attribution import MODEL_FILE, hash_inputs
from research.tables import find_data

REMEDY = "the coded documents changed: python docs/make.py model"


def test_the_model_was_fitted_on_the_coded_documents_as_they_are(root: Path) -> None:
    documents, gold = study.read_attribution_inputs(root / "corpus", [root / "tests" / "data" / "twins"])
    model = json.loads(find_data(MODEL_FILE).read_text(encoding="utf-8"))
    assert model["inputs"] == hash_inputs(documents, gold), REMEDY
    frozen = set(coding.read_frozen(root / "corpus" / "coding" / "frozen.txt"))
    assert frozen.isdisjoint(documents["document"]) and frozen.isdisjoint(documents["group"])
    assert set(gold["document"]) <= set(documents["document"])
