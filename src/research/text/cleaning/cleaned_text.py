"""Cleaning of a text: mark-up, symbols, broken lines and missing spaces, until nothing changes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from research.text.cleaning.edits import Draft
from research.text.cleaning.glued_words import split_glued_words
from research.text.cleaning.line_breaks import join_broken_lines
from research.text.cleaning.lost_blanks import insert_missing_spaces
from research.text.cleaning.markup import remove_markup
from research.text.cleaning.symbols import normalise_symbols

# Bounds the time for escaped mark-up that is nested on purpose.
_MAXIMUM_PASSES = 8


@dataclass(frozen=True)
class Cleaned:
    """A cleaned text with its offsets in the text as given.

    Attributes
    ----------
    text
        The cleaned text.
    starts, stops
        Offsets of each character of text in the text as given: code points, half-open, in ascending order.
    notes
        The kinds of edits and how often each was made; empty where the text was clean.
    """

    text: str
    starts: Sequence[int]
    stops: Sequence[int]
    notes: tuple[tuple[str, int], ...] = ()

    def map_span(self, start: int, stop: int) -> tuple[int, int]:
        """Map a span of the cleaned text to the text as given.

        Parameters
        ----------
        start, stop
            Span of the cleaned text: code points, half-open.

        Returns
        -------
        tuple of int
            The span of the text as given.

        Examples
        --------
        >>> given = "Bupati <b>Ani&nbsp;Rahma</b> hadir."
        >>> cleaned = clean_text(given)
        >>> start = cleaned.text.index("Ani")
        >>> start, stop = cleaned.map_span(start, start + len("Ani Rahma"))
        >>> given[start:stop]
        'Ani&nbsp;Rahma'
        """
        if start < stop:
            return self.starts[start], self.stops[stop - 1]
        offset = self.starts[start] if start < len(self.starts) else self.stops[-1] if self.stops else 0
        return offset, offset


def clean_text(text: str) -> Cleaned:
    r"""Clean a text as it was published or scraped.

    Parameters
    ----------
    text
        The text as given.

    Returns
    -------
    Cleaned
        The cleaned text with its offsets in the text as given and the kinds of edits.

    Notes
    -----
    Tags, entities, markdown, two-character escapes and invisible characters are removed, and line ends become \n.
    Lines broken at links or at a width are joined. Missing spaces are inserted behind full stops and between words. A
    closing quotation mark that opens a quotation is turned. A text that needs none of this stays as it is, and cleaning
    a cleaned text changes nothing.

    Examples
    --------
    >>> cleaned = clean_text("<p>Bupati\u200b Lebong hadir.Ia diam.</p><p>&quot;Netral,&quot; kata Ani.</p>")
    >>> cleaned.text.split("\n\n")[1:-1]
    ['Bupati Lebong hadir. Ia diam.', '', '"Netral," kata Ani.']
    >>> cleaned.notes
    (('entities decoded', 2), ('invisible characters removed', 1), ('missing spaces inserted', 1), ('tags removed', 4))
    >>> clean_text("ASN netral.").notes
    ()
    """
    return _clean(text, lines=True)


def clean_markup(text: str) -> Cleaned:
    """Remove the mark-up of a text: tags, entities, markdown, two-character escapes.

    Parameters
    ----------
    text
        The text as given.

    Returns
    -------
    Cleaned
        As clean_text returns it; line ends, spaces and punctuation stay as they are.

    Examples
    --------
    >>> clean_markup("<b>ASN</b> netral.Titik").text
    'ASN netral.Titik'
    """
    return _clean(text, lines=False)


def describe_notes(notes: Iterable[tuple[str, int]]) -> str:
    """Describe what cleaning did.

    Parameters
    ----------
    notes
        Notes of one or several texts.

    Returns
    -------
    str
        One line, with the sum of the counts of each kind of edit; empty where there was none.

    Examples
    --------
    >>> describe_notes([("tags removed", 4), ("entities decoded", 1), ("tags removed", 2)])
    'entities decoded (1), tags removed (6)'
    """
    counts: Counter[str] = Counter()
    for what, count in notes:
        counts[what] += count
    return ", ".join(f"{what} ({counts[what]})" for what in sorted(counts))


def _clean(text: str, *, lines: bool) -> Cleaned:
    draft = Draft(text)
    for _ in range(_MAXIMUM_PASSES):
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
