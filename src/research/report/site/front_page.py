"""The front page: the answer in five sentences and four figures, and where to read on."""

from collections.abc import Iterable, Mapping, Sequence

from research.compare import SUPPORTED
from research.report.site.site_words import escape_markdown
from research.report.words.answer_words import Row, find_contrasts, find_hypotheses
from research.study import Study

_MOST = 4
_OVERALL = "all"


def choose_figures(known: Study, figures: Mapping[str, Sequence[Row]], shown: Iterable[str]) -> list[str]:
    """Choose the figures of the front page by what their tables hold.

    Parameters
    ----------
    known : Study
        As study.open_study opens it.
    figures : mapping of str to sequence of mapping
        The rows of the figures' tables, by name.
    shown : iterable of str
        The figures in the order in which the notebooks show them.

    Returns
    -------
    list of str
        At most four names: the shares of all statements, those by the groups of a contrast that is supported, those by
        period, the tests of hypotheses; the places of those that a study lacks go to the next that it has.
    """
    order = [name for name in shown if name in figures]
    by: dict[str, list[str]] = {}
    for name in order:
        groupings = {row["grouping"] for row in figures[name] if "grouping" in row}
        if len(groupings) == 1 and "share" in figures[name][0]:
            by.setdefault(groupings.pop(), []).append(name)
    supported = [row for row in find_contrasts(known, figures) if row["verdict"] == SUPPORTED]
    supported.sort(key=lambda row: (float(row["q"] or 1), row["contrast"]))
    tests = find_hypotheses(figures)
    wanted = [by.get(_OVERALL, []), *(by.get(row["column"], []) for row in supported[:1])]
    wanted += [by.get("election", []), by.get("election_year", [])]
    wanted += [[name for name in order if tests and figures[name][0].get("hypothesis") == tests[0]["hypothesis"]]]
    chosen = list(dict.fromkeys(names[0] for names in wanted if names))
    return list(dict.fromkeys([*chosen[:_MOST], *order]))[:_MOST]


def render_front(
    title: str, sentences: Sequence[str], pictures: Sequence[str], *, words: Mapping[str, str], pages: Mapping[str, str]
) -> str:
    """Render the front page in Markdown, without its lists of pages.

    Parameters
    ----------
    title : str
        The title of the site.
    sentences : sequence of str
        The answer, as plain text.
    pictures : sequence of str
        The figures, as HTML.
    words : mapping of str to str
        The words of the site.
    pages : mapping of str to str
        The pages to read on, by the key of the words that say what is there: the path of each.

    Returns
    -------
    str
        The page.
    """
    lines = [f"# {escape_markdown(title)}", f"## {words['answer']}"]
    lines += ["\n".join(f"{number}. {escape_markdown(text)}" for number, text in enumerate(sentences, start=1))]
    lines += [f"*{words['answer_note']}*"]
    if pictures:
        lines += [f"## {words['figures' if len(pictures) == _MOST else 'figures_few']}", *pictures]
    linked = [f"- [{words[key]}]({page}): {words[f'read_{key}']}" for key, page in pages.items()]
    lines += [f"## {words['read_on']}", "\n".join(linked)]
    return "\n\n".join(lines) + "\n"
