"""A text under work: every edit keeps, for each character, where it stands in the text as given."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from re import Match, Pattern

Edit = tuple[int, int, str]


class Draft:
    """A text, the place of each of its characters in the text as given, and how often what was done."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: Sequence[int] = range(len(text))
        self.stops: Sequence[int] = range(1, len(text) + 1)
        self.counts: Counter[str] = Counter()

    def apply(self, edits: Iterable[Edit], what: str, *, count: int | None = None) -> None:
        """Put new text in the place of spans (in order, without overlap), and count them, or count, as so much of what.

        What is put in stands for the whole span; what is put between two characters stands for the place between.
        """
        text, starts, stops = self.text, self.starts, self.stops
        pieces: list[str] = []
        begins: list[int] = []
        ends: list[int] = []
        last = done = 0
        for start, stop, new in edits:
            pieces += [text[last:start], new]
            begins += starts[last:start]
            ends += stops[last:start]
            if new:
                edge = stops[start - 1] if start else 0
                begins += [starts[start] if stop > start else edge] * len(new)
                ends += [stops[stop - 1] if stop > start else edge] * len(new)
            last = stop
            done += 1
        if done:
            self.text = "".join([*pieces, text[last:]])
            self.starts, self.stops = [*begins, *starts[last:]], [*ends, *stops[last:]]
            self.counts[what] += done if count is None else count

    def replace(self, pattern: Pattern[str], new: str | Callable[[Match[str]], str | None], what: str) -> None:
        """Put new, or what it makes of the match, in the place of each match; None leaves a match as it is."""
        made = ((match, new if isinstance(new, str) else new(match)) for match in pattern.finditer(self.text))
        self.apply(((m.start(), m.end(), text) for m, text in made if text is not None and text != m[0]), what)
