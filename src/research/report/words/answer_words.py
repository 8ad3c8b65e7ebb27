"""The answer of a study in a few sentences, in English and Indonesian, each made from its numbers.

Sentences are plain text: whoever shows them escapes what Markdown or HTML would read as a mark.
"""

from collections.abc import Callable, Mapping, Sequence

from research.compare import CONFIRMED, SUPPORTED, UNFRAMED, add_unframed, measure_sample_shares
from research.report.words.number_formats import count_noun, format_interval, format_percent, format_q
from research.report.words.study_labels import label_study
from research.study import Study
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW

Row = Mapping[str, str]
_MOST_NAMED = 3
_DECLARED = "declared"


def write_answer(known: Study, figures: Mapping[str, Sequence[Row]], *, language: str = "en") -> list[str]:
    """Say what a study finds, in at most five sentences or pairs of sentences.

    Parameters
    ----------
    known : Study
        As study.open_study opens it.
    figures : mapping of str to sequence of mapping
        The rows of the figures' tables, by name: contrasts and hypotheses are read from those that hold them.
    language : str
        en for English, id for Indonesian.

    Returns
    -------
    list of str
        What the corpus holds, how often each frame is used, which contrast is supported, which hypotheses are
        confirmed, and how far it reaches; what the study does not have is left out.
    """
    labels = label_study(known, language=language)
    sentences = [_say_corpus(known, labels, language), _say_shares(known, labels, language)]
    sentences += [_say_contrasts(known, find_contrasts(known, figures), labels, language)]
    sentences += [_say_hypotheses(known, find_hypotheses(figures), labels, language)]
    # A line never breaks between a number and its sign.
    return [text.replace(" %", "\u00a0%") for text in [*sentences, _say_reach(known, language)] if text]


def find_contrasts(known: Study, figures: Mapping[str, Sequence[Row]]) -> list[Row]:
    """The contrasts of the first sample, from the largest of the figures' tables that hold any."""
    needed = {"contrast", "difference", "q", "verdict", "share_a", "share_b"}
    found = [rows for rows in figures.values() if rows and needed <= rows[0].keys()]
    sample = known.split()[0].sample
    rows = max(found, key=len, default=[])
    return [row for row in rows if row.get("sample", "") in ("", sample)]


def find_hypotheses(figures: Mapping[str, Sequence[Row]]) -> list[Row]:
    """The tests of hypotheses by the first codes, from the first of the figures' tables that holds any."""
    for rows in figures.values():
        if rows and {"hypothesis", "verdict", "first_difference", "codes"} <= rows[0].keys():
            return [row for row in rows if row["codes"] == rows[0]["codes"]]
    return []


def _pick(language: str, english: str, indonesian: str) -> str:
    return indonesian if language == "id" else english


def localise(text: str, language: str) -> str:
    """Write the numbers of a text as the language does: Indonesian has a comma where English has a point.

    >>> localise("1,279 (7.2 %)", "id")
    '1.279 (7,2 %)'
    """
    return text.translate(str.maketrans(",.", ".,")) if language == "id" else text


def _formatter(language: str) -> Callable[[float], str]:
    return lambda part: localise(format_percent(part), language)


def _say_corpus(known: Study, labels: Mapping[str, str], language: str) -> str:
    years = known.documents["published"].dt.year.dropna()
    span = f"{years.min():.0f}" if len(years) and years.min() == years.max() else ""
    number, statements = len(known.documents), _count_statements(known)
    parts = [(labels.get(part.sample, part.sample), len(part.documents)) for part in known.split() if part.sample]
    if language == "id":
        span = span or (f"{years.min():.0f} sampai {years.max():.0f}" if len(years) else "")
        head = f"Korpus ini memuat {localise(f'{number:,}', 'id')} dokumen{f' dari {span}' if span else ''}"
        head += f" dengan {localise(f'{statements:,}', 'id')} pernyataan pejabat"
        listed = " dan ".join(f"{name} ({count} dokumen)" for name, count in parts)
        return f"{head}, dalam {len(parts)} sampel: {listed}." if len(parts) > 1 else f"{head}."
    span = span or (f"{years.min():.0f} to {years.max():.0f}" if len(years) else "")
    head = f"The corpus holds {count_noun(number, 'document')}{f' from {span}' if span else ''}"
    head += f" with {count_noun(statements, 'statement')} of officials"
    listed = " and ".join(f"{name} ({count_noun(count, 'document')})" for name, count in parts)
    return f"{head}, in {len(parts)} samples: {listed}." if len(parts) > 1 else f"{head}."


def _count_statements(known: Study) -> int:
    return len(known.frame_rows.drop_duplicates(["document", "sentence"]))


def _say_shares(known: Study, labels: Mapping[str, str], language: str) -> str:
    part = known.split()[0]
    if part.frame_rows.empty:
        return _pick(language, "No statement is coded yet.", "Belum ada pernyataan yang dikodekan.")
    shares = measure_sample_shares(add_unframed(part.frame_rows), by="all")
    rows = shares[shares["base"] == "statements"].set_index("frame").to_dict("index")
    size = next(iter(rows.values()))
    if size["method"] == TOO_FEW:
        return _pick(
            language,
            f"They are too few to say how many carry a frame: an estimate takes {MINIMUM_DOCUMENTS} documents.",
            f"Jumlahnya terlalu sedikit untuk menaksir bingkai: satu taksiran memerlukan {MINIMUM_DOCUMENTS} dokumen.",
        )
    frames = sorted((str(code) for code in rows if code != UNFRAMED), key=lambda code: (-rows[code]["share"], code))

    def write(code: str) -> str:
        ends = format_interval(rows[code]["low"], rows[code]["high"])
        ends = ends.replace(" to ", " – ") if language == "id" else ends
        return localise(f"{format_percent(rows[code]['share'])} ({ends})", language)

    listed = ", ".join(f"{labels.get(code, code)} {write(code)}" for code in frames)
    count = localise(f"{size['statements']:,}", language)
    if language == "id":
        sample = f" dalam {labels.get(part.sample, part.sample)}" if part.sample else ""
        none = f"{write(UNFRAMED)} tidak memuat satu pun dari {len(frames)} bingkai" if UNFRAMED in rows else ""
        head = f"Dari {count} pernyataan pejabat{sample}, {none}"
        return f"{head}; yang lain menurut bingkai: {listed} (dalam kurung: interval 95 %)."
    sample = f" in the {_lower(labels.get(part.sample, part.sample))}" if part.sample else ""
    frames_named = "the frame" if len(frames) == 1 else f"any of the {len(frames)} frames"
    none = f"{write(UNFRAMED)} do not carry {frames_named}; " if UNFRAMED in rows else ""
    return f"Of {count} officials' statements{sample}, {none}by frame: {listed} (in brackets: 95 % intervals)."


def _lower(text: str) -> str:
    """A label inside a sentence: with a small letter, unless it begins with a word in capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _say_contrasts(known: Study, rows: Sequence[Row], labels: Mapping[str, str], language: str) -> str:
    declared = [row for row in rows if row.get("origin", _DECLARED) == _DECLARED]
    if not declared:
        return ""
    supported = [row for row in declared if row["verdict"] == SUPPORTED]
    supported.sort(key=lambda row: (float(row["q"] or 1), row["contrast"], row["frame"]))
    percent = _formatter(language)
    shown = [
        f"{labels.get(row['frame'], row['frame'])}, {_name_contrast(row, labels, language)}: "
        f"{percent(float(row['share_a']))} {_pick(language, 'against', 'berbanding')} "
        f"{percent(float(row['share_b']))}, {localise(format_q(float(row['q'])), language)}"
        for row in supported[:_MOST_NAMED]
    ]
    if language == "id":
        head = f"Dari {len(declared)} kontras yang dinyatakan sebelumnya (menurut bingkai), "
        if not shown:
            return f"{head}tidak ada yang didukung; itu bukan bukti bahwa kelompok-kelompok itu sama."
        return f"{head}{len(supported)} didukung (q paling besar 0,05): {'; '.join(shown)}."
    head = f"Of {count_noun(len(declared), 'declared contrast')} by frame, "
    if not shown:
        return f"{head}none is supported, which is no proof that the groups are the same."
    verb = "is" if len(supported) == 1 else "are"
    return f"{head}{len(supported)} {verb} supported (q at most 0.05): {'; '.join(shown)}."


def _name_contrast(row: Row, labels: Mapping[str, str], language: str) -> str:
    """The label of a contrast; in Indonesian made of the words for its groups, where there are words for all."""
    if language != "id":
        return row["label"]
    sides = [[labels.get(value, "") for value in row.get(side, "").split("; ")] for side in ("a", "b")]
    named = all(all(side) for side in sides)
    return " berbanding ".join(" dan ".join(side) for side in sides) if named else f"“{row['label']}”"


def _say_hypotheses(known: Study, rows: Sequence[Row], labels: Mapping[str, str], language: str) -> str:
    if not rows:
        return ""
    confirmed = [row for row in rows if row["verdict"] == CONFIRMED]
    contrasts = {contrast.contrast: contrast for contrast in known.contrasts.declared}

    def name(row: Row) -> str:
        frames = [labels.get(code, code) for code in row["frame"].split(" + ")]
        if not row["contrast"]:
            joint = _pick(language, " and ", " dan ")
            return joint.join(frames) + _pick(language, ", in one statement", ", dalam satu pernyataan")
        declared = contrasts.get(row["contrast"])
        sides = {"a": "; ".join(declared.a), "b": "; ".join(declared.b)} if declared else {}
        return f"{frames[0]}, {_name_contrast({**row, **sides}, labels, language)}"

    listed = "; ".join(f"{name(row)} ({_name_direction(row, language)})" for row in confirmed)
    count, day = len(confirmed), known.hypotheses.date
    if language == "id":
        when = f" yang ditulis pada {day}, sebelum sampel pengujinya dikumpulkan" if day else ""
        return (
            f"Dari {len(rows)} hipotesis{when}, {count or 'tidak ada yang'} terkonfirmasi{': ' * bool(listed)}{listed}."
        )
    when = f" written on {day}, before the sample that tests them was drawn" if day else ""
    verb = "are" if count > 1 else "is"
    head = f"Of {count_noun(len(rows), 'hypothesis', 'hypotheses')}{when}, {count or 'none'} {verb} confirmed"
    return f"{head}{': ' * bool(listed)}{listed}."


def _name_direction(row: Row, language: str) -> str:
    return (
        {"more": "lebih sering", "less": "lebih jarang"}.get(row["direction"], "")
        if language == "id"
        else (row["direction"])
    )


def _say_reach(known: Study, language: str) -> str:
    restated = int((known.documents["rendition"] == "restated").sum()) if "rendition" in known.documents else 0
    number = len(known.documents)
    few = MINIMUM_DOCUMENTS
    if language == "id":
        text = (
            f"Angka-angka ini menggambarkan dokumen yang ditemukan saja; kelompok di bawah {few} dokumen tidak ditaksir"
        )
        of = f"{restated} dari {number} teks" if restated != number else f"semua {number} teks"
        return f"{text}; {of} ditulis ulang dengan kata lain." if restated else f"{text}."
    text = (
        f"These numbers describe the documents that were found and no others; groups of under {few} are not estimated"
    )
    of = f"{restated} of the {number} texts" if restated != number else f"all {count_noun(number, 'text')}"
    return f"{text}; {of} {'is' if of == '1 text' else 'are'} restated in other words." if restated else f"{text}."
