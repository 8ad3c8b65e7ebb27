"""Power of the permutation test of a contrast, simulated at differences that are named beforehand."""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from research.compare.cluster_samples import Clusters, estimate_correlation, estimate_power
from research.compare.contrast_sides import count_groups, split_members
from research.compare.declared_contrasts import Contrast, Contrasts, check_contrasts
from research.compare.intervals import Numbers
from research.compare.permutation import SIGNIFICANCE_LEVEL
from research.compare.rows import check_rows
from research.tables import MINIMUM_DOCUMENTS, TOO_FEW, Fault, InputError, check_number, list_columns, returns_table

DIFFERENCES = (0.05, 0.08, 0.10)
SIMULATED, IMPOSSIBLE, OUT_OF_REACH = "simulated", "impossible", "out of reach"
NOW, MORE_A, MORE_B, FEWEST, AS_NOW = "now", "more of a", "more of b", "fewest more", "divided as now"
TARGET = 0.8
# More documents than a corpus of news items coded by hand will have.
_MOST = 1000
_SAMPLES = 1000
_ROUNDS, _NEAR = 4, 0.02


@returns_table("power")
def simulate_power(
    rows: pd.DataFrame,
    contrast: Contrast,
    *,
    frame: str,
    differences: Sequence[float] = DIFFERENCES,
    seed: int = 2026,
) -> pd.DataFrame:
    """Simulate how often the test of a contrast finds true differences named beforehand, now and with more documents.

    Parameters
    ----------
    rows : DataFrame
        Rows of merge_frames. Clusters are families where the rows have them, else documents.
    contrast : Contrast
        The contrast.
    frame : str
        The code of the frame.
    differences : sequence of float
        True differences of the share of group a from that of group b, above 0 and below 1; each is simulated up and
        down. They are named before the shares are looked at: the power at a difference that was seen tells nothing
        beyond its p.
    seed : int
        Seed of all that is drawn at random.

    Returns
    -------
    DataFrame
        The table power: a row for each difference (first down, then up) and design. design is now, the documents that
        there are; and, where these find the difference less often than 80 %, the fewest documents with which it is
        found so often: more of a, more of b (only that group grows), fewest more (any may grow, the fewest in all).
        Where documents have statements in both groups, all grow alike: divided as now. method is simulated;
        impossible, where a share would leave 0 to 1; out of reach, where 1,000 documents in all
        are too few; too few to say, where a group has fewer than 5 documents or no statement has the frame. share_a and
        share_b are the true shares, power the part of the samples in which p is at most 0.05 and the difference has
        the right sign.

    Raises
    ------
    InputError
        For an unknown column, value or frame, and for a difference or seed out of bounds.

    Notes
    -----
    Group b keeps its observed share; group a has it plus or minus the difference. Each simulated document has as many
    statements as one drawn from the observed documents of its group, and a chance of its own, beta about the share of
    its group with the intra-cluster correlation of the analysis of variance within groups (Ridout, Demetrio and Firth
    1999); in a document of both groups the two chances stand at the same quantile. Each sample is tested as
    measure_contrasts tests, with 299 permutations; in 1,000 samples a power has a standard error of .016 at most.
    Numbers of documents are sought with the variance of linearised shares and corrected by
    simulation until the power is within .02 of .8.

    References
    ----------
    Hoenig, J. M. and Heisey, D. M. (2001), The abuse of power. The American Statistician 55, 19-24.

    Ridout, M. S., Demetrio, C. G. B. and Firth, D. (1999), Estimating intraclass correlation for binary data.
    Biometrics 55, 137-148.
    """
    check_number(seed, where="simulate_power", field="seed", bounds=(0, 2**32 - 1))
    _check_call(rows, contrast, frame, differences)
    rows = rows[rows["frame"] == frame]
    members = split_members(rows, contrast)
    groups = count_groups(members, [frame]).select(0)
    clusters = Clusters(np.column_stack([groups.totals_a, groups.totals_b]), _correlate_statements(rows))
    hits = groups.hits_a.sum() + groups.hits_b.sum()
    few = min((clusters.totals > 0).sum(axis=0)) < MINIMUM_DOCUMENTS or hits == 0
    share = np.nan if few else float(groups.hits_b.sum() / groups.totals_b.sum())
    header: dict[str, Any] = {"contrast": contrast.contrast, "label": contrast.label, "a": "; ".join(contrast.a)}
    header |= {"b": "; ".join(contrast.b), "frame": frame, "correlation": np.nan if few else clusters.correlation}
    records: list[dict[str, Any]] = []
    for size in sorted(differences):
        for difference in (-size, size):
            words = (contrast.contrast, frame, f"{difference:+.6f}")
            generator = np.random.default_rng([seed, *(zlib.crc32(word.encode()) for word in words)])
            shares = (share + difference, share)
            if few or not 0 <= shares[0] <= 1:
                method = TOO_FEW if few else IMPOSSIBLE
                found = [{"design": NOW, "method": method, "added": 0} | _count_documents(clusters.counts)]
            else:
                found = _Search(clusters, shares, generator).run()
            known = {"difference": difference, "share_a": shares[0], "share_b": share, "samples": _SAMPLES}
            records += [header | known | row for row in found]
    table = pd.DataFrame(records, columns=list_columns("power"))
    table.loc[table["method"] == IMPOSSIBLE, "share_a"] = np.nan
    return table


def _check_call(rows: pd.DataFrame, contrast: Contrast, frame: str, differences: Sequence[float]) -> None:
    check_rows(rows, where="simulate_power: rows")
    faults = [
        Fault(
            "simulate_power", "differences", str(size), "a difference of shares above 0 and below 1", "8 points: 0.08"
        )
        for size in differences
        if not 0 < size < 1
    ]
    if faults:
        raise InputError(faults)
    check_contrasts(Contrasts((contrast,), (frame,)), rows)


def _correlate_statements(rows: pd.DataFrame) -> float:
    """The correlation within the clusters of all rows of a frame, which are more than those of one contrast."""
    unit = "family" if "family" in rows.columns else "document"
    counts = rows.groupby(unit)["present"].agg(["sum", "size"]).sort_index()
    return estimate_correlation(*(counts[name].to_numpy(dtype=float) for name in ("sum", "size")))


@dataclass(frozen=True)
class _Search:
    """The search for the fewest clusters with which a difference is found in 80 % of samples."""

    clusters: Clusters
    shares: tuple[float, float]
    generator: np.random.Generator

    def run(self) -> list[dict[str, Any]]:
        """The power now and, where it is too small, the clusters that each design needs, as rows of the table."""
        now = self.clusters.counts
        power = self._estimate(now)
        rows = [self._describe(NOW, now, power)]
        if power >= TARGET:
            return rows
        wanted = self._measure_variance(now) * _compare_with_target(power)
        if now[2]:
            return [*rows, self._find(AS_NOW, wanted)]
        rows += [self._find(design, wanted) for design in (MORE_A, MORE_B)]
        fewest = self._find(FEWEST, wanted)
        # Where one group alone reaches it with as few, simulation error apart, that is the plan.
        alone = [row for row in rows[1:] if row["method"] == SIMULATED and row["added"] <= fewest.get("added", _MOST)]
        return [*rows, {**sorted(alone, key=lambda row: int(row["added"]))[0], "design": FEWEST} if alone else fewest]

    @property
    def _parts(self) -> tuple[float, float]:
        """The linearised variance of either share times the number of clusters."""
        correlation, parts = self.clusters.correlation, []
        for share, totals in zip(self.shares, self.clusters.totals.T, strict=True):
            sizes = totals[totals > 0]
            spread = (sizes * (1 + (sizes - 1) * correlation)).mean() / sizes.mean() ** 2
            parts.append(float(share * (1 - share) * spread))
        return parts[0], parts[1]

    def _measure_variance(self, counts: Numbers) -> float:
        return math.fsum(part / (count + counts[2]) for part, count in zip(self._parts, counts[:2], strict=True))

    def _estimate(self, counts: Numbers) -> float:
        whole = [int(count) for count in counts]
        return estimate_power(self.clusters, whole, self.shares, samples=_SAMPLES, generator=self.generator)

    def _find(self, design: str, wanted: float) -> dict[str, Any]:
        """The fewest clusters of a design, sought from the variance that the difference should have."""
        row: dict[str, Any] = {"design": design, "method": OUT_OF_REACH}
        for _ in range(_ROUNDS):
            counts = _Grown(design, self._parts, self.clusters.counts).count(wanted)
            if counts is None or counts.sum() > _MOST:
                break
            power = self._estimate(counts)
            row = self._describe(design, counts, power)
            if abs(power - TARGET) <= _NEAR:
                return row
            wanted *= _compare_with_target(power)
        return row if row.get("power", 0.0) >= TARGET - 2 * _NEAR else {"design": design, "method": OUT_OF_REACH}

    def _describe(self, design: str, counts: Numbers, power: float) -> dict[str, Any]:
        row = {"design": design, "method": SIMULATED, "power": power}
        return row | _count_documents(counts) | {"added": int(counts.sum() - self.clusters.counts.sum())}


@dataclass(frozen=True)
class _Grown:
    """How the clusters of each kind grow in a design."""

    design: str
    parts: tuple[float, float]
    now: Numbers

    def count(self, wanted: float) -> Numbers | None:
        """The clusters with which the difference has this variance; None where no number is enough."""
        (a, b), now = self.parts, self.now
        if self.design == AS_NOW:
            variance = a / (now[0] + now[2]) + b / (now[1] + now[2])
            return np.asarray(np.ceil(now * max(variance / wanted, 1.0)))
        if self.design == FEWEST:
            root = np.sqrt(a) + np.sqrt(b)
            free = np.array([np.sqrt(a) * root / wanted, np.sqrt(b) * root / wanted])
            if (free >= now[:2]).all():
                return np.array([*np.ceil(free), 0.0])
            return _Grown(MORE_A if free[1] < now[1] else MORE_B, self.parts, now).count(wanted)
        growing = 0 if self.design == MORE_A else 1
        left = wanted - self.parts[1 - growing] / now[1 - growing]
        if left <= 0:
            return None
        counts = now.copy()
        counts[growing] = max(np.ceil(self.parts[growing] / left), now[growing] + 1)
        return counts


def _compare_with_target(power: float) -> float:
    """By what the variance of a difference with this power is to be multiplied so that its power is 80 %."""
    reach = stats.norm.ppf(1 - SIGNIFICANCE_LEVEL / 2)
    # A power near 0 or 1 says little of the variance; the search then takes its next step from a moderate one.
    found = stats.norm.ppf(np.clip(power, 0.09, 0.99)) + reach
    return float((found / (stats.norm.ppf(TARGET) + reach)) ** 2)


def _count_documents(counts: Numbers) -> dict[str, int]:
    return {"documents_a": int(counts[0] + counts[2]), "documents_b": int(counts[1] + counts[2])}
