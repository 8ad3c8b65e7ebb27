"""Scores of the attribution against gold: by the rules, by decisions learnt from other documents, and by people."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from research import attribution, codebook, coding, corpus
from research.tables import Fault, InputError, glob_files, read_cells, returns_table

_KEY = ["document", "sentence"]
_GOLD = [*_KEY, "start", "stop", "text", "reported", "speaker", "office", "mode"]
_AUTOMATIC = ("rules", "learnt")


@dataclass(frozen=True)
class CorpusAttribution:
    """The coded documents of a corpus, attributed in several ways.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        The statements: by rules (the rules alone), learnt (decisions learnt from other documents), and each file of
        coding/attribution, which is a second coding by people.
    gold : DataFrame
        Their gold, without mode where a document is not verbatim: gold has the mode of the original, which a restated
        text does not show.
    documents : DataFrame or None
        The table documents where the corpus declares samples.
    frozen : tuple of str
        The ids of the frozen documents, from which nothing is learnt.
    """

    tables: Mapping[str, pd.DataFrame]
    gold: pd.DataFrame
    documents: pd.DataFrame | None
    frozen: tuple[str, ...]


def attribute_corpus(folder: Path) -> CorpusAttribution:
    """Attribute the coded documents of a corpus folder by the rules, and by decisions learnt from others of them.

    Parameters
    ----------
    folder : Path
        The corpus folder.

    Returns
    -------
    CorpusAttribution
        Their statements and their gold.

    Raises
    ------
    InputError
        As the readers of documents, of the codebook and of gold, and where a second coding lacks a column.
    """
    book = codebook.read_codebook(folder / "codebook.toml")
    documents, gold, frozen = _read_gold(folder, book)
    tables = {
        "rules": attribution.find_statements(documents, learnt=False),
        "learnt": attribution.attribute_out_of_sample(documents, gold, frozen=frozen),
    }
    tables = {name: codebook.map_offices(table, book) for name, table in tables.items()}
    if documents["rendition"].ne("verbatim").any():
        gold = gold.drop(columns="mode")
    tables |= {path.stem: _read_second(path, gold) for path in glob_files(folder / "coding" / "attribution", "*.csv")}
    return CorpusAttribution(tables, gold, documents if corpus.read_samples(folder).codes else None, frozen)


@returns_table("attribution_scores")
def evaluate_attribution(folder: Path) -> pd.DataFrame:
    """Score the attribution of a corpus folder's documents against its gold.

    Parameters
    ----------
    folder : Path
        The corpus folder.

    Returns
    -------
    DataFrame
        The table attribution_scores of attribution.score_statements_by_split, for each sample where the corpus declares
        any, with attribution: rules, learnt, or the name of a second coding by people (CorpusAttribution).

    Raises
    ------
    InputError
        As attribute_corpus does.

    Notes
    -----
    Development documents are attributed by decisions learnt in cross-validation, frozen ones by decisions learnt from
    all development documents. A second coding is scored on the documents that it has, against a gold that it helped to
    decide.
    """
    return score_corpus(attribute_corpus(folder))


@returns_table("attribution_scores")
def score_corpus(attributed: CorpusAttribution) -> pd.DataFrame:
    """Score attributed documents, as evaluate_attribution does."""
    scores = []
    for name, table in attributed.tables.items():
        truth = attributed.gold[attributed.gold["document"].isin(table["document"])]
        parts = attribution.score_statements_by_split(
            table, truth, frozen=attributed.frozen, documents=attributed.documents
        )
        parts.insert(list(parts.columns).index("measure"), "attribution", name)
        # People are given the borders of sentences.
        scores.append(parts if name in _AUTOMATIC else parts[parts["measure"].ne("border_f1")])
    return pd.concat(scores, ignore_index=True)


@returns_table("attribution_reliability")
def measure_corpus_reliability(attributed: CorpusAttribution) -> pd.DataFrame:
    """Compare the confidence of learnt decisions with what is right.

    Parameters
    ----------
    attributed : CorpusAttribution
        Of attribute_corpus.

    Returns
    -------
    DataFrame
        The table attribution_reliability of attribution.measure_reliability for each part and, where the corpus
        declares samples, each sample.
    """
    gold, frozen = attributed.gold, set(attributed.frozen)
    part = gold["document"].isin(frozen).map({False: "development", True: "frozen"})
    sample = pd.Series("", index=gold.index)
    if attributed.documents is not None:
        sample = gold["document"].map(attributed.documents.set_index("document")["sample"])
    tables = []
    for (sample_name, part_name), rows in gold.groupby([sample.rename("sample"), part.rename("part")]):
        bins = attribution.measure_reliability(attributed.tables["learnt"], rows)
        tables.append(bins.assign(sample=str(sample_name), part=str(part_name)))
    table = pd.concat(tables, ignore_index=True)
    return table if attributed.documents is not None else table.drop(columns="sample")


@returns_table("attribution_scores")
def evaluate_attribution_texts(paths: Sequence[Path], folder: Path, *, also: Sequence[Path] = ()) -> pd.DataFrame:
    """Score the attribution on files of coded texts, by the rules alone and by learnt decisions.

    Parameters
    ----------
    paths : sequence of Path
        As attribution.evaluate_attribution_files takes them.
    folder : Path
        The corpus folder. Texts that are coded by sentences are attributed by decisions learnt from its development
        documents and from the other texts; a document of a text's id is left out. Texts that are coded by quotations,
        and all texts where the corpus has no gold, are attributed by the decisions that the package has.
    also : sequence of Path
        More texts that are coded by sentences, to learn from.

    Returns
    -------
    DataFrame
        The table attribution_scores with attribution: rules and learnt.

    Raises
    ------
    InputError
        As attribution.evaluate_attribution_files and attribute_corpus.
    """
    codes = attribution.read_coded_texts(paths)[1]
    more = attribution.read_coded_texts([*also]) if also else (codes.iloc[:0], codes.iloc[:0])
    learn = partial(_attribute_texts, codes=codes, more=more, folder=folder)
    ways: dict[str, Callable[[pd.DataFrame], pd.DataFrame]]
    ways = {"rules": partial(attribution.attribute_documents, learnt=False), "learnt": learn}
    scores = {name: attribution.evaluate_attribution_files(paths, attribute=way) for name, way in ways.items()}
    return pd.concat(scores, names=["attribution"]).reset_index("attribution").reset_index(drop=True)


def _attribute_texts(
    texts: pd.DataFrame, *, codes: pd.DataFrame, more: tuple[pd.DataFrame, pd.DataFrame], folder: Path
) -> pd.DataFrame:
    """Attribute texts that are coded by sentences out of sample, all others by the decisions of the package."""
    is_coded = texts["document"].isin(codes["document"])
    if not (folder / "coding" / "gold.csv").is_file() or not is_coded.any():
        return attribution.attribute_documents(texts)
    documents, gold, frozen = _read_gold(folder, codebook.read_codebook(folder / "codebook.toml"))
    documents = documents[~documents["document"].isin(frozen)]
    joined = [documents.assign(group=documents["document"])]
    truths = [gold[gold["document"].isin(documents["document"])]]
    named, ids = set(texts["document"]), _number_texts({*texts["document"], *more[0]["document"]})
    for items, coding_rows in ((texts[is_coded], codes), more):
        given = items if items is not more[0] else items[~items["document"].isin(named)]
        rows = coding_rows[coding_rows["document"].isin(given["document"])]
        joined.append(given.assign(group=given["document"], document=given["document"].map(ids)))
        truths.append(rows.assign(document=rows["document"].map(ids))[_GOLD])
    known = pd.concat(joined, ignore_index=True)[["document", "text", "rendition", "group"]]
    found = attribution.attribute_out_of_sample(known, pd.concat(truths, ignore_index=True))
    names = {ids[name]: name for name in texts.loc[is_coded, "document"]}
    found = found[found["document"].isin(names)]
    found = found.assign(document=found["document"].map(names))
    return pd.concat([found, attribution.attribute_documents(texts[~is_coded])], ignore_index=True)


def _number_texts(names: Collection[str]) -> dict[str, str]:
    """An id for each name of a coded text: the name may be that of a document of the corpus, and no valid id."""
    width = len(str(len(names)))
    return {name: f"text-{number:0{width}}" for number, name in enumerate(sorted(names), start=1)}


def _read_gold(folder: Path, book: codebook.Codebook) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """The coded documents, their gold, and the ids of the frozen ones."""
    documents = corpus.read_documents(folder)
    gold = coding.read_coded(folder, documents, codebook=book).statements[_GOLD]
    coded = documents[documents["document"].isin(gold["document"])]
    return coded, gold, coding.read_frozen(folder / "coding" / "frozen.txt")


def _read_second(path: Path, gold: pd.DataFrame) -> pd.DataFrame:
    """A second coding by people as statements, with the borders of gold."""
    needed = [*_KEY, "speaker", "office", "mode"]
    cells = read_cells(path, columns=needed)
    if missing := [column for column in needed if column not in cells.columns]:
        raise InputError([Fault(path.as_posix(), "columns", ", ".join(cells.columns), "also " + ", ".join(missing))])
    numbers, reported = pd.to_numeric(cells["sentence"], errors="coerce"), cells["mode"].ne("narration")
    table = cells.assign(sentence=numbers, reported=reported)[[*_KEY, "reported", "speaker", "office"]]
    return gold[[*_KEY, "start", "stop"]].merge(table, on=_KEY)
