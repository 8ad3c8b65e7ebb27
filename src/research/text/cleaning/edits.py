"""Edits of a text that keep the offsets of each character in the text as given."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from re import Match, Pattern

Edit = tuple[int, int, str]


class Draft:
    """A text under edit.

    Attributes
    ----------
    text
        The text as edited so far.
    starts, stops
        Offsets of each of its characters in the text as given, half-open.
    counts
        How often each kind of edit was made.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: Sequence[int] = range(len(text))
        self.stops: Sequence[int] = range(1, len(text) + 1)
        self.counts: Counter[str] = Counter()

    def apply(self, edits: Iterable[Edit], what: str, *, count: int | None = None) -> None:
        """Replace spans of the text; a replacement keeps the offsets of the whole span.

        Parameters
        ----------
        edits
            Start, stop and replacement, in order, without overlap; an insertion has an empty span.
        what
            The kind of edit, for counts.
        count
            How many edits are counted; all where it is left out.
        """
        text, starts, stops = self.text, self.starts, self.stops
        pieces: list[str] = []
        new_starts: list[int] = []
        new_stops: list[int] = []
        previous_stop = n_edits = 0
        for start, stop, replacement in edits:
            pieces += [text[previous_stop:start], replacement]
            new_starts += starts[previous_stop:start]
            new_stops += stops[previous_stop:start]
            if replacement:
                boundary = stops[start - 1] if start else 0
                new_starts += [starts[start] if stop > start else boundary] * len(replacement)
                new_stops += [stops[stop - 1] if stop > start else boundary] * len(replacement)
            previous_stop = stop
            n_edits += 1
        if n_edits:
            self.text = "".join([*pieces, text[previous_stop:]])
            self.starts, self.stops = [*new_starts, *starts[previous_stop:]], [*new_stops, *stops[previous_stop:]]
            self.counts[what] += n_edits if count is None else count

    def replace(self, pattern: Pattern[str], new: str | Callable[[Match[str]], str | None], what: str) -> None:
        """Replace each match of a pattern.

        Parameters
        ----------
        pattern
            What is replaced.
        new
            The replacement, or a function of the match that returns it; None leaves the match as it is.
        what
            The kind of edit, for counts.
        """
        replacements = ((match, new if isinstance(new, str) else new(match)) for match in pattern.finditer(self.text))
        self.apply(((m.start(), m.end(), text) for m, text in replacements if text is not None and text != m[0]), what)
