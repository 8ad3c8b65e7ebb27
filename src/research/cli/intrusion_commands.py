"""Commands of intrusion tests: blind sheets that ask people whether topics can be told apart, and their scores."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research.cli.options import (
    COMPARE,
    DEFAULT_CORPUS,
    AsJson,
    CodedCorpus,
    Commands,
    Force,
    Sample,
    Seed,
    application,
    list_inputs,
)
from research.cli.terminal import open_corpus, print_json, show_progress

if TYPE_CHECKING:
    import pandas as pd

intrusion_commands = typer.Typer(
    cls=Commands, no_args_is_help=True, help="Ask people whether topics can be told apart: draw a sheet, score answers."
)
application.add_typer(intrusion_commands, name="intrusion", rich_help_panel=COMPARE)


@intrusion_commands.command("sample")
def draw_sheet(
    output: Annotated[Path, typer.Option("--output", "-o", help="Sheet to write: .xlsx or .csv.")],
    number: Annotated[int, typer.Option("--topics", min=2, help="Number of topics of the model.")] = 8,
    words: Annotated[bool, typer.Option("--words", help="Ask about words instead of statements.")] = False,
    seed: Seed = 2026,
    sample: Sample = "",
    force: Force = False,
    corpus: CodedCorpus = DEFAULT_CORPUS,
) -> None:
    """Fit topics and write a blind sheet: several texts of a topic, and one of another that a reader is to find."""
    from research import topics
    from research.compare import count_words
    from research.tables import refuse_replacing

    refuse_replacing(output, inputs=list_inputs(corpus), force=True)
    study = open_corpus(corpus, sample=sample)
    terms = count_words(study.statements, study.documents, minimum_documents=5)
    with show_progress(f"fitting {number} topics"):
        model = topics.fit_topics(terms, topics=number, seed=seed)
    if words:
        items = topics.draw_word_intrusion(model.topic_terms, seed=seed)
    else:
        shuffled = topics.fit_topics(topics.shuffle_terms(terms, seed=seed), topics=number, seed=seed)
        dominant = topics.find_dominant_topics(model)
        items = topics.draw_statement_intrusion(
            dominant,
            _drop_repeats(study.statements, study.documents),
            shuffled=topics.find_dominant_topics(shuffled),
            exclude=study.frozen,
            seed=seed,
        )
    for written in topics.write_intrusion_sheet(items, output, force=force):
        print(written)
    asked = items.loc[items["arm"] == "topics", "topic"].unique()
    print(f"{items['item'].nunique()} items, of {len(asked)} of {number} topics")
    if few := [str(topic) for topic in range(1, number + 1) if topic not in asked]:
        print(f"too few {'words' if words else 'statements'} to ask about topic {', '.join(few)}")
    print("keep the .key.csv from the raters: it says which text is of another topic")


def _drop_repeats(statements: "pd.DataFrame", documents: "pd.DataFrame") -> "pd.DataFrame":
    """The reported statements, of each family of repeated ones the first."""
    from research.coding import find_statement_families

    units = ["document", "sentence"]
    reported = statements[statements["reported"]]
    families = find_statement_families(reported, documents)
    first = families["family"] == families["document"] + ":" + families["sentence"].astype("str")
    return reported.merge(families.loc[first, units], on=units)


@intrusion_commands.command("score")
def score_sheets(
    sheets: Annotated[list[Path], typer.Argument(help="Sheets that came back, one a rater: .xlsx or .csv.")],
    key: Annotated[Path | None, typer.Option(help="Key of the sheets; found by the name of the first if none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Test how many intruders each rater found against chance, and measure how far raters agree."""
    from research import topics

    items = topics.read_intrusion_key(key or sheets[0])
    answers = topics.read_intrusion_answers(sheets, items)
    scores, agreement = topics.score_intrusion(answers, items), topics.measure_intrusion_agreement(answers, items)
    if as_json:
        print_json({"scores": scores, "agreement": agreement})
        return
    print("Intruders found, by rater and topic; topic 0 is shuffled text, where one in five is chance")
    print(scores.to_string(index=False, float_format="%.3f", na_rep=""))
    if len(agreement):
        print("\nRaters, item by item: Krippendorff's alpha of the texts they chose")
        print(agreement.to_string(index=False, float_format="%.3f", na_rep=""))
    named = scores[scores["arm"] == "topics"].groupby("topic")["named"].all()
    passed = ", ".join(str(topic) for topic in named.index[named]) or "none"
    print(f"\nTopics that every rater tells apart: {passed} of {len(named)}")
    if blank := int(answers["answer"].isna().sum()):
        print(f"Not answered: {blank} of {len(answers)}")
    found = scores[(scores["arm"] == "shuffled") & (scores["p"] <= 0.05)]
    for rater in found["rater"]:
        print(
            f"{rater} found more intruders than by chance in shuffled text: the hits in topics are no evidence of them"
        )
