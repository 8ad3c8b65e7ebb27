"""Do the headline claims hold under every defensible choice, and the words picked in one sample in the other?

In each sample apart the contrasts of corpus/contrasts.toml are measured again for each of their frames under all
combinations of the choices in corpus/multiverse.toml: what is counted, what counts alike, which documents of a family,
whose codes, all speech or direct speech alone, with or without national officials and incomplete documents. What is
counted (statements, framed statements, documents) makes three quantities and so three panels, each with a p and a
verdict of its own. Codes are gold and those of each person who coded; a document that a person did not code keeps its
gold. Programs are no coders here: the cues of the cue coder were written with gold in view.

Words are not measured in the sample that picked them: keyness picks words in each sample, and judges them by the other.

Tables: multiverse, the specifications of the headline claims (columns: table specifications); multiverse_verdicts, the
verdict on every contrast, frame and panel (table verdicts); multiverse_words, the words (table carried_words).

Run it with: research study multiverse
"""

from pathlib import Path

import pandas as pd

from research import compare, frames, study

SEED = 2026
MINUTES = 5
INPUTS = (
    "corpus/documents/*.md",
    "corpus/elections.csv",
    "corpus/coding/*.csv",
    "corpus/coding/*.run.toml",
    "corpus/codebook.toml",
    "corpus/contrasts.toml",
    "corpus/multiverse.toml",
    "corpus/samples.toml",
)
DRAWS = 999
WORD_DRAWS = 20_000


def run(project: Path, *, draws: int = DRAWS, word_draws: int = WORD_DRAWS) -> dict[str, pd.DataFrame]:
    """Return the specifications of the headline claims, the verdicts on all claims, and the words carried over."""
    known = study.open_study(project / "corpus")
    multiverse = compare.read_multiverse(known.folder / "multiverse.toml", known.contrasts)
    readings = read_frames(known)
    rows = compare.stack_codings(known.documents, known.statements, readings, families=known.families)
    claims = compare.measure_specifications(rows, known.contrasts, choices=multiverse.choices, seed=SEED, draws=draws)
    return {
        "multiverse": compare.keep_headlines(claims, multiverse),
        "multiverse_verdicts": compare.assess_claims(claims),
        "multiverse_words": compare.carry_words(measure_words(known, multiverse, word_draws), words=multiverse.words),
    }


def read_frames(known: study.Study) -> dict[str, pd.DataFrame]:
    """Return the frames tables of gold and of each person who coded, by name."""
    tables = {"gold": known.gold}
    for coder in known.people:
        own = known.coder_codings[known.coder_codings["coder"] == coder]
        gold = known.codings[~known.codings["document"].isin(set(own["document"]))]
        codings = pd.concat([own, gold.assign(coder=coder)], ignore_index=True)
        tables[coder] = frames.make_frames(known.statements, codings, known.codebook, coder=coder)
    return tables


def measure_words(known: study.Study, multiverse: compare.Multiverse, draws: int) -> pd.DataFrame:
    """Return keyness in each sample under every contrast that has words, and contrast, label and sample."""
    named = {word.contrast for word in multiverse.words}
    parts = []
    for sample in known.samples.codes:
        own = known.restrict(sample=sample)
        terms = compare.count_words(own.statements, own.documents)
        for contrast in [contrast for contrast in known.contrasts.declared if contrast.contrast in named]:
            groups = compare.split_groups(own.rows, by=contrast.column, target=contrast.a, reference=contrast.b)
            words = compare.measure_keyness(terms, groups, seed=SEED, draws=draws)
            parts.append(words.assign(contrast=contrast.contrast, label=contrast.label, sample=sample))
    return pd.concat(parts, ignore_index=True)
