"""Made models, sheets and raters for the tests of intrusion."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from research import topics


def make_model(seed: int, *, documents: int = 80, number: int = 4) -> pd.DataFrame:
    """Deal the statements of documents of six to topics at random; topic 0 is of no topic."""
    random = np.random.default_rng(seed)
    rows = [(f"d{document:03d}", sentence) for document in range(documents) for sentence in range(1, 7)]
    table = pd.DataFrame(rows, columns=["document", "sentence"])
    return table.assign(topic=random.integers(0, number + 1, len(table)), weight=0.5)


def write_texts(model: pd.DataFrame) -> pd.DataFrame:
    """Give each statement a text that says its place and nothing of its topic."""
    text = "Kalimat " + model["sentence"].astype("str") + " naskah " + model["document"].str.removeprefix("d") + "."
    return model[["document", "sentence"]].assign(text=text)


def draw_items(seed: int = 1) -> pd.DataFrame:
    """Draw the items of a made model of four topics and a made shuffled one: forty and ten."""
    model = make_model(1)
    return topics.draw_statement_intrusion(model, write_texts(model), shuffled=make_model(2), seed=seed)


def answer_sheet(sheet: Path, rater: str, choose: Callable[[int], object]) -> Path:
    """Fill a .csv sheet as a rater would, with the answer that is chosen for each item."""
    table = pd.read_csv(sheet, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    filled = sheet.with_name(f"{sheet.stem}-{rater}.csv")
    table.assign(answer=[str(choose(int(item))) for item in table["item"]]).to_csv(filled, index=False)
    return filled


def find_truth(items: pd.DataFrame) -> dict[int, int]:
    """Map each item to the place of its intruder."""
    found = items[items["intruder"]]
    return dict(zip(found["item"], found["place"], strict=True))
