import itertools
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings, strategies as st
from scipy import stats

from research import compare, report, tables
from research.cli.keyness_command import keyness as command
from research.compare import adjust_p
from research.compare.keyness.log_odds import _measure_dispersion
from research.compare.keyness.permuted_labels import permute_labels
from research.tables import InputError, format_csv, read_table
from research.text import NAME_KINDS, Terms, count_terms, mask_names, tokenise

COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 90)), min_size=3, max_size=12)
DOCUMENTS = pd.DataFrame({"document": ["a", "b"], "outlet": ["Kompas.com", "Radar Baru"], "region": "Kota Batu"})


def make_statements(texts: dict[str, list[str]], *, speaker: str = "") -> pd.DataFrame:
    """One list of sentences for each document; a name of the form 2018-3 tells the year too."""
    rows = [
        {"document": document, "sentence": number, "text": text, "year": document[:4], "speaker": speaker}
        for document, sentences in texts.items()
        for number, text in enumerate(sentences, start=1)
    ]
    return pd.DataFrame(rows)


def make_groups(target: list[str], reference: list[str]) -> pd.DataFrame:
    """A document for each text, those of the target in 2018 and those of the reference in 2020."""
    texts = {f"2018-{n:02}": [text] for n, text in enumerate(target)}
    return make_statements(texts | {f"2020-{n:02}": [text] for n, text in enumerate(reference)})


def measure(statements: pd.DataFrame, **options: float) -> pd.DataFrame:
    terms = count_terms(statements, stems="none", stop_words=False, phrases=False, minimum_documents=1)
    sides = compare.split_groups(statements, by="year", target="2018", reference="2020")
    return compare.measure_keyness(terms, sides, **{"draws": 499, "prior": 20, **options}).set_index("term")


def fill(words: str, *, size: int = 30) -> str:
    """A text of size words: those given, and filler that all documents share."""
    filler = itertools.cycle(["wajib", "netral", "pegawai", "daerah", "kerja"])
    return " ".join([*words.split(), *itertools.islice(filler, size - len(words.split()))])


# The formula.


def test_z_is_that_of_scattertext(root: Path) -> None:
    """The file says which version and which call; its scale 'word' is the paper's: the prior's sum is given."""
    peer = json.loads((root / "tests/data/keyness/scattertext.json").read_text(encoding="utf-8"))
    background = np.array(peer["background"])
    assert len(peer["z"]) == 5
    for prior, expected in peer["z"].items():
        weights = float(prior) * background / background.sum()
        _, z = compare.measure_log_odds(peer["target"], peer["reference"], weights)
        assert z == pytest.approx(expected, rel=0, abs=1e-9)


def test_a_word_worked_by_hand() -> None:
    """Counts 30 of 40 and 10 of 40, a prior of 2 in 4: odds 32/12 and 12/32, so log-odds 2 ln(8/3) = 1.961659.

    Variance 2 (1/32 + 1/12) = 11/48, z = 1.961659 / 0.478714 = 4.097768. With the paper's two terms alone the variance
    is 1/32 + 1/12: the same word weighs 5.795119, since here a word is three quarters of all.
    """
    log_odds, z = compare.measure_log_odds([30, 10], [10, 30], [2, 2])
    assert log_odds[0] == pytest.approx(2 * np.log(8 / 3), abs=1e-12)
    assert z[0] == pytest.approx(4.097768, abs=1e-5)
    assert log_odds[0] / np.sqrt(1 / 32 + 1 / 12) == pytest.approx(5.795119, abs=1e-4)


def test_the_two_terms_of_the_paper_are_enough_for_rare_words() -> None:
    """Monroe, Colaresi and Quinn's short variance, 1 / (y + a) for each side, differs by under 1 % for a rare word."""
    ours, theirs, prior = np.array([40, 4960]), np.array([20, 4980]), np.array([3, 497])
    log_odds, z = compare.measure_log_odds(ours, theirs, prior)
    short = log_odds[0] / np.sqrt(1 / 43 + 1 / 23)
    assert z[0] == pytest.approx(short, rel=0.01)
    assert z[0] < short


@given(COUNTS, st.floats(0.5, 2000))
def test_swapping_the_sides_flips_the_sign(counts: list[tuple[int, int, int]], prior: float) -> None:
    ours, theirs, background = np.array(counts, dtype=float).T
    weights = prior * background / background.sum()
    one, other = compare.measure_log_odds(ours, theirs, weights), compare.measure_log_odds(theirs, ours, weights)
    assert one[0] == pytest.approx(-other[0], abs=1e-9)
    assert one[1] == pytest.approx(-other[1], abs=1e-9)


@settings(max_examples=50)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=12), st.integers(1, 9), st.floats(0.5, 500))
def test_equal_rates_give_a_z_near_nothing(counts: list[int], times: int, prior: float) -> None:
    """One side is the other several times over, and the prior shares words out as both do: no word marks a side."""
    ours = np.array(counts)
    log_odds, z = compare.measure_log_odds(ours * times, ours, prior * ours / ours.sum())
    assert log_odds == pytest.approx(0, abs=1e-9)
    assert z == pytest.approx(0, abs=1e-9)


def test_a_larger_prior_draws_rare_words_to_nothing_first() -> None:
    z = [abs(compare.measure_log_odds([4, 400], [0, 404], np.array([4, 804]) * size)[1][0]) for size in (0.01, 0.1, 1)]
    assert z[0] < z[1] and z[2] < z[1], "a count of 4 against 0 is little evidence under either extreme"


def test_dispersion_is_that_of_gries() -> None:
    """Gries 2008: five parts of 9, 10, 10, 10 and 11 words, with a word 1, 2, 3, 4 and 5 times: DP 0.18."""
    sizes, word = np.array([9, 10, 10, 10, 11]), np.array([1, 2, 3, 4, 5])
    lone = np.array([0, 0, 0, 0, 3])
    parts = sp.csr_array(np.column_stack([word, lone, sizes - word - lone]))
    assert _measure_dispersion(parts)[:2] == pytest.approx([0.18, 1 - 11 / 50])


def test_q_is_that_of_benjamini_and_hochberg() -> None:
    """The 15 p of their paper's example (1995, JRSS B 57:289-300): at 5 % the first four are rejected."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    q = adjust_p(np.array([*p, np.nan]))
    assert (q[:15] <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert np.isnan(q[15])


# Documents change sides.


def make_sides(labels: dict[str, str], families: dict[str, str] | None = None) -> pd.DataFrame:
    """A text of t and r for each document: the sides of its statements."""
    rows = [
        {"document": name, "sentence": n, "family": (families or {}).get(name, name), "side": side}
        for name, text in labels.items()
        for n, side in enumerate(["target" if letter == "t" else "reference" for letter in text], start=1)
    ]
    return pd.DataFrame(rows)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("tr", min_size=1, max_size=6), min_size=2, max_size=10), st.integers(0, 99))
def test_what_changes_sides(texts: list[str], seed: int) -> None:
    sides = make_sides({f"d{n:02}": text for n, text in enumerate(texts)})
    labels = permute_labels(sides, draws=40, generator=np.random.default_rng(seed))
    whole = [n for n, text in enumerate(texts) if len(set(text)) == 1]
    parts = [labels[sides["document"] == f"d{n:02}"] for n in range(len(texts))]
    for n, (text, part) in enumerate(zip(texts, parts, strict=True)):
        if n in whole:
            assert (part == part[0]).all(), "a document on one side changes sides whole"
        else:
            turns = {text[k:] + text[:k] for k in range(len(text))}
            assert {"".join("t" if label else "r" for label in column) for column in part.T} <= turns
    numbers = sum(parts[n][0].astype(int) for n in whole) if whole else np.zeros(40)
    assert set(numbers) <= {sum(texts[n][0] == "t" for n in whole)}, "as many documents a side as there were"


def test_a_family_on_one_side_changes_sides_whole_and_one_on_both_by_document() -> None:
    labels = {"a": "tt", "b": "t", "c": "rr", "d": "r", "e": "t", "f": "r"}
    sides = make_sides(labels, {"a": "one", "b": "one", "e": "both", "f": "both"})
    drawn = permute_labels(sides, draws=200, generator=np.random.default_rng(1))
    rows = {name: drawn[(sides["document"] == name).to_numpy()][0] for name in labels}
    assert (rows["a"] == rows["b"]).all()
    assert (rows["e"] != rows["f"]).any() and (rows["e"] == rows["f"]).any()


def test_p_is_that_of_all_the_ways_to_deal_the_documents_out() -> None:
    """Five documents against five: 252 ways, each gone through here; 4,000 draws stay within 0.03 of their share."""
    generator = np.random.default_rng(11)
    counts = generator.poisson([[5, 20]] * 5 + [[9, 20]] * 5)
    texts = ["sanksi " * a + "netral " * b for a, b in counts]
    table = measure(make_groups(texts[:5], texts[5:]), draws=4000)
    weights = 20 * counts.sum(axis=0) / counts.sum()

    def find_z(chosen: tuple[int, ...]) -> float:
        ours = counts[list(chosen)].sum(axis=0)
        return abs(compare.measure_log_odds(ours, counts.sum(axis=0) - ours, weights)[1][0])

    ways = [find_z(chosen) for chosen in itertools.combinations(range(10), 5)]
    exact = np.mean([z >= find_z((0, 1, 2, 3, 4)) - 1e-9 for z in ways])
    assert len(ways) == 252 and 0.005 < exact < 0.9
    assert table.loc["sanksi", "p"] == pytest.approx(exact, abs=0.03)


# Simulations with known truth.


def test_a_planted_word_is_found_and_a_burst_of_one_document_is_not() -> None:
    target = [fill("surat " * 2) for _ in range(12)]
    target[0] = fill("surat surat " + "ledakan " * 20)
    reference = [fill("surat" if n % 4 == 0 else "") for n in range(12)]
    reference[0] = fill("ledakan")
    reference[1] = fill("ledakan")
    table = measure(make_groups(target, reference), draws=4999)
    assert table.loc["surat", ["verdict", "overused_in", "document_frequency_target"]].tolist() == [
        compare.SUPPORTED,
        "2018",
        12,
    ]
    assert table.loc["ledakan", ["verdict", "overused_in", "document_frequency_target"]].tolist() == [
        compare.TOO_NARROW,
        "2018",
        1,
    ]
    assert table.loc["ledakan", "z"] > 1.96, "by its count alone it would have been a key word"
    assert table.loc["ledakan", "dispersion"] > 0.9 > 0.3 > table.loc["surat", "dispersion"]


def simulate_null(generator: np.random.Generator, documents: int) -> pd.DataFrame:
    """Documents that use 12 words at rates of their own, whatever their side: clustered, and nothing to be found."""
    words = np.array([f"kata{chr(97 + n)}" for n in range(12)])
    rates = generator.dirichlet(np.full(12, 1.5), size=documents)
    texts = [" ".join(words[generator.choice(12, size=40, p=rate)]) for rate in rates]
    return make_groups(texts[: documents // 3], texts[documents // 3 :])


def test_p_is_uniform_where_nothing_sets_the_sides_apart() -> None:
    """40 corpora of 30 documents, 12 words each: p under 5 % in 5 % of words; z alone claims 4 times as many."""
    generator = np.random.default_rng(3)
    found = [measure(simulate_null(generator, 30), draws=199, seed=n) for n in range(40)]
    p = pd.concat([table["p"] for table in found])
    z = pd.concat([table["z"] for table in found])
    assert len(p) == 480
    assert 0.03 < (p <= 0.05).mean() < 0.07
    assert 0.42 < p.median() < 0.58
    assert (z.abs() > 1.96).mean() > 0.2
    assert np.mean([(table["verdict"] == compare.SUPPORTED).any() for table in found]) <= 0.05


def test_p_holds_for_statements_of_one_document_on_both_sides() -> None:
    """40 corpora of 20 documents of 9 statements, a run of which is the target; words run too, and hang on no side."""
    generator = np.random.default_rng(8)
    values = []
    for seed in range(40):
        texts, target = {}, []
        for n in range(20):
            topic = np.repeat(generator.random(3) < generator.beta(1, 1), 3)
            texts[f"d{n:02}"] = [fill("surat surat surat" if on else "", size=8) for on in topic]
            start, length = generator.integers(9), generator.integers(1, 5)
            target += [(s - start) % 9 < length for s in range(9)]
        statements = make_statements(texts).assign(mode=np.where(target, "direct", "indirect"))
        terms = count_terms(statements, stems="none", stop_words=False)
        sides = compare.split_groups(statements, by="mode", target="direct")
        table = compare.measure_keyness(terms, sides, prior=20, draws=199, seed=seed).set_index("term")
        values.append(table.loc["surat", "p"])
    assert stats.kstest(values, "uniform").pvalue > 0.01
    assert np.mean(np.array(values) <= 0.05) <= 0.15


# The table.


def test_counts_rates_and_sizes_of_the_sides() -> None:
    statements = make_groups(["sanksi sanksi netral"] * 6, ["netral netral netral netral"] * 5 + ["sanksi netral"])
    row = measure(statements).loc["sanksi"]
    assert row[
        ["count_target", "count_reference", "document_frequency_target", "document_frequency_reference"]
    ].tolist() == [12, 1, 6, 1]
    assert row[["tokens_target", "tokens_reference"]].tolist() == [18, 22]
    assert row[["per_thousand_target", "per_thousand_reference"]].tolist() == pytest.approx([1000 * 12 / 18, 1000 / 22])
    assert row[["documents_target", "documents_reference", "statements_target"]].tolist() == [6, 6, 6]
    assert row["forms"] == "sanksi 13" and row["n_tests"] == 2


def test_the_prior_shares_out_its_words_as_all_statements_do() -> None:
    """The statements of a year on neither side count into the prior, and into nothing else."""
    statements = make_groups(["sanksi netral"] * 6, ["netral netral"] * 6)
    other = make_statements({"2024-00": ["sanksi " * 26]})
    row = measure(pd.concat([statements, other]), prior=50).loc["sanksi"]
    # 6 + 26 of 24 + 26 words: a prior of 32 for sanksi and of 18 for netral.
    log_odds, z = compare.measure_log_odds([6, 6], [0, 12], [32, 18])
    assert row[["log_odds", "z"]].tolist() == pytest.approx([log_odds[0], z[0]], abs=1e-9)
    assert row[["count_target", "tokens_target", "tokens_reference"]].tolist() == [6, 12, 12]


def test_the_least_p_is_one_in_all_draws_and_the_sample() -> None:
    table = measure(make_groups([fill("sanksi")] * 15, [fill("")] * 15), draws=499)
    assert table.loc["sanksi", "p"] == pytest.approx(1 / 500, abs=1e-12)


def test_forms_tell_the_words_behind_a_stem() -> None:
    statements = make_groups(["melanggar pelanggaran"] * 6, ["pelanggaran netral"] * 6)
    sides = compare.split_groups(statements, by="year", target="2018")
    found = compare.measure_keyness(count_terms(statements), sides, draws=99).set_index("stem")
    assert found.loc["langgar", ["term", "forms"]].tolist() == ["pelanggaran", "pelanggaran 12, melanggar 6"]
    assert found.loc["langgar", "reference"] == "not 2018"


@pytest.mark.parametrize(("documents", "families"), [(4, 4), (6, 4)])
def test_too_few_documents_or_families_are_counted_and_not_judged(documents: int, families: int) -> None:
    statements = make_groups(["sanksi"] * documents, ["netral"] * 8)
    kin = {f"2018-{n:02}": f"2018-{min(n, families - 1):02}" for n in range(documents)}
    statements["family"] = statements["document"].replace(kin)
    table = measure(statements)
    assert table["verdict"].tolist() == [tables.TOO_FEW] * 2
    assert table[["log_odds", "z", "p", "q", "dispersion"]].isna().all(axis=None)
    assert table.loc["sanksi", ["count_target", "families_target", "n_tests"]].tolist() == [documents, families, 0]


def test_words_of_fewer_than_three_documents_are_not_tested() -> None:
    table = measure(make_groups(["netral sekali"] * 2 + ["netral"] * 4, ["netral"] * 5 + ["netral dua kali"]))
    assert table["p"].notna().to_dict() == {"netral": True, "sekali": False, "dua": False, "kali": False}
    assert set(table.loc[["sekali", "dua"], "verdict"]) == {compare.TOO_NARROW}


def test_swapped_sides_give_the_mirror_of_the_table(rows: pd.DataFrame, terms: Terms) -> None:
    one = compare.measure_keyness(
        terms, compare.split_groups(rows, by="mode", target="direct", reference="indirect"), draws=999
    )
    two = compare.measure_keyness(
        terms, compare.split_groups(rows, by="mode", target="indirect", reference="direct"), draws=999
    )
    both = one.merge(two, on="stem", suffixes=("", "_swapped"), validate="one_to_one")
    assert len(both) == len(one) > 300
    assert both["z"].to_numpy() == pytest.approx(-both["z_swapped"].to_numpy(), abs=1e-9)
    assert both["count_target"].tolist() == both["count_reference_swapped"].tolist()
    assert both["overused_in"].tolist() == both["overused_in_swapped"].tolist()
    assert (both["p"] - both["p_swapped"]).abs().max() < 0.08


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": "colour", "target": "x"}, "split_groups: by: found 'colour'"),
        ({"by": "year", "target": "2019"}, "split_groups: target: found '2019', expected a value of year: 2018, 2020"),
        ({"by": "year", "target": []}, "split_groups: target: found nothing"),
        (
            {"by": "year", "target": "2018", "reference": ["2018"]},
            "split_groups: reference: found 2018, expected values",
        ),
    ],
)
def test_sides_that_cannot_be_picked(options: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match="fault") as error:
        compare.split_groups(make_groups(["a"], ["b"]), **options)
    assert words in str(error.value)


def test_a_frame_is_compared_with_the_statements_without_it() -> None:
    base = make_groups(["a", "b"], ["c"])
    rows = pd.concat([base.assign(frame="f", present=[True, False, False]), base.assign(frame="g", present=True)])
    sides = compare.split_groups(rows, by="frame", target="f")
    assert sides["group"].tolist() == ["f", "not f", "not f"]
    with pytest.raises(InputError, match="one frame as target and no reference"):
        compare.split_groups(rows, by="frame", target="f", reference="g")
    none = compare.split_groups(rows, by="frame", target="g")
    with pytest.raises(InputError, match="reference: found no statement"):
        compare.measure_keyness(count_terms(base, minimum_documents=1), none)


def test_a_call_that_asks_for_nothing_tells_all_faults() -> None:
    statements = make_groups(["a b"] * 5, ["b c"] * 5)
    with pytest.raises(InputError) as error:
        measure(statements, prior=0, draws=0)
    assert [fault.field for fault in error.value.faults] == ["prior", "draws"]
    terms = count_terms(statements.iloc[1:], minimum_documents=1)
    sides = compare.split_groups(statements, by="year", target="2018")
    with pytest.raises(InputError, match="no row for 2018-00 1"):
        compare.measure_keyness(terms, sides)


# Names.


def mask(*texts: str, speaker: str = "Budi Agung Rai", kinds: tuple[str, ...] = NAME_KINDS) -> list[str]:
    statements = make_statements({"a": list(texts)}, speaker=speaker)
    return mask_names(statements, DOCUMENTS, kinds=kinds)["text"].tolist()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Bupati Kapuas Hulu Marius Marcellus TJ hadir.", ["Kapuas", "Hulu", "Marius", "Marcellus", "TJ"]),
        ("ASN di Kota Batu diminta netral.", ["Batu"]),
        ("Warga Kabupaten Serang dan Sulteng memilih.", ["Serang", "Sulteng"]),
        ("Demikian dikutip Kompas.com dan Radar Baru kemarin.", ["Kompas", "com", "Radar", "Baru"]),
        ("kata Agung kepada wartawan.", ["Agung"]),
        ("Budi meminta pegawai netral.", ["Budi"]),
        ("pada Pilkada serentak, bukan pemilu.", ["Pilkada", "serentak", "pemilu"]),
    ],
)
def test_names_are_masked(text: str, masked: list[str]) -> None:
    # Each common word that is a name too stands here in small letters, so that the text has to show the name.
    found = mask(text, "batu itu agung, budi baik, baru saja diserang, serang, serentak.")[0]
    assert len(found) == len(text)
    left = tokenise(found)
    assert [word for word in masked if word.lower() in left] == []
    assert len(left) == len(tokenise(text)) - len(masked)


@pytest.mark.parametrize(
    "text",
    [
        "Bupati dan Wali Kota meminta Kepala Dinas, Sekda dan Camat netral.",
        "Putusan Mahkamah Agung mengikat seluruh ASN di kota dan kabupaten.",
        "Serang balik di media sosial dilarang.",
        "Pegawai boleh memakai batu, meniru budi baik dan rai.",
        "Badan Pengawas Pemilu dan Komisi Pemilihan Umum mengawasi.",
        "Undang-Undang Nomor 5 Tahun 2014 tentang Aparatur Sipil Negara.",
        "Ketua Bawaslu Provinsi hadir di Kantor Gubernur.",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert mask(text, "batu itu agung, budi baik, diserang, serang, rai.")[0] == text


def test_kinds_are_masked_as_asked_for() -> None:
    text = "Budi Rai di Kota Bontang soal pilkada."
    assert mask(text, kinds=("places",)) == ["Budi Rai di Kota ******* soal pilkada."]
    assert mask(text, kinds=("people",)) == ["**** *** di Kota Bontang soal pilkada."]
    assert mask(text, kinds=()) == [text]
    with pytest.raises(InputError, match="kinds: found 'parties'"):
        mask(text, kinds=("parties",))


def test_tables_without_what_is_needed_are_refused_with_every_fault() -> None:
    statements = make_statements({"a": ["netral"]})
    with pytest.raises(InputError) as error:
        mask_names(statements.drop(columns=["speaker", "text"]), DOCUMENTS.drop(columns="outlet"))
    assert [fault.field for fault in error.value.faults] == ["text", "speaker", "outlet"]
    with pytest.raises(InputError) as error:
        compare.split_groups(statements.drop(columns="speaker"), by="frame", target="f")
    assert [fault.field for fault in error.value.faults] == ["rows", "rows", "by"]


def test_no_phrase_is_joined_across_a_mask() -> None:
    statements = make_statements({"a": ["media Budi sosial"]}, speaker="Budi")
    masked = mask_names(statements, DOCUMENTS)
    assert count_terms(masked, minimum_documents=1).surfaces == ("media", "sosial")


def test_an_office_in_the_name_of_a_speaker_stays() -> None:
    assert mask("Ketua Rahman hadir, kata Ketua.", speaker="Rahman Ketua") == ["Ketua ****** hadir, kata Ketua."]


def test_a_body_that_speaks_is_no_person() -> None:
    text = "Bawaslu Kabupaten Konawe menegaskan larangan itu."
    assert mask(text, speaker="Bawaslu Kabupaten Konawe") == ["Bawaslu Kabupaten ****** menegaskan larangan itu."]
    text = "Dinas Kebersihan Alam menegaskan larangan itu."
    assert mask(text, speaker="Dinas Kebersihan Alam") == [text]


# The corpus.


@pytest.fixture(scope="module")
def rows(documents: pd.DataFrame, coded) -> pd.DataFrame:
    reported = coded.statements[coded.statements["reported"]]
    return reported.merge(documents[["document", "election_year"]], on="document")


@pytest.fixture(scope="module")
def masked(documents: pd.DataFrame, coded) -> pd.DataFrame:
    return mask_names(coded.statements, documents)


@pytest.fixture(scope="module")
def terms(masked: pd.DataFrame) -> Terms:
    return count_terms(masked[masked["reported"]])


def test_no_speaker_and_no_province_is_left_to_count(
    coded, documents: pd.DataFrame, masked: pd.DataFrame, terms: Terms
) -> None:
    """Words that are nothing but a name: no province is a stem, no speaker's last name a word of his own document.

    A speaker is looked for in his own document: elsewhere the same word may be something else (Nurdin, an acting head,
    and the hall Aula Tengku Rizal Nurdin; HP, a degree, and a telephone).
    """
    reported = coded.statements[coded.statements["reported"]]
    common = {word for text in coded.statements["text"] for word in text.split()}
    provinces = {name.lower() for name in documents["province"] if " " not in name} - common
    assert len(provinces & set(count_terms(reported).surfaces)) >= 5, "the test must be able to fail"
    assert provinces & set(terms.surfaces) == set()
    # Bodies and nameless officials speak too (KASN, Bawaslu RI, Menteri Dalam Negeri RI, Wakil-wakil ASN): their words
    # are no person's name, and are counted as those of offices are.
    bodies = ("bawaslu", "kasn", "ketua", "komisi", "kpu", "menteri", "panwaslu", "sekretaris", "wakil-wakil")
    names = {
        (document, words[-1])
        for document, name in set(zip(reported["document"], reported["speaker"], strict=True))
        if (words := name.lower().split()) and words[0] not in bodies and words[-1] not in common
    }

    def find_left(statements: pd.DataFrame) -> set[tuple[str, str]]:
        pairs = zip(statements["document"], statements["text"], strict=True)
        return names & {(document, word) for document, text in pairs for word in tokenise(text)}

    assert len(find_left(reported)) > 500, "the test must be able to fail"
    assert find_left(masked[masked["reported"]]) == set()
    assert {"bupati", "kota", "kabupaten", "gubernur", "bawaslu", "asn", "kasn"} <= set(terms.surfaces)


def test_same_corpus_in_any_order_gives_the_same_bytes(rows: pd.DataFrame, masked: pd.DataFrame) -> None:
    def run(seed: int) -> bytes:
        statements = masked[masked["reported"]].sample(frac=1, random_state=seed)
        shuffled = rows.sample(frac=1, random_state=seed)
        sides = compare.split_groups(shuffled, by="election_year", target="2018", reference=["2020"])
        order = random.Random(seed).sample(range(len(sides)), len(sides))
        terms = count_terms(statements)
        return format_csv(compare.measure_keyness(terms, sides.iloc[order], draws=200))

    assert run(1) == run(2)
    one, two = (
        compare.split_groups(rows.sample(frac=1, random_state=seed), by="office", target="head") for seed in (1, 2)
    )
    assert one.equals(two)


def test_masks_do_not_hang_on_the_order(coded, documents: pd.DataFrame) -> None:
    shuffled = coded.statements.sample(frac=1, random_state=4)
    one = mask_names(shuffled, documents.sample(frac=1, random_state=4))
    assert one.sort_index()["text"].equals(mask_names(coded.statements, documents)["text"])


def test_each_word_leads_to_its_lines(coded, rows: pd.DataFrame, terms: Terms) -> None:
    """What find_term finds for a stem, research kwic --stems finds too, wherever the word is not a phrase."""
    sides = compare.split_groups(rows, by="election_year", target="2018", reference="2020")
    table = compare.measure_keyness(terms, sides, draws=20)
    words = table[~table["forms"].str.contains(r"[a-z] [a-z]")].head(8)
    for row in words.to_dict("records"):
        located = compare.find_term(terms, row["term"], groups=sides)
        assert located["count"].sum() == row["count_target"] + row["count_reference"]
        assert located["document"].nunique() == row["document_frequency_target"] + row["document_frequency_reference"]
        lines = report.find_keyword(coded.statements, row["term"], stems=True)
        keys = set(zip(lines["document"], lines["sentence"], strict=True))
        assert set(zip(located["document"], located["sentence"], strict=True)) <= keys, row["term"]


def test_a_word_nobody_counted_is_refused_with_its_neighbours(terms: Terms) -> None:
    with pytest.raises(InputError, match=r"found 'pelangaran'.*near it: pelanggaran"):
        compare.find_term(terms, "pelangaran")


# The command.


def test_the_command_prints_both_sides_with_their_lines(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command("election_year", "2018", "2020", corpus=root / "corpus", draws=200, number=3)
    told = capsys.readouterr().out
    # Of gold.csv: sentences that are no narration and whose office is not other, 269 and 385 of them in the purposive
    # sample, 359 and 644 in the systematic one.
    assert "2018: 628 statements, 68 documents" in told and "2020: 1,029 statements, 104 documents" in told
    assert "More in 2018" in told and "More in 2020" in told
    assert told.count("research kwic ") == 6
    assert "not of the officials" in told


def test_the_command_says_where_there_is_too_little(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command("region", "Kota Bontang", corpus=root / "corpus")
    told = capsys.readouterr().out
    assert "too few to say: under 5 documents" in told and "More in" not in told


def test_the_command_writes_the_table_and_prints_lines(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command("frame", "sanctions", corpus=root / "corpus", draws=20, output=tmp_path / "words.csv")
    table = read_table(tmp_path / "words.csv", "keyness")
    word = table.loc[table["stem"] == "sanksi"].iloc[0]
    assert word["overused_in"] == "sanctions"
    command("frame", "sanctions", corpus=root / "corpus", lines="sanksi")
    assert f"sanctions: {word['count_target']} in " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "options", "told"),
    [
        (("colour", "red"), {}, "split_groups: by: found 'colour'"),
        (("election_year", "1999"), {}, "split_groups: target: found '1999'"),
        (("mode", "direct"), {"stems": "porter"}, "count_terms: stems: found 'porter'"),
    ],
)
def test_the_command_refuses_what_it_cannot_use(
    root: Path, words: tuple[str, str], options: dict[str, str], told: str
) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        command(*words, corpus=root / "corpus", **options)


def test_a_refusal_ends_with_exit_code_2(root: Path) -> None:
    call = [sys.executable, "-m", "research", "keyness", "mode", "direct", "--keep", "parties"]
    done = subprocess.run(call, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "names that are kept: kind: found 'parties'" in done.stderr and "Traceback" not in done.stderr
