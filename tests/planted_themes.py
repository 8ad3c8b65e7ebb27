"""Statements of planted topics."""

import numpy as np
import pandas as pd

# Four themes of eight words; no word is a stop word, an override or part of a phrase, and none shares a stem.
THEMES = [
    ["sanksi", "hukuman", "pecat", "mutasi", "penjara", "pidana", "tegur", "denda"],
    ["akun", "unggah", "foto", "komentar", "internet", "gambar", "video", "daring"],
    ["layan", "warga", "loket", "antre", "kantor", "sekolah", "puskesmas", "izin"],
    ["konflik", "rusuh", "aman", "damai", "polisi", "tentara", "rawan", "gesek"],
]
SHARED = ["pegawai", "pilkada", "bupati", "kota"]


def plant(seed, documents=30, statements=8, words=7):
    """Make statements of one theme each, with one word in five from another theme or shared by all."""
    random = np.random.default_rng(seed)
    rows, truth = [], []
    for document in range(documents):
        for sentence in range(1, statements + 1):
            theme = int(random.choice(4, p=[0.4, 0.3, 0.2, 0.1]))
            pool = np.where(random.random(words) < 0.8, theme, random.integers(0, 5, words))
            text = [str(random.choice(THEMES[part] if part < 4 else SHARED)) for part in pool]
            rows.append((f"d{document:02d}", sentence, " ".join(text)))
            truth.append(theme)
    return pd.DataFrame(rows, columns=["document", "sentence", "text"]), np.array(truth)
