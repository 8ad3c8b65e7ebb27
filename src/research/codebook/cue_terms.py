"""Terms that a frame's cues mark by themselves: keywords for whatever counts words."""

import pandas as pd

from research.codebook.cue_patterns import find_hits, index_cues
from research.codebook.definitions import Codebook
from research.text import Terms, stem_types

_MARKED = 0.5


def find_cue_terms(terms: Terms, codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Find the terms that the cues of each frame mark without other words.

    Parameters
    ----------
    terms : Terms
        Of text.count_terms.
    codebook : Codebook
        The frames and their cues; those of subcodes count for their frame.

    Returns
    -------
    dict of str to tuple of str
        For each frame its stems and phrases, sorted: those of which at least half of the occurrences are surface forms
        that a pattern matches by themselves. Patterns of several words mark phrases alone. A cue that needs other words
        near, or the sentence before, marks none.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> from research.text import count_terms
    >>> table = pd.DataFrame({"document": ["a", "b"], "sentence": 1, "text": "sanksi bagi unggahan di media sosial"})
    >>> found = find_cue_terms(count_terms(table), read_codebook(Path("corpus/codebook.toml")))
    >>> found["sanctions"], found["social_media"]
    (('sanksi',), ('media sosial', 'unggah'))
    """
    forms = terms.forms
    surfaces = [surface.split() for surface in forms["surface"]]
    stems = stem_types({word for words in surfaces for word in words})
    index = index_cues(
        (frame.parent or frame.code, cue) for frame in codebook.frames for cue in frame.cues if not cue.carried
    )
    owners = [{hit.owner for hit in find_hits(index, words, [stems[word] for word in words])} for words in surfaces]
    found = {}
    for frame in codebook.frames:
        if not frame.parent:
            marked = pd.Series([frame.code in names for names in owners], index=forms.index, dtype=bool)
            sums = forms.assign(marked=forms["count"].where(marked, 0)).groupby("stem")[["marked", "count"]].sum()
            found[frame.code] = tuple(sorted(sums.index[sums["marked"] >= _MARKED * sums["count"]]))
    return found
