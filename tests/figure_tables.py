"""Tables at the size and shape of the real ones, and the figures drawn from them: shared by the tests of figures."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from research import compare, report, tables

FRAMES = {
    "service_priority": "Service first",
    "sanctions": "Sanctions",
    "social_media": "Social media",
    "conflict_risk": "Risk of conflict",
}
CODES = FRAMES | {"social_conflict": "Social conflict", "interest_conflict": "Conflict of interest"}
SAMPLES = {"systematic": "Systematic sample", "purposive": "Purposive sample"}
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
    *("topics", "topic_support", "officials", "agreement", "agreement_ends"),
)
SAVED = ("time", "years", "islands", "map_share", "topics", "officials", "agreement_ends")


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


def make_pages() -> pd.DataFrame:
    """Pages of a search by stage and group, with numbers and names of every length."""
    groups = {
        "seen before": {"known before": 116, "a copy": 7},
        "not eligible": {
            "fewer than three sentences of an official on what it is that the study asks about": 1139,
            "no news item": 275,
        },
        "cell full": {"three taken": 44},
        "taken": {"taken": 316},
    }
    rows = [(stage, group, pages) for stage, parts in groups.items() for group, pages in parts.items()]
    table = pd.DataFrame(rows, columns=["stage", "group", "pages"])
    last = table["stage"].eq("taken")
    return table.assign(taken=table["pages"].where(last, 0), cells_taken=last * 148)


def make_samples(grouping: str, groups: dict[str, int]) -> pd.DataFrame:
    """Shares of two samples; the second has a third of the documents of the first."""
    large = measure(grouping, groups, FRAMES).assign(sample="systematic")
    small = measure(grouping, {name: n // 3 for name, n in groups.items() if n > 2}, FRAMES).assign(sample="purposive")
    return pd.concat([small, large], ignore_index=True)


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
    left_over = table[table["topic"] == 1].assign(topic=0, terms="", statements=400)
    table = pd.concat([left_over, table], ignore_index=True)
    share = (table["hits"] / table["statements"]).where(table["topic"] < 8)
    kept = (0.95 - table["topic"] / 20).where(table["topic"] > 0)
    table = table.assign(part=0.2 - table["topic"] / 50, kept=kept, noise=kept * 0 + 0.41, documents=60)
    return table.assign(share=share, low=share / 2, high=share + 0.1)


def make_topic_support() -> pd.DataFrame:
    """Three samples, of which one has no model that can be told from chance; NMF beside LDA."""
    rows = []
    for sample, least in (("systematic", 0.4), ("purposive", 0.18), ("pooled", 0.35)):
        for topics in (4, 6, 8, 10, 12, 16, 20, 8):
            excess = least - topics / 100
            row = {"sample": sample, "topics": topics, "method": "lda", "supported": excess >= 0.2, "survivors": 3}
            row |= {"words": 0.3 + excess, "words_noise": 0.3, "company": 0.3 + excess, "company_noise": 0.3}
            values = {"words_excess": excess, "company_excess": excess, "survivors": 3, "held_out": -6.1 + excess}
            for name, value in {**values, "exclusivity": 0.5}.items():
                short = name.removesuffix("_excess")
                row |= {name: value, f"{short}_low": value - 0.1, f"{short}_high": value + 0.1}
            rows.append(row | {"documents": 300, "statements": 3000, "stems": 700, "resamples": 50})
        rows[-1] |= {"method": "nmf", "held_out": np.nan, "held_out_low": np.nan, "held_out_high": np.nan}
    return pd.DataFrame(rows)


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
    documents, tiles = make_documents(), make_provinces()
    topics, officials, alphas = make_topics(), make_officials(), make_agreement()
    support = make_topic_support()
    samples, whole, pages = make_samples("election", ELECTIONS), make_samples("all", {"all": 300}), make_pages()
    with_ends = alphas.assign(low=alphas["alpha"] - 0.04, high=alphas["alpha"] + 0.02)
    return {
        "time": (report.plot_corpus_time(documents, elections=elections), documents),
        "time_plain": (report.plot_corpus_time(documents), documents),
        "years": (report.plot_shares_years(years, elections=elections, labels=FRAMES), years),
        "years_codes": (report.plot_shares_years(all_years), all_years),
        "samples": (report.plot_sample_shares(samples, labels=SAMPLES | words), samples),
        "samples_all": (report.plot_sample_shares(whole, labels=SAMPLES | words), whole),
        "flow": (report.plot_search_flow(pages), pages),
        "islands": (report.plot_shares_groups(islands, labels=FRAMES), islands),
        "offices": (report.plot_shares_groups(by_office, labels=words | CODES), by_office),
        "provinces": (report.plot_shares_groups(by_province, labels=FRAMES), by_province),
        "modes": (report.plot_shares_groups(two, labels=FRAMES), two),
        "map": (report.plot_province_map(tiles), tiles),
        "map_share": (report.plot_province_map(tiles, frame="sanctions", labels=FRAMES), tiles),
        "topics": (report.plot_topics(topics, labels=FRAMES), topics),
        "topic_support": (report.plot_topic_support(support, labels=SAMPLES), support),
        "officials": (report.plot_officials(officials, labels=FRAMES), officials),
        "agreement": (report.plot_agreement(alphas, labels=CODES), alphas),
        "agreement_ends": (report.plot_agreement(with_ends, labels=CODES), with_ends),
    }


def save_each_kind(folder: str) -> None:
    """Save a figure of every kind; run in another process by the test of bytes."""
    drawn = draw_all()
    for name in SAVED:
        report.save_figure(*drawn[name], Path(folder) / name)
