"""Shares and their logit intervals against R's survey, on both samples and all factors.

    python benchmarks/survey.py

R's survey is Debian's: apt-get install r-cran-survey (Debian 12: R 4.2.2, survey 4.1-1). The statements are read anew,
from gold.csv and the lines at the top of the documents; of the package only the numbers under test are used, those of
compare.measure_shares, and the families of near-identical documents, which are the clusters. For each group and frame
R computes, in the design svydesign(ids = ~family) of the group's statements, svymean and
svyciprop(method = "logit", df = clusters - 1). Where measure_shares takes another interval (few clusters, no hits) the
share alone is compared. More than 1e-6 between the two ends the call with exit code 1.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from research import compare, study

ROOT = Path(__file__).parents[1]
FACTORS = ("election", "island", "province", "kind", "office", "mode")
TOLERANCE = 1e-6
SCRIPT = r"""
suppressMessages(library(survey))
folder <- commandArgs(TRUE)[1]
d <- read.csv(file.path(folder, "rows.csv"), colClasses = c(group = "character"))
out <- lapply(split(d, list(d$sample, d$grouping, d$group, d$frame), drop = TRUE), function(part) {
  clusters <- length(unique(part$family))
  row <- part[1, c("sample", "grouping", "group", "frame")]
  row[c("clusters", "n", "share", "low", "high")] <- list(clusters, nrow(part), mean(part$present), NA, NA)
  if (clusters > 1 && any(part$present == 1) && any(part$present == 0)) {
    design <- svydesign(ids = ~family, data = part, weights = ~one)
    row$share <- as.numeric(svymean(~present, design))
    ends <- confint(svyciprop(~present, design, method = "logit", df = clusters - 1))
    row[c("low", "high")] <- as.numeric(ends)
  }
  row
})
write.csv(do.call(rbind, out), file.path(folder, "found.csv"), row.names = FALSE)
"""


def main() -> int:
    """Print the largest deviations by sample and factor."""
    whole = study.open_study(ROOT / "corpus")
    statements = read_statements(whole.families)
    rows, tables = [], []
    for sample in sorted(set(statements["sample"])):
        known = whole.restrict(sample=sample).frame_rows
        for factor in FACTORS:
            tables.append(compare.measure_shares(known, by=factor, draws=1).assign(sample=sample))
            part = statements[statements["sample"] == sample].assign(grouping=factor, group=statements[factor])
            for frame in whole.labels.frames:
                present = part["frames"].str.split(";").map(lambda codes, f=frame: int(f in codes))
                rows.append(part.assign(frame=frame, present=present))
    wanted = ["sample", "grouping", "group", "frame", "family", "present", "one"]
    found = call_r(pd.concat(rows)[wanted])
    keys = ["sample", "grouping", "group", "frame"]
    both = pd.concat(tables).merge(found, on=keys, how="outer", suffixes=("", "_r"), indicator=True)
    alone = both[both["_merge"] != "both"]
    both["counted"] = (both["statements"] - both["n"]).abs() + (both["hits"] - both["share_r"] * both["n"]).abs()
    both["share_apart"] = (both["share"] - both["share_r"]).abs()
    logit = both["method"].str.startswith("logit", na=False)
    both["interval_apart"] = (
        both[["low", "high"]].sub(both[["low_r", "high_r"]].to_numpy()).abs().max(axis=1).where(logit)
    )
    names = ["counted", "share_apart", "interval_apart"]
    table = both.groupby(["sample", "grouping"])[names].agg(["count", "max"])
    print(table.to_string())
    print(f"in one of the two only: {len(alone)}; largest: {both[names].max().to_dict()}")
    return int(len(alone) > 0 or not (both[names].max() < TOLERANCE).all())


def read_statements(families: pd.DataFrame) -> pd.DataFrame:
    """What officials are reported as saying, with the attributes of its document; without the package."""
    gold = pd.read_csv(ROOT / "corpus" / "coding" / "gold.csv", dtype="str", keep_default_na=False)
    gold = gold[gold["mode"].isin(["direct", "indirect"]) & (gold["office"] != "other")]
    heads = pd.DataFrame([read_head(path) for path in sorted((ROOT / "corpus" / "documents").glob("*.md"))])
    islands = pd.read_csv(ROOT / "src/research/tables/data/provinces.csv", comment="#").set_index("province")["island"]
    heads["island"] = heads["province"].map(islands).fillna(compare.NATIONAL_GROUP)
    heads = heads.fillna(compare.NO_GROUP).merge(families, left_on="id", right_on="document")
    return gold.merge(heads.drop(columns="id"), on="document", validate="many_to_one").assign(one=1)


def read_head(path: Path) -> dict[str, str]:
    """The lines between the first two lines of three hyphens, and nothing after them."""
    head: dict[str, str] = {}
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            if line.startswith("---"):
                return head
            name, _, value = line.rstrip("\n").partition(": ")
            head[name] = value.strip('"')
    return head


def call_r(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares and intervals of R's survey, a row for each sample, grouping, group and frame."""
    with tempfile.TemporaryDirectory() as folder:
        rows.to_csv(Path(folder) / "rows.csv", index=False)
        (Path(folder) / "shares.R").write_text(SCRIPT, encoding="utf-8")
        command = ["Rscript", "--vanilla", str(Path(folder) / "shares.R"), folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"R with survey is needed: {done.stderr}")
        return pd.read_csv(Path(folder) / "found.csv", dtype={"group": "str"}, keep_default_na=False, na_values="NA")


if __name__ == "__main__":
    sys.exit(main())
