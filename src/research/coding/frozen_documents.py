"""The frozen documents: which they are, and tables without their words, for whatever shows or exports sentences."""

from pathlib import Path

import pandas as pd

from research.tables import Fault, InputError, check_columns

# What stands in place of the words of a frozen document.
UNREAD = "(kept unread)"
# The columns that hold words of a text, each with what a frozen document has there.
_WORDS = {"text": UNREAD, "left": "", "keyword": UNREAD, "right": ""}
_FREEZE = "make it; where no document is kept unread, a line that begins with # is enough"


def read_frozen(path: Path) -> tuple[str, ...]:
    """Read the ids of the frozen documents, which are kept unread while automatic coders are developed.

    Parameters
    ----------
    path : Path
        A text file with one document id in each line; lines that begin with # are comments.

    Returns
    -------
    tuple of str
        The ids, sorted.

    Raises
    ------
    InputError
        Where the file is missing or not in UTF-8.
    """
    if not Path(path).is_file():
        raise InputError([Fault(Path(path).as_posix(), "file", "nothing there", "one document id a line", _FREEZE)])
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InputError([Fault(Path(path).as_posix(), "encoding", str(error), "UTF-8", "save it again")]) from None
    return tuple(sorted(line.strip() for line in lines if line.strip() and not line.startswith("#")))


def hide_frozen(table: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Take the words of frozen documents out of a table that is shown or exported; all else in it stays.

    Parameters
    ----------
    table : DataFrame
        Any table with the column document. Its words are in the columns text, left, keyword and right, where it has
        them.
    folder : Path
        The corpus folder. Where it has no coding/frozen.txt, no document is frozen.

    Returns
    -------
    DataFrame
        The same rows and columns: text and keyword of a frozen document are "(kept unread)", left and right are empty.

    Raises
    ------
    InputError
        Where the table has no column document, and as read_frozen.

    Examples
    --------
    >>> table = pd.DataFrame({"document": ["2015-07-01-jawa-tengah-antara", "a"], "sentence": 1, "text": "ASN netral."})
    >>> hide_frozen(table, Path("corpus"))["text"].tolist()
    ['(kept unread)', 'ASN netral.']
    >>> hide_frozen(table, Path("no/such/corpus"))["text"].tolist()
    ['ASN netral.', 'ASN netral.']
    """
    check_columns(table, ["document"], where="hide_frozen")
    path = Path(folder) / "coding" / "frozen.txt"
    hidden = table["document"].isin(read_frozen(path) if path.is_file() else ())
    return table.assign(**{name: table[name].mask(hidden, words) for name, words in _WORDS.items() if name in table})
