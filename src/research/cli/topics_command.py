"""The command that says what the statements of a corpus are about, and which of it can be told from chance."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from research.cli.options import (
    COMPARE,
    DEFAULT_CORPUS,
    AsJson,
    CodedCorpus,
    Force,
    OutputInstead,
    Sample,
    Seed,
    Workers,
    application,
    count_workers,
    write_output,
)
from research.cli.terminal import open_corpus, print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

    from research.study import Study
    from research.text import Terms
    from research.topics import TopicSupport

# Stems of fewer documents are left out, and fewer documents can have none.
_LEAST = 5


@dataclass(frozen=True, eq=False)
class _Found:
    """What was measured: a row for each number of topics, and the model that is taken, if any."""

    support: "pd.DataFrame"
    taken: "TopicSupport | None"


@application.command(name="topics", rich_help_panel=COMPARE)
def find_topics(
    corpus: CodedCorpus = DEFAULT_CORPUS,
    sample: Sample = "",
    number: Annotated[
        int, typer.Option("--topics", min=0, max=500, help="This number of topics alone; 0 tries 4 to 20.")
    ] = 0,
    resamples: Annotated[int, typer.Option(min=2, max=10_000, help="Resamples of the documents.")] = 50,
    seed: Seed = 2026,
    workers: Workers = None,
    output: OutputInstead = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """List what reported statements are about: the topics that can be told from chance, or that there are none."""
    from research.compare import count_words
    from research.report import describe_topics, label_study
    from research.tables import Fault, InputError
    from research.topics import find_dominant_topics

    if number == 1:
        raise InputError([Fault("research topics", "--topics", "1", "2 or more", "leave it out to try 4 to 20")])
    study = open_corpus(corpus, sample=sample)
    terms = count_words(study.statements, study.documents, minimum_documents=_LEAST)
    counts, reason = _list_counts(terms, len(study.documents), number)
    if reason:
        if as_json:
            print_json({"finding": reason, "support": [], "topics": []})
        else:
            print(reason)
        return
    found = _search(terms, study, counts, options=(resamples, seed, count_workers(workers)))
    finding = describe_topics(found.support, labels=label_study(study))
    topics = _list_topics(found.taken)
    if output and found.taken:
        main = find_dominant_topics(found.taken.topics, found.taken.gates)
        write_output(main, output, corpus=corpus, force=force)
        print(f"{output}: the main topic of each statement", file=sys.stderr)
    if as_json:
        print_json({"finding": finding, "support": found.support, "topics": topics})
    elif not output or not found.taken:
        _print(finding, found.support, topics)


def _list_counts(terms: "Terms", documents: int, asked: int) -> tuple[list[int], str]:
    """The numbers of topics that can be fitted, or why there are none."""
    from research.topics import TOPIC_COUNTS

    known = terms.rows[terms.matrix.sum(axis=1) > 0]
    wanted = [asked] if asked else list(TOPIC_COUNTS)
    counts = [count for count in wanted if count <= min(len(known), len(terms.stems))]
    reason = f"Too few to say: {len(terms.stems)} stems stand in {_LEAST} or more of the {documents} documents, and "
    reason += f"{len(known)} reported statements hold one; {wanted[0]} topics take {wanted[0]} of each at least."
    return counts, "" if counts else reason


def _search(terms: "Terms", study: "Study", counts: list[int], *, options: tuple[int, int, int]) -> _Found:
    """Measure each number of topics and take the largest that can be told from chance."""
    import pandas as pd

    from research.topics import choose_topic_count, fit_topics, measure_topic_support

    resamples, seed, workers = options
    found = {}
    with show_progress(f"numbers of topics, {resamples} resamples each", total=len(counts)) as advance:
        for count in counts:
            fitted = fit_topics(terms, topics=count, seed=seed)
            found[count] = measure_topic_support(
                terms, fitted, families=study.families, resamples=resamples, workers=workers
            )
            advance()
    support = pd.concat([each.summary for each in found.values()], ignore_index=True)
    taken = choose_topic_count(support)
    return _Found(support, None if taken is None else found[taken])


def _list_topics(taken: "TopicSupport | None") -> "pd.DataFrame":
    """The topics that pass and what is left over, with what they keep."""
    import pandas as pd

    from research.topics import list_top_terms

    columns = ["topic", "share", "kept", "noise", "returns", "terms", "lifted"]
    if taken is None:
        return pd.DataFrame(columns=columns)
    listed = list_top_terms(taken.topics, taken.gates)
    passed = taken.gates[taken.gates["number"] > 0][["number", "kept", "noise", "returns"]]
    joined = listed.merge(passed, left_on="topic", right_on="number", how="left")
    last = joined["topic"] == 0
    return pd.concat([joined[~last], joined[last]], ignore_index=True)[columns]


def _print(finding: str, support: "pd.DataFrame", topics: "pd.DataFrame") -> None:
    from research.report import table_topic_support

    print(finding)
    for row in topics.to_dict("records"):
        print(f"\n{_name(row)}")
        if row["topic"]:
            print(f"  words: {row['terms']}\n  lift:  {row['lifted']}")
    print("\nWhat models keep in resamples of the documents, less what they keep on shuffled text:")
    print(table_topic_support(support, labels={}).to_string(index=False))


def _name(row: Mapping[Any, Any]) -> str:
    share = f"{100 * row['share']:.0f} % of statements"
    if not row["topic"]:
        return f"left over: {share}"
    kept = (
        f"{100 * row['kept']:.0f} % of its words kept, the stablest topic of shuffled text {100 * row['noise']:.0f} %"
    )
    return f"topic {row['topic']}: {share}; {kept}"
