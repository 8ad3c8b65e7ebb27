"""A corpus folder as a whole: its documents, statements, codebook and gold frames."""

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from research import corpus
from research.codebook import Codebook, Labels, list_labels, read_codebook, read_themes
from research.coding import hide_frozen, list_run_names, read_coded, read_codings, read_frozen
from research.compare import GOLD, Contrasts, Hypotheses, merge_frames, read_contrasts, read_hypotheses
from research.corpus import (
    Declarations,
    Samples,
    read_declarations,
    read_documents,
    read_elections,
    read_officials,
    read_replaced_texts,
    read_samples,
)
from research.frames import code_with_cues, make_frames
from research.tables import (
    Fault,
    InputError,
    glob_files,
    hash_code,
    hash_table,
    keep_rows,
    keep_tables,
    make_key,
    make_table,
    read_bytes,
)


@dataclass(frozen=True)
class Study:
    """All of one corpus folder, as open_study reads it; derived tables are computed at first use.

    Attributes
    ----------
    folder : Path
        The corpus folder.
    documents, statements, codings, gold : DataFrame
        The tables documents, statements and codings (of gold), and gold as a table frames. Statements are those of the
        coded documents only, with speakers, offices and modes as people coded them. Where open_by_coder made the study,
        all of this is by the frames of one coder.
    codebook : Codebook
        The frames, offices and modes.
    uncoded : tuple of str
        The ids of the documents without a row in gold.
    """

    folder: Path
    documents: pd.DataFrame
    statements: pd.DataFrame
    codings: pd.DataFrame
    gold: pd.DataFrame
    codebook: Codebook
    uncoded: tuple[str, ...] = ()

    @cached_property
    def labels(self) -> Labels:
        """The codebook's labels of codes."""
        return list_labels(self.codebook)

    @cached_property
    def caution(self) -> str:
        """The notes on the sample and the coders, for the caption of every figure.

        The sample is named where the documents are of one that samples.toml declares; else the codebook says what it
        is. What the codebook says of the coders is of those of gold.
        """
        drawn = set(self.documents["sample"])
        names = [sample.label_en for sample in self.samples.sample if {sample.code} == drawn]
        sample = f"{names[0]} of {' and '.join(self._list_kinds())}." if names else self.codebook.sample
        return f"{sample} {self.codebook.coders}" if self.coder == GOLD else sample

    @property
    def coder(self) -> str:
        """Whose frames gold holds: gold, or the coder by which open_by_coder opened the corpus."""
        return str(self.gold["coder"].iloc[0]) if len(self.gold) else GOLD

    def _list_kinds(self) -> list[str]:
        kinds = set(self.documents["kind"])
        return [name.lower() for kind, name in self.declarations.kinds.items() if kind in kinds]

    @cached_property
    def samples(self) -> Samples:
        """The samples that samples.toml declares."""
        return read_samples(self.folder)

    def restrict(self, *, sample: str) -> "Study":
        """Restrict the study to the documents of one sample.

        Parameters
        ----------
        sample : str
            The code of a sample that samples.toml declares.

        Returns
        -------
        Study
            The study with the documents, statements and codes of the sample alone.

        Raises
        ------
        InputError
            Where no such sample is declared or, in a corpus that declares none, named by a document.

        Examples
        --------
        >>> study = open_study("corpus").restrict(sample="purposive")
        >>> len(study.documents), set(study.rows["sample"])
        (135, {'purposive'})
        """
        codes = self.samples.codes or sorted({*self.documents["sample"]} - {""})
        if sample not in codes:
            where, remedy = (self.folder / "samples.toml").as_posix(), "name one of them, or declare the sample"
            expected = "one of " + ", ".join(codes) if codes else "no sample, as the documents name none"
            raise InputError([Fault(where, "sample", repr(sample), expected, remedy)])
        documents = self.documents[self.documents["sample"] == sample].reset_index(drop=True)
        ids = set(documents["document"])
        statements, codings, gold = (
            table[table["document"].isin(ids)].reset_index(drop=True)
            for table in (self.statements, self.codings, self.gold)
        )
        uncoded = tuple(name for name in self.uncoded if name in ids)
        return Study(self.folder, documents, statements, codings, gold, self.codebook, uncoded)

    @cached_property
    def sample(self) -> str:
        """The sample of all documents; empty where they are of several, or of none."""
        codes = set(self.documents["sample"])
        return str(next(iter(codes))) if len(codes) == 1 else ""

    def split(self) -> tuple["Study", ...]:
        """Split the study into one of each sample, in the order of samples.toml.

        Returns
        -------
        tuple of Study
            The study itself where all documents are of one sample, or of none.

        Examples
        --------
        >>> [(part.sample, len(part.documents)) for part in open_study("corpus").split()]
        [('systematic', 316), ('purposive', 135)]
        """
        present = set(self.documents["sample"])
        codes = [code for code in self.samples.codes or sorted(present - {""}) if code in present]
        return tuple(self.restrict(sample=code) for code in codes) if len(codes) > 1 else (self,)

    @cached_property
    def families(self) -> pd.DataFrame:
        """The family of near-identical documents that each document belongs to."""
        rows = self.documents[["document", "published", "text"]].itertuples(index=False, name=None)
        whole = make_key(hash_code("corpus", "text"), *(str(value) for row in rows for value in row))
        keys = {document: make_key(whole, document) for document in self.documents["document"]}
        found = keep_rows("families", keys, lambda _: corpus.find_families(self.documents))
        return make_table(found.sort_values("document", ignore_index=True), "families")

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Officials' statements by frame and subcode, merged with their documents: the table rows of comparisons."""
        return merge_frames(self.documents, self.statements, self.gold, families=self.families)

    @cached_property
    def frame_rows(self) -> pd.DataFrame:
        """The rows of the frames, without those of subcodes."""
        coded = self.gold[self.gold["frame"].isin(self.labels.frames)]
        return merge_frames(self.documents, self.statements, coded, families=self.families)

    @cached_property
    def themes(self) -> Codebook | None:
        """The themes that themes.toml declares, as a codebook; none where there is no such file."""
        path = self.folder / "themes.toml"
        return read_themes(path, self.codebook) if path.is_file() else None

    @cached_property
    def theme_rows(self) -> pd.DataFrame:
        """Officials' statements by theme, as the cue coder marks them: a table rows, empty without themes.toml."""
        if self.themes is None:
            return self.rows.iloc[:0]
        coded = code_with_cues(self.statements, self.themes)
        return merge_frames(self.documents, self.statements, coded, families=self.families)

    @cached_property
    def official_rows(self) -> pd.DataFrame:
        """The frame_rows of the officials in officials.csv, with its column label and election_year as year."""
        officials = read_officials(self.folder)
        joined = self.frame_rows.merge(officials, on=["document", "speaker"], validate="many_to_one")
        return joined.assign(year=joined["election_year"])

    @cached_property
    def elections(self) -> pd.DataFrame:
        """The elections that documents belong to, in the order of elections.csv."""
        elections = read_elections(self.folder)
        return elections[elections["election"].isin(self.documents["election"])]

    @cached_property
    def contrasts(self) -> Contrasts:
        """The contrasts that contrasts.toml declares; none where there is no such file."""
        path = self.folder / "contrasts.toml"
        return read_contrasts(path) if path.is_file() else Contrasts(())

    @cached_property
    def hypotheses(self) -> Hypotheses:
        """The hypotheses of hypotheses.toml, with what samples.toml says of them; none where there is no such file."""
        path, confirmation = self.folder / "hypotheses.toml", self.samples.confirmation
        if not path.is_file():
            return Hypotheses()
        return read_hypotheses(path, contrasts=self.contrasts, confirmation=confirmation)

    @cached_property
    def coder_codings(self) -> pd.DataFrame:
        """The table codings of all coders whose files are in coding/; gold is none of them."""
        codings = read_codings(self.folder / "coding", codebook=self.codebook)
        return codings[codings["document"].isin(set(self.documents["document"]))].reset_index(drop=True)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The names of the coders in coding/ who are people, sorted: those without the record of a program's run."""
        runs = list_run_names(self.folder / "coding")
        return tuple(sorted(set(self.coder_codings["coder"]) - set(runs)))

    @cached_property
    def declarations(self) -> Declarations:
        """What corpus.toml declares: kinds of document, fields and places of the corpus's own."""
        return read_declarations(self.folder)

    @cached_property
    def _texts(self) -> dict[str, dict[str, str]]:
        return read_texts(self.folder / "text.toml")

    def text(self, notebook: str, place: str) -> str:
        """The text of a notebook in text.toml at a place; empty where the corpus has no such file or text."""
        return self._texts.get(notebook, {}).get(place, "")

    @cached_property
    def frozen(self) -> tuple[str, ...]:
        """The ids of the documents that are kept unread while coders are written."""
        return read_frozen(self.folder / "coding" / "frozen.txt")

    @cached_property
    def replaced_texts(self) -> dict[str, str]:
        """What documents/ itself has as the text of each document whose verbatim copy is read, by id."""
        return read_replaced_texts(self.folder)

    @cached_property
    def shown_statements(self) -> pd.DataFrame:
        """The statements as they are shown and exported: the text of those of frozen documents is "(kept unread)"."""
        return hide_frozen(self.statements, self.folder)


def read_texts(path: Path) -> dict[str, dict[str, str]]:
    """Read the texts of a corpus by notebook and place, in Markdown. Raises InputError for other values.

    Examples
    --------
    >>> read_texts(Path("nowhere/text.toml"))
    {}
    """
    if not path.is_file():
        return {}
    where = path.as_posix()
    try:
        texts = tomllib.loads(read_bytes(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([Fault(where, "file", str(error), "TOML in UTF-8")]) from None
    faults = [
        Fault(where, notebook, type(places).__name__, "a table of sentences by place, as [05_years] with limits = ...")
        for notebook, places in texts.items()
        if not isinstance(places, dict) or not all(isinstance(text, str) for text in places.values())
    ]
    if faults:
        raise InputError(faults)
    return texts


def open_study(folder: Path | str, *, sample: str = "") -> Study:
    """Open a corpus folder: read its documents, its codebook and its gold.

    Parameters
    ----------
    folder : Path or str
        The corpus folder.
    sample : str
        The code of a sample, to which the study is restricted (Study.restrict); all documents where empty.

    Returns
    -------
    Study
        Its tables, and those derived from them.

    Raises
    ------
    InputError
        As the readers of documents, of the codebook and of gold, and as Study.restrict.

    Examples
    --------
    >>> study = open_study("corpus")
    >>> len(study.documents), len(study.statements), study.gold["coder"].unique().tolist()
    (451, 5110, ['gold'])
    """
    folder = Path(folder)
    documents = read_documents(folder)
    codebook = read_codebook(folder / "codebook.toml")
    key = _make_key(folder, documents)
    statements, codings, gold = keep_tables("coded", key, lambda: _read_gold_frames(folder, documents, codebook))
    uncoded = tuple(sorted(set(documents["document"]) - set(statements["document"])))
    study = Study(folder, documents, statements, codings, gold, codebook, uncoded)
    return study.restrict(sample=sample) if sample else study


def _make_key(folder: Path, documents: pd.DataFrame) -> str:
    """The key of all that the coded statements and their frames come from."""
    files = [folder / "codebook.toml", folder / "coding" / "gold.csv", *glob_files(folder / "originals", "*.csv")]
    contents = (part for file in files if file.is_file() for part in (file.name, read_bytes(file)))
    aside = sorted(corpus.find_replaced_texts(folder))
    code = hash_code("text", "corpus", "attribution", "codebook", "coding", "frames")
    return make_key(code, hash_table(documents), *contents, *aside)


def _read_gold_frames(folder: Path, documents: pd.DataFrame, codebook: Codebook) -> list[pd.DataFrame]:
    coded = read_coded(folder, documents, codebook=codebook)
    return [coded.statements, coded.codings, make_frames(coded.statements, coded.codings, codebook)]
