"""The statements, documents and filters of the evidence explorer, as its script takes them."""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from research.codebook import list_labels
from research.compare import NO_GROUP
from research.report.words.study_labels import label_study
from research.study import Study, list_all_statements
from research.tables import find_data

# Whether the text of a document is shown: yes; no, it is frozen; no, it is not in documents/ and so not passed on.
SHOWN, UNREAD, WITHHELD = 0, 1, 2
OFFICIAL, OTHER, NARRATION = 0, 1, 2
_UNIT = ["document", "sentence"]
# A name that no value of the corpus can be: own fields may be called as other filters, words or figure.
FIELD = "field."


@cache
def read_explorer_words(part: str, language: str) -> Mapping[str, str]:
    """Read the words of the explorer in a language (en or id): of its script, its page, or for columns and codes."""
    words = tomllib.loads(find_data("explorer_words.toml").read_text(encoding="utf-8"))
    return {key: row[language] for key, row in words[part].items()}


def write_script(name: str, value: Any) -> bytes:
    r"""Write a value as a script that gives it to a page opened from a file, where a page can read no JSON.

    Examples
    --------
    >>> write_script("x", {"a": "</script>"})
    b'window.x = {"a":"\\u003c/script\\u003e"};\n'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Signs that could end a script, or a line of one, are written as escapes, which change no text.
    for sign in "<>&\u2028\u2029\ufeff":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"window.{name} = {text};\n".encode("utf-8", "replace")


def label_values(known: Study, language: str) -> dict[str, str]:
    """Name the codes of a study in a language, as label_study does in English."""
    words = read_explorer_words("columns", language)
    labels = label_study(known)
    named = list_labels(known.codebook, language=language)
    spoken = {**named.frames, **named.subcodes, **named.offices, **named.modes}
    samples = {sample.code: sample.label_id if language == "id" else sample.label_en for sample in known.samples.sample}
    coded = {code: label[:1].upper() + label[1:] for code, label in spoken.items()}
    return {**labels, **coded, **samples, "unframed": words["unframed"], NO_GROUP: words["none"]}


def list_states(known: Study) -> list[int]:
    """Say of each document whether its text is shown: not that of frozen documents, nor one that documents/ lacks."""
    list_path = known.folder / "coding" / "frozen.txt"
    frozen = set(known.frozen if list_path.is_file() else ())
    replaced = known.replaced_texts
    states = []
    for name, text in known.documents[["document", "text"]].itertuples(index=False):
        if name in frozen:
            states.append(UNREAD)
        else:
            states.append(WITHHELD if text not in replaced.get(name, text) else SHOWN)
    return states


@dataclass(frozen=True)
class Facet:
    """A filter: its values in order, and which of them each document or statement has.

    Attributes
    ----------
    key, label : str
        Its name in the address and on the page.
    level : str
        document or statement.
    values : sequence
        The value, or values, of each document or statement.
    order : sequence of str
        The values in order; others follow, sorted.
    names : mapping of str to str
        The names of values.
    """

    key: str
    label: str
    level: str
    values: Sequence[Any]
    order: Sequence[str] = ()
    names: Mapping[str, str] | None = None

    def to_data(self, none: str) -> dict[str, Any]:
        """Write it as the script takes it."""
        lists = [list(value) if isinstance(value, tuple) else [value] for value in self.values]
        present = {value for values in lists for value in values}
        codes = [code for code in dict.fromkeys(self.order) if code in present]
        codes += sorted(present - {*codes, ""}) + ([""] if "" in present else [])
        place = {code: number for number, code in enumerate(codes)}
        of = [[place[code] for code in values] for values in lists]
        return {
            "key": self.key,
            "label": self.label,
            "level": self.level,
            # A value that is missing is called none in an address, as in conditions.
            "codes": [code or NO_GROUP for code in codes],
            "names": [(self.names or {}).get(code, code) or none for code in codes],
            "of": of if any(isinstance(value, tuple) for value in self.values) else [values[0] for values in of],
        }


def list_facets(known: Study, statements: pd.DataFrame, language: str) -> list[Facet]:
    """List the filters that a corpus has values for."""
    words, names = read_explorer_words("columns", language), label_values(known, language)
    documents = known.documents
    carried = known.gold[known.gold["present"]]
    of_unit = carried.groupby(_UNIT)["frame"].agg(tuple).to_dict()
    uncoded = set(known.uncoded)
    frames = [
        of_unit.get(unit, ("uncoded",) if unit[0] in uncoded else (NO_GROUP,))
        for unit in statements[_UNIT].itertuples(index=False, name=None)
    ]
    order = [frame.code for frame in known.codebook.frames]
    none = {NO_GROUP: words["unframed"], "uncoded": words["uncoded"]}
    spoken = statements["speaker"].where(statements["reported"], "")
    common = spoken[spoken.ne("")].value_counts()
    ranked = sorted(common.index, key=lambda name: (-common[name], name))
    elections = dict(zip(known.elections["election"], known.elections["label"], strict=True))
    period = "period" if "period" in documents else "election"
    place = "province" if "national" not in names or known.declarations.places else "place"
    year = documents["published"].dt.year.astype("str")

    def facet(key: str, level: str, values: Iterable[Any], order: Iterable[str] = (), **named: str) -> Facet:
        return Facet(key, words[key], level, list(values), list(order), {**names, **named})

    facets = [
        facet("frame", "statement", frames, [*order, NO_GROUP, "uncoded"], **none),
        facet("office", "statement", statements["office"].fillna(""), known.labels.offices),
        facet(period, "document", documents["election"].fillna(""), elections, **elections),
        facet("year", "document", year),
        facet(place, "document", documents["province"].fillna(""), known.declarations.places),
        facet("sample", "document", documents.get("sample", pd.Series("", index=documents.index)), known.samples.codes),
        facet("kind", "document", documents["kind"], known.declarations.kinds),
        facet("mode", "statement", statements["mode"], known.labels.modes),
        Facet("speaker", words["speaker"], "statement", spoken.tolist(), ranked),
    ]
    for name, field in known.declarations.fields.items():
        label = name.replace("_", " ")
        facets.append(
            Facet(
                FIELD + name,
                label[:1].upper() + label[1:],
                "document",
                documents[name].fillna("").tolist(),
                field.values,
            )
        )
    return [facet for facet in facets if set(facet.values) - {""}]


def list_statement_data(
    known: Study, language: str, *, states: Sequence[int], figures: Sequence[str]
) -> dict[str, Any]:
    """List what the script shows: documents, statements, filters and words; the text of what is not shown is empty."""
    words = read_explorer_words("columns", language)
    statements, documents = list_all_statements(known), known.documents
    place = {name: number for number, name in enumerate(documents["document"])}
    of = [place[name] for name in statements["document"]]
    hidden = [states[number] != SHOWN for number in of]
    official = statements["official"] if "official" in statements else statements["reported"]
    who = [
        OFFICIAL if counted else OTHER if reported else NARRATION
        for counted, reported in zip(official.fillna(False), statements["reported"], strict=True)
    ]
    facets = [facet.to_data(words["none"]) for facet in list_facets(known, statements, language)]
    frames = facets[0]["codes"]
    return {
        "language": language,
        "words": dict(read_explorer_words("script", language)) | {"none": words["none"]},
        "facets": facets,
        "documents": _list_documents(known, states, lambda code: words.get(code, code)),
        "statements": {
            "document": of,
            "sentence": statements["sentence"].tolist(),
            "text": ["" if kept else text for text, kept in zip(statements["text"], hidden, strict=True)],
            "who": who,
        },
        "coders": _list_coders(known, statements, frames),
        "figures": list(figures),
    }


def _list_documents(known: Study, states: Sequence[int], name: Callable[[str], str]) -> list[list[Any]]:
    lengths = {"day": 10, "month": 7, "year": 4}
    rows, uncoded = [], set(known.uncoded)
    for row, state in zip(known.documents.to_dict("records"), states, strict=True):
        published = f"{row['published']:%Y-%m-%d}"[: lengths.get(row["date_precision"], 10)]
        title = "" if state else row["title"]
        shown = [row["document"], title, row["outlet"], row["url"], published, row["region"], name(row["rendition"])]
        rows.append([*("" if pd.isna(value) else value for value in shown), state, int(row["document"] not in uncoded)])
    return rows


def _list_coders(known: Study, statements: pd.DataFrame, frames: Sequence[str]) -> list[dict[str, Any]]:
    """What each person who coded saw in each statement, by numbers of the frames; 0 where it was not coded."""
    place = {code: number for number, code in enumerate(frames)}
    coders = []
    codings = known.coder_codings
    for coder in known.people:
        part = codings[codings["coder"].eq(coder) & codings["frame"].isin(frames)]
        seen: dict[Any, list[int]] = {}
        for document, sentence, code in part[[*_UNIT, "frame"]].itertuples(index=False, name=None):
            seen.setdefault((document, sentence), []).append(place[code])
        units = statements[_UNIT].itertuples(index=False, name=None)
        coders.append({"name": coder, "frames": [seen.get(unit, 0) for unit in units]})
    return coders
