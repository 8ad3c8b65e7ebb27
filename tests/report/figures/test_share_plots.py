"""Figures: what is drawn is what the table says, every n is there to read, nothing overlaps, and bytes stay."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, read_words
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from research import compare, figures, report, tables
from research.tables import InputError, read_table

FRAMES = {
    "service_priority": "Service first",
    "sanctions": "Sanctions",
    "social_media": "Social media",
    "conflict_risk": "Risk of conflict",
}
CODES = FRAMES | {"social_conflict": "Social conflict", "interest_conflict": "Conflict of interest"}
ELECTIONS = {
    "pilkada-2015": 9,
    "pilkada-2017": 3,
    "pilkada-2018": 29,
    "pemilu-2019": 12,
    "pilkada-2020": 40,
    "pemilu-2024": 10,
    "pilkada-2024": 26,
}
ISLANDS = {
    "Sumatera": 30,
    "Jawa": 29,
    "Bali and Nusa Tenggara": 15,
    "Kalimantan": 21,
    "Sulawesi": 20,
    "Maluku": 7,
    "Papua": 4,
    "national": 8,
}
OFFICES = {
    "head": ("head of a region", 41),
    "acting_head": ("acting head of a region", 12),
    "secretary": ("regional secretary", 33),
    "agency": ("regional agency", 28),
    "oversight": ("oversight body", 25),
    "election": ("election commission", 4),
    "central": ("central government", 9),
    "legislature": ("legislature", 2),
    "security": ("security and prosecution", 3),
    "other": ("other", 5),
}


NAMES = (
    *("time", "time_plain", "years", "years_codes", "islands", "offices", "provinces", "modes", "map", "map_share"),
    *("pairs", "pairs_codes", "topics", "officials", "agreement", "agreement_ends"),
)
SAVED = ("time", "years", "islands", "map_share", "pairs", "topics", "officials", "agreement_ends")


def measure(grouping: str, sizes: dict[str, int], frames: dict[str, str]) -> pd.DataFrame:
    """Shares, as compare makes them, of invented statements: one group has no hit at all, some have few documents."""
    random = np.random.default_rng(len(sizes))
    rows = []
    for place, (group, documents) in enumerate(sizes.items()):
        for document, frame in itertools.product(range(documents), frames):
            chance = 0.0 if place == 3 else random.beta(2, 6)
            for sentence in range(3 + document % 9):
                row = {"document": f"{place}-{document}", "sentence": sentence, "frame": frame, grouping: group}
                rows.append(row | {"present": bool(random.random() < chance)})
    return compare.measure_shares(pd.DataFrame(rows), by=grouping, draws=20)


def make_documents() -> pd.DataFrame:
    """135 documents, most of them in the months before an election."""
    random = np.random.default_rng(5)
    days = {"pilkada-2015": "2015-12-09", "pilkada-2017": "2017-02-15", "pilkada-2018": "2018-06-27"}
    days |= {"pemilu-2019": "2019-04-17", "pilkada-2020": "2020-12-09", "pemilu-2024": "2024-02-14"}
    days |= {"pilkada-2024": "2024-11-27"}
    names = [name for name, n in ELECTIONS.items() for _ in range(n)]
    islands = ["" if name == "national" else name for name in random.choice(list(ISLANDS), len(names))]
    published = [pd.Timestamp(days[name]) - pd.Timedelta(days=int(random.gamma(2, 60))) for name in names]
    table = pd.DataFrame({"document": [f"d{number}" for number in range(len(names))], "published": published})
    return table.assign(election=names, island=islands).astype({"published": "datetime64[s]"})


def make_elections() -> pd.DataFrame:
    days = ["2015-12-09", "2017-02-15", "2018-06-27", "2019-04-17", "2020-12-09", "2024-02-14", "2024-11-27"]
    kinds = ["general" if name.startswith("pemilu") else "regional" for name in ELECTIONS]
    labels = [f"{kind.capitalize()} {name[-4:]}" for kind, name in zip(kinds, ELECTIONS, strict=True)]
    table = pd.DataFrame({"election": list(ELECTIONS), "label": labels, "kind": kinds})
    return table.assign(voting_day=pd.to_datetime(days))


def make_provinces() -> pd.DataFrame:
    provinces = tables.read_provinces()[["province", "island"]].iloc[:-3]
    documents = [1 + number % 9 for number in range(len(provinces))]
    table = provinces.assign(documents=documents, statements=[11 * n for n in documents])
    table["sanctions"] = [n / 20 if n >= 5 else np.nan for n in documents]
    national = {"province": "Nasional", "island": "", "documents": 8, "statements": 77, "sanctions": 0.5}
    table = pd.concat([table, pd.DataFrame([national])], ignore_index=True)
    return table.assign(sanctions_low=table["sanctions"] / 2, sanctions_high=table["sanctions"] + 0.4)


def make_pairs(frames: dict[str, str]) -> pd.DataFrame:
    """As compare.count_pairs gives them: both orders, no expectation on the diagonal."""
    random = np.random.default_rng(3)
    rows = random.random((300, len(frames))) < 0.3
    wide = pd.DataFrame(rows, columns=list(frames)).rename_axis("sentence").reset_index()
    long = wide.melt("sentence", var_name="frame", value_name="present").assign(document="d")
    return compare.count_pairs(long, frames=list(frames))


def make_topics() -> pd.DataFrame:
    terms = [
        "media sosial, komentar, unggah, suka, bagikan, akun, calon, foto",
        "sanksi, disiplin, pelanggaran, peraturan pemerintah, berat, ringan, pemberhentian",
        "pelayanan, masyarakat, tugas, profesional, pengabdi, kerja, kinerja",
        "netral, netralitas, pilkada, imbau, camat, lurah, kepala dinas, korpri",
        "kondusif, aman, tertib, persatuan, perpecahan, damai, provokasi",
        "laporan, bawaslu, kasn, rekomendasi, periksa, panggil, klarifikasi",
        "fasilitas negara, jabatan, wewenang, anggaran, kendaraan dinas",
        "hak pilih, bilik suara",
    ]
    cells = itertools.product(enumerate(terms, 1), enumerate(FRAMES))
    rows = [
        {"topic": topic, "terms": words, "frame": frame, "statements": 190 - 20 * topic, "hits": 3 * topic * place}
        for (topic, words), (place, frame) in cells
    ]
    table = pd.DataFrame(rows)
    share = (table["hits"] / table["statements"]).where(table["topic"] < 8)
    return table.assign(share=share, low=share / 2, high=share + 0.1)


def make_officials() -> pd.DataFrame:
    who = [("Mayor of Denpasar", 2018, 16), ("Secretary of Bontang", 2020, 9), ("Regent of Lebong", 2020, 12)]
    who += [("Acting governor of Bali province", 2024, 21), ("Acting mayor of Balikpapan", 2024, 14)]
    rows = [
        {"document": f"d{n}", "label": label, "year": year, "frame": frame, "hits": n * place, "statements": size}
        for n, (label, year, size) in enumerate(who)
        for place, frame in enumerate(FRAMES)
    ]
    return pd.DataFrame(rows).iloc[::-1]


def make_agreement() -> pd.DataFrame:
    table = pd.DataFrame({"frame": list(CODES), "alpha": [0.87, 0.94, 0.97, 0.78, -0.12, np.nan]})
    return table.assign(statements=[1375, 1375, 1375, 1375, 1374, 4], documents=[135] * 5 + [2])


def draw_all() -> dict[str, tuple[Figure, pd.DataFrame]]:
    """Every figure at the size and shape of the real tables, and some at their worst."""
    elections, words = make_elections(), FRAMES | {code: label for code, (label, _) in OFFICES.items()}
    provinces = {name: 1 + n % 12 for n, name in enumerate(tables.read_provinces()["province"])}
    offices = {code: n for code, (_, n) in OFFICES.items()}
    years, islands = measure("election", ELECTIONS, FRAMES), measure("island", ISLANDS, FRAMES)
    all_years, by_office = measure("election", ELECTIONS, CODES), measure("office", offices, CODES)
    by_province, two = measure("province", provinces, FRAMES), measure("mode", {"direct": 40, "indirect": 50}, FRAMES)
    documents, tiles, pairs, more_pairs = make_documents(), make_provinces(), make_pairs(FRAMES), make_pairs(CODES)
    topics, officials, alphas = make_topics(), make_officials(), make_agreement()
    with_ends = alphas.assign(low=alphas["alpha"] - 0.04, high=alphas["alpha"] + 0.02)
    return {
        "time": (report.plot_corpus_time(documents, elections=elections), documents),
        "time_plain": (report.plot_corpus_time(documents), documents),
        "years": (report.plot_shares_years(years, elections=elections, labels=FRAMES), years),
        "years_codes": (report.plot_shares_years(all_years), all_years),
        "islands": (report.plot_shares_groups(islands, labels=FRAMES), islands),
        "offices": (report.plot_shares_groups(by_office, labels=words | CODES), by_office),
        "provinces": (report.plot_shares_groups(by_province, labels=FRAMES), by_province),
        "modes": (report.plot_shares_groups(two, labels=FRAMES), two),
        "map": (report.plot_province_map(tiles), tiles),
        "map_share": (report.plot_province_map(tiles, frame="sanctions", labels=FRAMES), tiles),
        "pairs": (report.plot_frame_pairs(pairs, labels=FRAMES), pairs),
        "pairs_codes": (report.plot_frame_pairs(more_pairs, labels=CODES), more_pairs),
        "topics": (report.plot_topic_frames(topics, labels=FRAMES), topics),
        "officials": (report.plot_officials(officials, labels=FRAMES), officials),
        "agreement": (report.plot_agreement(alphas, labels=CODES), alphas),
        "agreement_ends": (report.plot_agreement(with_ends, labels=CODES), with_ends),
    }


def save_each_kind(folder: str) -> None:
    """Save a figure of every kind; run in another process by the test of bytes."""
    drawn = draw_all()
    for name in SAVED:
        report.save_figure(*drawn[name], Path(folder) / name)


@pytest.fixture(scope="module")
def drawn() -> dict[str, tuple[Figure, pd.DataFrame]]:
    return draw_all()


def find_panel(figure: Figure, title: str):
    return next(axes for axes in figure.axes if axes.get_title(loc="left").replace("\n", " ") == title)


def read_intervals(axes, *, upright: bool) -> set[tuple[float, float]]:
    """Ends of the intervals drawn; the thin lines are the rows' own."""
    sets = [c for c in axes.collections if isinstance(c, LineCollection) and c.get_linewidths()[0] > 1]
    segments = [segment for found in sets for segment in found.get_segments()]
    return {(round(a[int(upright)], 9), round(b[int(upright)], 9)) for a, b in segments}


def read_points(axes, *, upright: bool) -> set[float]:
    lines = [line for line in axes.lines if line.get_marker() in ("o", "D")]
    return {round(float(point[int(upright)]), 9) for line in lines for point in line.get_xydata()}


@pytest.mark.parametrize("name", NAMES)
def test_no_text_meets_another_or_leaves_the_sheet(drawn, name: str) -> None:
    figure, _ = drawn[name]
    check_layout(figure, texts=5)


@pytest.mark.parametrize(("place", "words"), [(0.5, "'one' meets 'other'"), (1.01, "'other' is cut off")])
def test_texts_that_cannot_be_read_are_found(place: float, words: str) -> None:
    figure = Figure(figsize=(7, 3))
    FigureCanvasAgg(figure)
    figure.text(0.5, 0.5, "one")
    figure.text(place, 0.5, "other")
    with pytest.raises(AssertionError, match=words):
        check_layout(figure, texts=1)


@pytest.mark.parametrize("name", NAMES)
def test_sheet_is_seven_inches_wide_and_says_what_it_shows_and_the_caution(drawn, name: str) -> None:
    figure, _ = drawn[name]
    words = read_words(figure)
    assert figure.get_size_inches()[0] == 7
    assert figure.get_label() in words
    ends = [line for line in words if "95 % intervals over documents." in line or "No intervals drawn." in line]
    assert len(ends) == 1
    # A caption promises intervals where they are drawn or written, and only there.
    has_intervals = any(read_intervals(axes, upright=False) for axes in figure.axes) or name in ("map_share", "topics")
    assert ("95 % intervals over documents." in ends[0]) == has_intervals


def test_the_caution_is_the_corpuss_own(book) -> None:
    figure = report.plot_agreement(make_agreement(), caption=f"{book.sample} {book.coders}")
    caution = "Purposive sample of news items and press releases. The coders were language models. No intervals drawn."
    assert any(caution in line for line in read_words(figure))
    assert not any("sample" in line for line in read_words(report.plot_agreement(make_agreement())))


@pytest.mark.parametrize("name", NAMES)
def test_no_raw_code_is_shown(drawn, name: str) -> None:
    words = " ".join(read_words(drawn[name][0]))
    for code in (*CODES, *ELECTIONS, "acting_head", "election_year"):
        assert code not in words.replace("sanctions", "") or code == "sanctions"


@pytest.mark.parametrize(
    ("name", "upright", "labels"), [("years", True, FRAMES), ("islands", False, FRAMES), ("offices", False, CODES)]
)
def test_points_and_intervals_are_those_of_the_table(drawn, name: str, upright: bool, labels: dict[str, str]) -> None:
    figure, table = drawn[name]
    assert table["share"].isna().any() and (table["share"] == 0).any()
    for frame, rows in table.groupby("frame"):
        axes, rows = find_panel(figure, labels[frame]), rows.dropna(subset="share")
        expected = {(round(low, 9), round(high, 9)) for low, high in zip(rows["low"], rows["high"], strict=True)}
        assert read_intervals(axes, upright=upright) == expected
        assert read_points(axes, upright=upright) == {round(share, 9) for share in rows["share"]}


@pytest.mark.parametrize("name", ["years", "islands", "offices"])
def test_few_documents_are_said_and_not_drawn(drawn, name: str) -> None:
    figure, table = drawn[name]
    labels = CODES if name == "offices" else FRAMES
    for frame, rows in table.groupby("frame"):
        axes = find_panel(figure, labels[frame])
        said = [text for text in axes.texts if text.get_text() == "too few to say"]
        marks = sum(len(line.get_xdata()) for line in axes.lines if line.get_marker() in ("o", "D"))
        assert len(said) == rows["share"].isna().sum() > 0
        assert marks == rows["share"].notna().sum()


@pytest.mark.parametrize("name", ["islands", "offices", "provinces", "modes"])
def test_every_group_has_its_n(drawn, name: str) -> None:
    figure, table = drawn[name]
    words = read_words(figure)
    for row in table.drop_duplicates("group").itertuples():
        plural = "" if row.documents == 1 else "s"
        assert f"{row.documents:,} document{plural}, {row.statements:,} statements" in words


def test_elections_stand_in_time_with_kind_and_n(drawn) -> None:
    figure, table = drawn["years"]
    axes = find_panel(figure, "Social media")
    places = {text.get_text().replace("\n", " "): text.xy[0] for text in axes.texts if text.get_text()[0] in "RG"}
    ordered = sorted(places, key=places.get)
    assert ordered == make_elections()["label"].tolist()
    n = table.drop_duplicates("group").set_index("group").loc[list(ELECTIONS)]
    shown = sorted((text for text in axes.texts if text.get_text().isdigit()), key=lambda text: text.xy[0])
    assert [int(text.get_text()) for text in shown[0::2]] == n["documents"].tolist()
    assert [int(text.get_text()) for text in shown[1::2]] == n["statements"].tolist()
    diamonds = [line for line in axes.lines if line.get_marker() == "D"]
    assert sorted(diamonds[0].get_xdata()) == [3, 5]


def test_elections_of_one_year_stand_apart_without_their_days() -> None:
    table = measure("election", {"pilkada-2024": 9, "pemilu-2024": 8, "pilkada-2018": 7}, {"sanctions": ""})
    axes = report.plot_shares_years(table).axes[0]
    names = {text.get_text(): text.xy[0] for text in axes.texts if text.get_text().startswith("P")}
    assert sorted(names, key=names.get) == ["Pilkada 2018", "Pemilu 2024", "Pilkada 2024"]


def test_every_document_is_one_mark_on_its_day(drawn) -> None:
    figure, table = drawn["time"]
    marks = np.concatenate([line.get_xydata() for line in figure.axes[0].lines if line.get_marker() in ("o", "D")])
    assert len(marks) == len(table)
    assert len({tuple(mark) for mark in marks}) == len(table)
    days = table["published"].dt
    expected = days.year + (days.day_of_year - 1) / np.where(days.is_leap_year, 366, 365)
    assert np.allclose(sorted(marks[:, 0]), sorted(expected))
    words = read_words(figure)
    for island, n in table["island"].value_counts().items():
        assert (island or "National") in words and f"{n} documents" in words


@pytest.mark.parametrize("name", ["time", "time_plain"])
def test_no_mark_hides_another(drawn, name: str) -> None:
    figure, _ = drawn[name]
    axes = figure.axes[0]
    lines = [line for line in axes.lines if line.get_marker() in ("o", "D")]
    places = axes.transData.transform(np.concatenate([line.get_xydata() for line in lines])) * 72 / figure.dpi
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + np.eye(len(places)) * 99
    assert apart.min() >= max(line.get_markersize() for line in lines)


def test_order_of_documents_changes_nothing(drawn) -> None:
    figure, table = drawn["time_plain"]
    shuffled = report.plot_corpus_time(table.sample(frac=1, random_state=2))
    assert report.show_figure(shuffled).data == report.show_figure(figure).data


def test_time_draws_the_real_corpus(documents: pd.DataFrame) -> None:
    figure = report.plot_corpus_time(documents)
    counted = [word for word in read_words(figure) if word.isdigit() and len(word) < 4]
    assert sum(map(int, counted)) == len(documents)


def test_map_guards_shares_and_counts_all(drawn) -> None:
    figure, table = drawn["map_share"]
    words = read_words(figure)
    assert len([patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]) >= 38
    at_home = table[table["province"] != "Nasional"]
    assert sum(word.endswith(" %") for word in words) == (at_home["documents"] >= 5).sum()
    assert words.count("too few") == (at_home["documents"] < 5).sum()
    for row in at_home.itertuples():
        assert f"{row.documents} · {row.statements}" in words
        assert any(row.province in word.replace("\u00a0", " ") for word in words)
    assert any("8 documents, 77 statements" in word for word in words)


def test_map_writes_no_share_of_few_documents_even_where_the_table_gives_one() -> None:
    table = pd.DataFrame({"province": ["Bali", "Riau"], "documents": [4, 5], "statements": [9, 9], "x": [0.61, 0.37]})
    table = table.assign(x_low=0.1, x_high=0.8)
    words = read_words(report.plot_province_map(table, frame="x"))
    assert "37 %" in words and "61 %" not in words and words.count("too few") == 1


def test_pairs_show_counts_and_ratio_on_both_sides(drawn) -> None:
    figure, table = drawn["pairs"]
    words = read_words(figure)
    apart = table[table["frame_a"] < table["frame_b"]]
    for row in apart.itertuples():
        assert words.count(f"{row.together} {row.together / row.expected:.2f} times") >= 2
    for row in table[table["frame_a"] == table["frame_b"]].itertuples():
        assert f"{row.with_a} statements" in words
    once = apart.sample(frac=1, random_state=1)
    assert sum(" times" in word for word in read_words(report.plot_frame_pairs(once))) == 2 * len(once) + 1


def test_topics_and_officials_show_every_count(drawn) -> None:
    figure, table = drawn["topics"]
    words = read_words(figure)
    for row in table.itertuples():
        assert f"{row.topic}: {row.terms}" in words and f"{row.statements} statements" in words
        told = f"{row.hits}: {100 * row.share:.0f} % {100 * row.low:.0f} to {100 * row.high:.0f}"
        assert (told if row.topic < 8 else f"too few to say {row.hits}") in words
    figure, table = drawn["officials"]
    words = read_words(figure)
    for row in table.itertuples():
        assert f"{row.hits} of {row.statements}" in words and f"{row.label}, {row.year}" in words
    assert len([line for line in figure.axes[0].lines if line.get_marker() == "o"]) == (table["hits"] > 0).sum()
    assert not any("%" in word for word in words)


def test_agreement_shows_alpha_n_and_what_cannot_be_said(drawn) -> None:
    figure, table = drawn["agreement_ends"]
    axes, known = figure.axes[0], table.dropna(subset="alpha")
    assert read_points(axes, upright=False) == set(known["alpha"].round(9))
    ends = zip(known["low"].round(9), known["high"].round(9), strict=True)
    assert read_intervals(axes, upright=False) == set(ends)
    words = read_words(figure)
    assert "135 documents, 1,375 statements" in words and words.count("too few to say") == 1
    assert axes.get_xlim()[0] <= -0.16
    assert not read_intervals(drawn["agreement"][0].axes[0], upright=False)


def luminance(colour) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return float(np.dot(parts, [0.2126, 0.7152, 0.0722]))


def test_kinds_differ_in_grey_and_in_shape() -> None:
    sizes = {"a-2015": 6, "b-2016": 6, "c-2017": 6, "d-2018": 6}
    axes = report.plot_shares_years(measure("election", sizes, {"sanctions": ""})).axes[0]
    lines = [line for line in axes.lines if line.get_marker() not in ("", "None", None)]
    shades = sorted(luminance(line.get_markerfacecolor()) for line in lines)
    assert len(lines) == len({line.get_marker() for line in lines}) == 4
    assert min(np.diff(shades)) > 0.1


def test_tiles_grow_darker_with_documents_and_can_be_read(drawn) -> None:
    table = pd.DataFrame({"province": ["Bali", "Riau", "Aceh", "Jambi"], "documents": [1, 2, 4, 8], "statements": 1})
    axes = report.plot_province_map(table).axes[0]
    shades = {to_hex(patch.get_facecolor()) for patch in axes.patches}
    ordered = sorted(luminance(shade) for shade in shades)
    assert len(ordered) == 5 and min(np.diff(ordered)) > 0.02
    for name in ("map", "pairs", "topics"):
        for axes in drawn[name][0].axes:
            darkest = min(luminance(patch.get_facecolor()) for patch in axes.patches)
            lightest_ink = max(luminance(t.get_color()) for t in axes.texts if t.get_color() != "#6b6b6b")
            # 4.5 is the contrast WCAG 2.2 asks of small letters.
            assert (darkest + 0.05) / (lightest_ink + 0.05) >= 4.5


def test_files_are_equal_in_two_processes_whatever_the_readers_settings(tmp_path: Path) -> None:
    hostile = "figure.facecolor: pink\nfont.size: 23\nfont.family: serif\nsvg.fonttype: none\naxes.grid: True\n"
    hostile += "savefig.dpi: 40\nlines.linewidth: 9\nsavefig.bbox: tight\ntimezone: Asia/Jakarta\nsvg.hashsalt: x\n"
    # The size is read back, so that the test fails if the settings were never seen.
    script = (
        "import matplotlib, test_figures; test_figures.save_each_kind('out'); print(matplotlib.rcParams['font.size'])"
    )
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    runs = []
    for place, settings in (("plain", ""), ("hostile", hostile)):
        (tmp_path / place).mkdir()
        (tmp_path / place / "matplotlibrc").write_text(settings, encoding="utf-8")
        environment = os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": str(len(settings)), "TZ": "Asia/Jayapura"}
        run = [sys.executable, "-c", script]
        runs.append(subprocess.Popen(run, cwd=tmp_path / place, env=environment, stdout=subprocess.PIPE, text=True))
    assert [float(run.communicate()[0]) for run in runs] == [10, 23]
    assert [run.returncode for run in runs] == [0, 0]
    saved = sorted(path.name for path in (tmp_path / "plain" / "out").iterdir())
    assert saved == sorted(f"{name}.{ending}" for name in SAVED for ending in ("csv", "png", "svg"))
    for name in saved:
        one, other = ((tmp_path / place / "out" / name).read_bytes() for place in ("plain", "hostile"))
        assert one == other, name


def test_csv_is_the_table_and_its_filter(drawn, tmp_path: Path) -> None:
    figure, table = drawn["islands"]
    report.save_figure(figure, table, tmp_path / "made" / "regions.v1")
    assert sorted(p.name for p in (tmp_path / "made").iterdir()) == [f"regions.v1.{e}" for e in ("csv", "png", "svg")]
    saved = pd.read_csv(tmp_path / "made" / "regions.v1.csv")
    assert saved.columns.tolist() == [*table.columns, "filter"]
    saved.drop(columns="filter").to_csv(tmp_path / "back.csv", index=False)
    pd.testing.assert_frame_equal(read_table(tmp_path / "back.csv", "shares"), table, atol=1e-6, rtol=0)


def test_csv_of_a_table_with_its_own_filter_is_that_table(tmp_path: Path) -> None:
    table = pd.DataFrame({"grouping": "mode", "group": ["direct"], "frame": "sanctions", "filter": "mode == 'direct'"})
    report.save_figure(Figure(), table, tmp_path / "x")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "x.csv"), table)


@pytest.mark.parametrize("grouping", ["election", "election_year", "island", "office", "all"])
def test_filter_finds_the_statements_behind_a_share(grouping: str) -> None:
    documents = pd.DataFrame({"document": ["a", "b", "c"], "election": ["pilkada-2018", "pemilu-2019", "pilkada-2018"]})
    documents = documents.assign(election_year=[2018, 2019, 2018], island=["Jawa", "", "Bali and Nusa Tenggara"])
    others = dict.fromkeys(("province", "region", "outlet", "kind"), "")
    statements = pd.DataFrame({"document": list("aabbcc"), "sentence": [1, 2] * 3, "office": ["head", "other"] * 3})
    statements = statements.assign(speaker="", mode="direct", reported=[True, True, True, False, True, True])
    frames = statements[["document", "sentence"]].merge(pd.DataFrame({"frame": ["sanctions", "social_media"]}), "cross")
    frames = frames.assign(present=frames.index % 3 == 0, coder="gold")
    rows = compare.join_frames(documents.assign(**others), statements, frames)
    shares = report.add_filter(compare.measure_shares(rows, by=grouping))
    for row in shares.itertuples():
        found = rows.query(row.filter)
        assert (len(found), found["present"].sum()) == (row.statements, row.hits)


def test_filter_of_other_tables() -> None:
    spoken = report.add_filter(make_officials().assign(speaker="Rai Iswara"))["filter"]
    assert spoken.str.contains("and speaker == 'Rai Iswara' and frame == ", regex=False).all()
    filters = report.add_filter(make_officials())["filter"]
    assert filters.iloc[0] == "reported and document == 'd4' and frame == 'conflict_risk'"
    assert (
        report.add_filter(make_topics())["filter"].iloc[0] == "reported and topic == 1 and frame == 'service_priority'"
    )
    assert report.add_filter(make_provinces())["filter"].iloc[0] == "reported and province == 'Aceh'"
    assert "filter" not in report.add_filter(make_agreement()) and "filter" in report.add_filter(
        make_documents().assign(province="Bali")
    )


def test_notebook_shows_the_png_that_is_saved(drawn, tmp_path: Path) -> None:
    figure, table = drawn["modes"]
    report.save_figure(figure, table, tmp_path / "modes")
    image = report.show_figure(figure)
    assert image.data == (tmp_path / "modes.png").read_bytes()
    assert repr(image) == "<IPython.core.display.Image object>"
    assert image.alt == figure.get_label() == "Share of reported statements with each frame, by mode"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.drop(columns=["low", "share"]), ["2 faults", "share: found no such column", "add the column"]),
        (lambda t: t.iloc[:0], ["rows: found none"]),
        (
            lambda t: pd.concat([t, t.iloc[[0]]]),
            ["island, Bali and Nusa Tenggara, conflict_risk, statements more than once"],
        ),
        (lambda t: pd.concat([t, t.assign(grouping="mode")]), ["grouping: found island, mode, expected one grouping"]),
        (
            lambda t: pd.concat([t, t.assign(base="documents")]),
            ["base: found statements, documents, expected one base"],
        ),
        (lambda t: t.assign(documents=range(len(t))), ["n of group Jawa: found other numbers in other frames"]),
    ],
)
def test_tables_that_make_no_figure_are_refused(drawn, change, words: list[str]) -> None:
    table = change(drawn["islands"][1])
    for plot in (report.plot_shares_groups, report.plot_shares_years):
        with pytest.raises(InputError) as error:
            plot(table)
        for part in words:
            assert part in str(error.value)


def test_election_without_a_day_is_refused(drawn) -> None:
    elections = make_elections().iloc[1:]
    with pytest.raises(InputError, match="election: found 'pilkada-2015', expected one of pilkada-2017, pilkada-2018"):
        report.plot_shares_years(drawn["years"][1], elections=elections)
    with pytest.raises(InputError, match=r"^1 fault:\ntable of the figure: election: found 'pilkada-2015'"):
        report.plot_corpus_time(drawn["time"][1], elections=elections)


def test_unknown_province_is_refused() -> None:
    table = pd.DataFrame({"province": ["Kaltim"], "documents": [4], "statements": [9]})
    with pytest.raises(InputError, match="province: found 'Kaltim', expected one of the 38 provinces or Nasional"):
        report.plot_province_map(table)


def test_public_names_are_there_and_tables_stay_as_they_were() -> None:
    assert all(callable(getattr(figures, name)) for name in figures.__all__)
    table = make_officials()
    before = table.copy()
    report.add_filter(table)
    report.plot_officials(table)
    pd.testing.assert_frame_equal(table, before)
