"""Do the headline claims hold under every defensible choice?

The contrasts of corpus/contrasts.toml are measured again for each of their frames under all combinations of the choices
in corpus/multiverse.toml: what is counted, what counts alike, which documents of a family, whose codes, all speech or
direct speech alone, with or without national officials and incomplete documents. Codes are gold, each coder's own,
those of the codebook's cues and those of the trained coder, which codes each document unseen. The words listed there
are measured likewise, as the share of statements or documents that hold the word, the ways to stem in place of codes.

Tables: multiverse, the specifications of the headline claims (columns: table specifications);
multiverse_words, those of the words; multiverse_verdicts, the verdict on every contrast and frame tried and on every
word (table verdicts). The words were found among several hundred, which their q does not know; keyness's does.

Run it with: research study multiverse
"""

from pathlib import Path

import pandas as pd

from research import codebook, coding, compare, corpus, frames

SEED = 2026
MINUTES = 2
INPUTS = (
    "corpus/documents/*.md",
    "corpus/elections.csv",
    "corpus/coding/*.csv",
    "corpus/coding/frozen.txt",
    "corpus/codebook.toml",
    "corpus/contrasts.toml",
    "corpus/multiverse.toml",
)
DRAWS = 999
# A word is in a statement whatever frames it carries; framed statements are no base for it.
WORD_BASES = ("statements", "documents")


def run(project: Path, *, draws: int = DRAWS) -> dict[str, pd.DataFrame]:
    """Return the specifications of the headline claims and of the words, and the verdicts on all claims."""
    folder = project / "corpus"
    documents = corpus.read_documents(folder)
    coded = coding.read_coded(folder, documents)
    families = corpus.find_families(documents)
    contrasts = compare.read_contrasts(folder / "contrasts.toml")
    multiverse = compare.read_multiverse(folder / "multiverse.toml", contrasts)
    readings = read_frames(folder, coded)
    rows = compare.stack_codings(documents, coded.statements, readings, families=families)
    claims = compare.measure_specifications(rows, contrasts, choices=multiverse.choices, seed=SEED, draws=draws)
    marked = mark_words(coded.statements, multiverse)
    rows = compare.stack_codings(documents, coded.statements, marked, families=families)
    words = measure_words(rows, contrasts, multiverse, draws=draws)
    verdicts = [compare.assess_claims(table) for table in (claims, words)]
    return {
        "multiverse": compare.keep_headlines(claims, multiverse),
        "multiverse_words": words,
        "multiverse_verdicts": pd.concat(verdicts, ignore_index=True),
    }


def read_frames(folder: Path, coded: coding.CodedStatements) -> dict[str, pd.DataFrame]:
    """Return the frames tables of gold, each coder, the cues and the trained coder, by name."""
    book = codebook.read_codebook(folder / "codebook.toml")
    codings = coding.read_codings(folder / "coding", codebook=book)
    gold = frames.make_frames(coded.statements, coded.codings, book)
    coders = sorted(set(codings["coder"]))
    readings = {coder: frames.make_frames(coded.statements, codings, book, coder=coder) for coder in coders}
    frozen = coding.read_frozen(folder / "coding" / "frozen.txt")
    trained = frames.code_out_of_sample(coded.statements, gold, book, frozen=frozen, seed=SEED)
    return {"gold": gold, **readings, "cue": frames.code_with_cues(coded.statements, book), "trained": trained}


def mark_words(statements: pd.DataFrame, multiverse: compare.Multiverse) -> dict[str, pd.DataFrame]:
    """Return the statements that hold each word, by way to stem."""
    words = sorted({claim.word for claim in multiverse.words})
    return {stems: compare.mark_words(statements, words, stems=stems) for stems in multiverse.stems}


def measure_words(
    rows: pd.DataFrame, contrasts: compare.Contrasts, multiverse: compare.Multiverse, *, draws: int
) -> pd.DataFrame:
    """Return the specifications of each word under the contrast that it is said to mark."""
    parts = []
    for contrast in contrasts.declared:
        words = tuple(claim.word for claim in multiverse.words if claim.contrast == contrast.contrast)
        if words:
            declared = compare.Contrasts((contrast,), words)
            choices = compare.Choices(base=WORD_BASES, codes=multiverse.stems)
            parts.append(compare.measure_specifications(rows, declared, choices=choices, seed=SEED, draws=draws))
    return pd.concat(parts, ignore_index=True)
