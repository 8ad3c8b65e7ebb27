from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from research import coding, corpus
from research.codebook import Codebook, Coder
from research.tables import InputError

DOCUMENTS = pd.DataFrame(
    {"document": ["a", "b"], "rendition": ["restated", "restated"], "text": ["Satu.\nDua.", "Tiga."]},
)
STATEMENTS = pd.DataFrame(
    {
        "document": ["a", "a", "b"],
        "sentence": [1, 2, 1],
        "start": [0, 6, 0],
        "stop": [5, 10, 5],
        "text": ["Satu.", "Dua.", "Tiga."],
        "mode": ["direct", "narration", "indirect"],
    }
)
HEADER = "document,sentence,speaker,office,mode,frames,decided\n"
GOLD = (
    HEADER
    + "a,1,Rai,secretary,direct,social_media;sanctions,agreed\na,2,,,narration,,agreed\nb,1,Eka,head,indirect,,agreed\n"
)


def write_gold(folder: Path, text: str = GOLD) -> Path:
    (folder / "coding").mkdir(parents=True, exist_ok=True)
    (folder / "coding" / "gold.csv").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path, documents: pd.DataFrame = DOCUMENTS) -> str:
    with pytest.raises(InputError) as caught:
        coding.read_coded(folder, documents)
    return str(caught.value)


def test_gold_becomes_coded_statements_and_codings(tmp_path: Path) -> None:
    coded = coding.read_coded(write_gold(tmp_path), DOCUMENTS)
    assert coded.statements["reported"].tolist() == [True, False, True]
    assert coded.statements["speaker"].tolist() == ["Rai", "", "Eka"]
    assert coded.codings[["document", "sentence", "frame"]].to_numpy().tolist() == [
        ["a", 1, "sanctions"],
        ["a", 1, "social_media"],
        ["a", 2, "none"],
        ["b", 1, "none"],
    ]
    assert coded.uncoded == ()


def test_rows_in_any_order_and_codes_in_any_order_give_the_same(tmp_path: Path) -> None:
    lines = GOLD.replace("social_media;sanctions", "sanctions; social_media").splitlines(keepends=True)
    first = coding.read_coded(write_gold(tmp_path), DOCUMENTS)
    shuffled = write_gold(tmp_path, "".join([lines[0], *reversed(lines[1:])]))
    second = coding.read_coded(shuffled, DOCUMENTS.iloc[::-1])
    pd.testing.assert_frame_equal(first.statements, second.statements)
    pd.testing.assert_frame_equal(first.codings, second.codings)


def test_a_row_for_a_sentence_that_is_not_there(tmp_path: Path) -> None:
    message = refusal(write_gold(tmp_path, GOLD + "b,7,Eka,head,indirect,,agreed\n"))
    assert "gold.csv: text of b: found no sentence 7, expected the text that was coded; correct the number" in message
    message = refusal(write_gold(tmp_path, GOLD + "c,1,Eka,head,indirect,,agreed\n"))
    assert "gold.csv: document: found 'c' (row 5), expected a document of the corpus; correct the id" in message
    assert "remove" not in message


def test_a_document_coded_in_part_is_refused_and_one_not_coded_is_listed(tmp_path: Path) -> None:
    lines = GOLD.splitlines(keepends=True)
    assert "no row for a 2" in refusal(write_gold(tmp_path, lines[0] + lines[1] + lines[3]))
    coded = coding.read_coded(write_gold(tmp_path, lines[0] + lines[3]), DOCUMENTS)
    assert coded.uncoded == ("a",)
    assert coded.statements["document"].tolist() == ["b"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("b,1,Eka,king,indirect,,x", "row 2: office: found 'king', expected one of head, acting_head"),
        ("b,1,Eka,head,sung,,x", "row 2: mode: found 'sung', expected direct or indirect or narration"),
        ("b,1,,head,direct,,x", "row 2: speaker: found nobody"),
        ("b,1,Eka,,narration,,x", "row 2: speaker: found 'Eka', expected nobody"),
        ("b,1,Eka,head,direct,,zzz", "row 2: decided: found 'zzz', expected agreed or adjudicated"),
        ("b,one,Eka,head,direct,,x", "row 2: sentence: found 'one', expected a number from 1"),
        (f"b,{'9' * 30},Eka,head,direct,,x", f"row 2: sentence: found '{'9' * 30}', expected a number from 1, of at"),
        ("b,1,Eka,head,direct,,x\nb,1,Eka,head,direct,,x", "row 3: document and sentence: found b 1"),
        ("b,1,Eka,head,direct,,agreed,x", "row 2: cells: found 8, expected 7, as row 1 has"),
        ("b,1,Eka,head,direct,agreed", "row 2: cells: found 6, expected 7, as row 1 has"),
    ],
)
def test_each_fault_of_gold_names_its_row(tmp_path: Path, row: str, words: str) -> None:
    assert words in refusal(write_gold(tmp_path, HEADER + row + "\n"))


@pytest.mark.parametrize("decided", ["agreed", "adjudicated", "adjudicated by siti", "adjudicated by siti_aminah-2"])
def test_gold_says_who_decided(tmp_path: Path, decided: str) -> None:
    folder = write_gold(tmp_path, f"{HEADER}b,1,Eka,head,indirect,,{decided}\n")
    assert coding.read_gold(folder / "coding" / "gold.csv")["decided"].tolist() == [decided]


@pytest.mark.parametrize(
    "decided", ["", "adjudicated by", "adjudicated by Siti", "agreed by siti", "adjudicated by a b"]
)
def test_gold_names_nobody_in_another_way(tmp_path: Path, decided: str) -> None:
    words = f"row 2: decided: found {decided!r}, expected agreed or adjudicated or adjudicated by NAME"
    assert words in refusal(write_gold(tmp_path, f"{HEADER}b,1,Eka,head,indirect,,{decided}\n"))


@pytest.mark.parametrize(
    ("row", "found"), [("a,2,sanctions,social_media", "found 4, expected 3"), ("a,2", "found 2, expected 3")]
)
def test_a_ragged_row_of_a_coders_file_is_one_fault(tmp_path: Path, book: Codebook, row: str, found: str) -> None:
    (tmp_path / "siti.csv").write_text(f"document,sentence,frames\na,1,sanctions\n{row}\n")
    listed = replace(book, coder=(Coder("siti", "a student", "2026"),))
    read_codings = partial(coding.read_codings, codebook=listed, documents=DOCUMENTS)
    for read in (read_codings, coding.read_coding_dates, coding.read_reported):
        with pytest.raises(InputError, match=f"^1 fault:\n.*siti.csv, row 3: cells: {found}, as row 1 has"):
            read(tmp_path)


def test_a_gold_file_with_a_byte_order_mark_is_read_and_merged_as_one_without(tmp_path: Path) -> None:
    """Excel puts one before every CSV in UTF-8 that it saves."""
    plain, marked = write_gold(tmp_path / "plain"), write_gold(tmp_path / "marked")
    path = marked / "coding" / "gold.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-8-sig"))
    first, second = (coding.read_gold(folder / "coding" / "gold.csv") for folder in (plain, marked))
    pd.testing.assert_frame_equal(first, second)
    nothing = coding.Decisions("siti", ("x", "y"), pd.DataFrame(columns=["document", "sentence", "frames"]))
    codings = pd.DataFrame({"document": "a", "sentence": [1, 1], "coder": ["x", "y"], "frame": "none"})
    merged = [
        coding.merge_decisions(folder / "coding" / "gold.csv", nothing, codings=codings, statements=STATEMENTS)
        for folder in (plain, marked)
    ]
    assert merged[0].content == merged[1].content


def test_a_coders_file_may_have_more_columns(tmp_path: Path, book: Codebook) -> None:
    (tmp_path / "siti.csv").write_text("document,sentence,frames,coded,note\na,1,sanctions,2026-12-01,ragu\n")
    listed = replace(book, coder=(Coder("siti", "a student", "2026"),))
    codings = coding.read_codings(tmp_path, codebook=listed, documents=DOCUMENTS)
    assert codings.to_numpy().tolist() == [["a", 1, "siti", "sanctions"]]


def test_missing_files_and_columns(tmp_path: Path) -> None:
    assert "gold.csv: file: found nothing there" in refusal(tmp_path)
    assert "columns: found document, sentence, expected also speaker" in refusal(
        write_gold(tmp_path, "document,sentence\na,1\n")
    )
    with pytest.raises(InputError, match=r"no <coder>.csv"):
        coding.read_codings(tmp_path / "coding")


def shelve(folder: Path, *, body: str, copy: str | None = None, rendition: str = "restated") -> None:
    """Put document a into the folder, and a copy of it into originals/."""
    (folder / "documents").mkdir(exist_ok=True)
    fields = "".join(f"{field}:\n" for field in corpus.FIELDS[1:] if field != "rendition")
    (folder / "documents" / "a.md").write_text(f"---\nid: a\n{fields}rendition: {rendition}\n---\n{body}")
    if copy is not None:
        (folder / "originals").mkdir(exist_ok=True)
        (folder / "originals" / "a.txt").write_text(copy, encoding="utf-8")


def test_verbatim_documents_take_their_codes_from_gold(tmp_path: Path) -> None:
    documents = DOCUMENTS.assign(rendition="verbatim")
    folder = write_gold(tmp_path)
    shelve(folder, body="Satu.\nDua.", rendition="verbatim")
    expected = coding.read_coded(folder, DOCUMENTS)
    pd.testing.assert_frame_equal(coding.read_coded(folder, documents).statements, expected.statements)
    # The text of a document of rendition metadata is its copy, and no other was ever coded.
    shelve(folder, body="", copy="Satu.\nDua.", rendition="metadata")
    assert coding.read_coded(folder, documents).uncoded == ()
    shelve(folder, body="Satu.\nDua.", copy="Satu.\nDua.")
    assert coding.read_coded(folder, documents).uncoded == ()


def bind(*rows: tuple[str, str]) -> str:
    """Gold of document a, each row with the hash of the text given beside it."""
    return HEADER[:-1] + ",sha256\n" + "".join(f"{row},{coding.hash_text(text)}\n" for row, text in rows)


def test_a_text_that_changed_since_it_was_coded_is_named_and_no_remedy_loses_codes(tmp_path: Path) -> None:
    rows = ("a,1,Rai,secretary,direct,sanctions,agreed", "Satu."), ("a,2,,,narration,,agreed", "Dua.")
    folder = write_gold(tmp_path, bind(*rows))
    assert coding.read_coded(folder, DOCUMENTS).uncoded == ("b",)
    message = refusal(folder, DOCUMENTS.replace({"Satu.\nDua.": "Satu!\nDua!"}))
    assert message.startswith("1 fault:")
    assert "gold.csv: text of a: found another text than was coded in sentence 1, 2, expected the text that" in message
    assert "put the text of a in documents/ back as it was" in message
    assert "remove" not in message
    message = refusal(folder, DOCUMENTS.replace({"Satu.\nDua.": "Satu dua."}))
    assert "found another text than was coded in sentence 1, and no sentence 2" in message
    assert message.startswith("1 fault:"), "one cause, one fault"


def test_a_document_whose_text_is_not_there_waits_with_its_codes(tmp_path: Path) -> None:
    documents = DOCUMENTS.assign(text=["", "Tiga."], rendition=["metadata", "restated"])
    coded = coding.read_coded(write_gold(tmp_path), documents)
    assert coded.uncoded == ("a",)


def test_coders_files_know_the_texts_that_were_read(tmp_path: Path, book: Codebook) -> None:
    listed = replace(book, coder=(Coder("ani", "a student", "2026"), Coder("siti", "a student", "2026")))
    folder = write_gold(tmp_path) / "coding"
    for coder in ("siti", "ani"):
        line = f"a,1,sanctions,{coding.hash_text('Satu.')}\n"
        (folder / f"{coder}.csv").write_text(f"document,sentence,frames,sha256\n{line}")
    assert len(coding.read_codings(folder, codebook=listed, documents=DOCUMENTS)) == 2
    changed = DOCUMENTS.replace({"Satu.\nDua.": "Satu!\nDua."})
    with pytest.raises(InputError, match=r"^2 faults:\n.*ani.csv: text of a: found another text .* sentence 1,"):
        coding.read_codings(folder, codebook=listed, documents=changed)
    line = f"a,1,sanctions,{coding.hash_text('Satu!')}\n"
    (folder / "ani.csv").write_text(f"document,sentence,frames,sha256\n{line}")
    with pytest.raises(InputError, match=r"^1 fault:\n.*siti.csv: text of a"):
        coding.read_codings(folder, codebook=listed, documents=changed)
    # Nobody coded the copy that stands in for the text.
    shelve(tmp_path, body="Satu.\nDua.", copy="Lain.")
    assert len(coding.read_codings(folder, codebook=listed, documents=changed)) == 2


def test_headlines_dates_and_furniture_need_no_codes(tmp_path: Path) -> None:
    texts = ["Bupati Imbau ASN Netral\n\nDua, kata Rai.", "Tiga."]
    documents = DOCUMENTS.assign(text=texts, rendition="verbatim")
    lines = GOLD.splitlines(keepends=True)
    coded = coding.read_coded(write_gold(tmp_path, lines[0] + lines[2] + lines[3]), documents)
    assert coded.statements[["document", "sentence"]].to_numpy().tolist() == [["a", 2], ["b", 1]]
    # Who coded a headline all the same keeps the row.
    assert len(coding.read_coded(write_gold(tmp_path), documents).statements) == 3


def test_copies_that_stand_in_bring_their_own_codes_and_never_meet_gold(tmp_path: Path) -> None:
    documents = DOCUMENTS.assign(rendition=["verbatim", "restated"], text=["“Dua,” kata Rai. Satu.", "Tiga."])
    folder = write_gold(tmp_path)
    shelve(folder, body="Satu.\nDua.", copy="“Dua,” kata Rai. Satu.")
    assert coding.read_coded(folder, documents).uncoded == ("a",)
    own = folder / "originals" / "a.csv"
    own.write_text(
        "sentence_text,speaker,office,mode,frames\n"
        '"“Dua,” kata Rai.",Rai,secretary,direct,sanctions\nSatu.,,,narration,\n',
        encoding="utf-8",
    )
    coded = coding.read_coded(folder, documents)
    mine = coded.statements[coded.statements["document"] == "a"]
    assert mine[["start", "stop", "text"]].to_numpy().tolist() == [[0, 16, "“Dua,” kata Rai."], [17, 22, "Satu."]]
    assert coded.codings.query("document == 'a'")["frame"].tolist() == ["sanctions", "none"]
    own.write_text("sentence_text,speaker,office,mode,frames\nHilang.,,,narration,\n", encoding="utf-8")
    assert "a.csv, row 2: sentence_text: found 'Hilang.', expected text of the copy" in refusal(folder, documents)


def test_own_codes_of_the_verbatim_development_texts(shared: Path, documents: pd.DataFrame, tmp_path: Path) -> None:
    """The five central documents' verbatim copies place every coded sentence in their text."""
    central = documents[documents["document"].isin([path.stem for path in (shared / "originals").glob("*.txt")])]
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (shared / "originals").glob("*.txt")}
    verbatim = central.assign(rendition="verbatim", text=central["document"].map(texts))
    (tmp_path / "originals").symlink_to(shared / "originals")
    coded = coding.read_coded(write_gold(tmp_path, HEADER), verbatim)
    assert set(coded.statements["document"]) == set(texts)
    for row in coded.statements.itertuples():
        assert texts[row.document][row.start : row.stop] == row.text
