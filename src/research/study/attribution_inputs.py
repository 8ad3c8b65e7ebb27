"""The coded documents that the decisions of attribution are learnt from."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from research import attribution, codebook, coding, corpus

_GOLD = ["document", "start", "stop", "reported", "speaker", "office", "mode"]
# A text made after a document of the corpus has that document's id; here it needs one of its own.
_TWIN = "twin-"


def read_attribution_inputs(folder: Path, texts: Sequence[Path] = ()) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the coded development documents of a corpus folder, and coded texts besides.

    Parameters
    ----------
    folder : Path
        The corpus folder.
    texts : Sequence of Path
        Verbatim texts that are coded by sentences, as attribution.read_coded_texts takes them. A text with the id of a
        document of the corpus follows that document, and so is in its group; without one that is frozen.

    Returns
    -------
    tuple
        The documents, with document, text, rendition and group, and the codes, as attribution.fit_attribution takes
        them.

    Raises
    ------
    InputError
        As the readers of documents, of the codebook, of gold and of coded texts.
    """
    documents, frames_codebook = corpus.read_documents(folder), codebook.read_codebook(folder / "codebook.toml")
    frozen = coding.read_frozen(folder / "coding" / "frozen.txt")
    gold = coding.read_coded(folder, documents, codebook=frames_codebook).statements
    documents, gold = (table[~table["document"].isin(frozen)] for table in (documents, gold))
    columns = ["document", "text", "rendition"]
    tables, codes = [documents[columns].assign(group=documents["document"])], [gold[_GOLD]]
    if texts:
        items, coded = attribution.read_coded_texts(texts)
        items = items[~items["document"].isin(frozen)].assign(rendition="verbatim", group=items["document"])
        coded = coded[coded["document"].isin(items["document"])]
        tables.append(items.assign(document=_TWIN + items["document"])[[*columns, "group"]])
        codes.append(coded.assign(document=_TWIN + coded["document"])[_GOLD])
    return pd.concat(tables, ignore_index=True), pd.concat(codes, ignore_index=True)
