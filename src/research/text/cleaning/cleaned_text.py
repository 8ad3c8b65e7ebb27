"""Text -> its cleaned form: mark-up, symbols, broken lines and lost blanks, in this order, until nothing changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from research.text.cleaning.edits import Draft
from research.text.cleaning.glued_words import split_glued_words
from research.text.cleaning.line_breaks import join_broken_lines
from research.text.cleaning.lost_blanks import insert_missing_spaces
from research.text.cleaning.markup import remove_markup
from research.text.cleaning.symbols import normalise_symbols

# Mark-up inside escaped mark-up inside ... : deeper than this nobody nests it but to spoil a run.
_MOST_PASSES = 8


@dataclass(frozen=True)
class Cleaned:
    """A cleaned text, the place of each of its characters in the text as given, and what was done how often.

    Attributes
    ----------
    text
        The text as it reads.
    starts, stops
        For each character of text, where what it stands for starts and stops in the text as given: code points,
        half-open, neither ever falling.
    notes
        What was done and how often, by name; empty where the text was clean.
    """

    text: str
    starts: Sequence[int]
    stops: Sequence[int]
    notes: tuple[tuple[str, int], ...] = ()

    def map_span(self, start: int, stop: int) -> tuple[int, int]:
        """Return the span of the text as given that the span of the cleaned text stands for.

        Examples
        --------
        >>> given = "Bupati <b>Ani&nbsp;Rahma</b> hadir."
        >>> cleaned = clean_text(given)
        >>> start = cleaned.text.index("Ani")
        >>> first, last = cleaned.map_span(start, start + len("Ani Rahma"))
        >>> given[first:last]
        'Ani&nbsp;Rahma'
        """
        if start < stop:
            return self.starts[start], self.stops[stop - 1]
        place = self.starts[start] if start < len(self.starts) else self.stops[-1] if self.stops else 0
        return place, place


def clean_text(text: str) -> Cleaned:
    r"""Clean a text as it was published or scraped, and keep the way back to the text as given.

    Tags, entities, markdown and two-character escapes go; invisible characters go and odd line ends become plain ones;
    lines broken at links or at a width are joined; a blank is put where one was lost behind a full stop or between two
    words; a closing mark that opens a quotation becomes an opening one. A text that needs none of this is unchanged,
    and cleaning a cleaned text changes nothing.

    Parameters
    ----------
    text
        The text as given.

    Returns
    -------
    Cleaned
        The cleaned text, its offsets into the text as given, and what was done.

    Examples
    --------
    >>> cleaned = clean_text("<p>Bupati\u200b Lebong hadir.Ia diam.</p><p>&quot;Netral,&quot; kata Ani.</p>")
    >>> cleaned.text.split("\n\n")[1:-1]
    ['Bupati Lebong hadir. Ia diam.', '', '"Netral," kata Ani.']
    >>> cleaned.notes
    (('entities decoded', 2), ('invisible characters removed', 1), ('lost blanks put in', 1), ('tags removed', 4))
    >>> clean_text("ASN netral.").notes
    ()
    """
    return _clean(text, lines=True)


def clean_markup(text: str) -> Cleaned:
    """Clean a text of its mark-up alone: tags, entities, markdown, two-character escapes.

    Parameters
    ----------
    text
        The text as given.

    Returns
    -------
    Cleaned
        As clean_text gives it; lines, blanks and marks are those of the text as given.

    Examples
    --------
    >>> clean_markup("<b>ASN</b> netral.Titik").text
    'ASN netral.Titik'
    """
    return _clean(text, lines=False)


def describe_notes(notes: Iterable[tuple[str, int]]) -> str:
    """Say what cleaning did, the counts of the same thing added up.

    Parameters
    ----------
    notes
        The notes of one text or of several.

    Returns
    -------
    str
        One line; empty where nothing was done.

    Examples
    --------
    >>> describe_notes([("tags removed", 4), ("entities decoded", 1), ("tags removed", 2)])
    'entities decoded (1), tags removed (6)'
    """
    counts: dict[str, int] = {}
    for what, count in notes:
        counts[what] = counts.get(what, 0) + count
    return ", ".join(f"{what} ({counts[what]})" for what in sorted(counts))


def _clean(text: str, *, lines: bool) -> Cleaned:
    draft = Draft(text)
    for _ in range(_MOST_PASSES):
        before = draft.text
        remove_markup(draft)
        if lines:
            normalise_symbols(draft)
            join_broken_lines(draft)
            insert_missing_spaces(draft)
            split_glued_words(draft)
        if draft.text == before:
            break
    return Cleaned(draft.text, draft.starts, draft.stops, tuple(sorted(draft.counts.items())))
