"""The multilevel model against R's glmmTMB and lme4, on the corpus: one factor at a time, each sample by itself.

    python benchmarks/multilevel.py [--write] [--factors election office]

R and its packages are Debian's: apt-get install r-cran-lme4 r-cran-glmmtmb (Debian 12: R 4.2.2, lme4 1.1-31, glmmTMB
1.1.5). The model is cbind(hits, totals - hits) ~ frame + (frame | group) + (1 | cluster), binomial, a row for each
frame, group and family of documents; both programs maximise the same approximation of Laplace. glmmTMB is called with
its defaults; lme4 with bobyqa, once with each frame as the reference, which makes no other model but another start. The
peer of a factor is the fit with the highest likelihood, since a covariance at its boundary, as nearly all are here, may
end a search early.

Printed for each sample and factor: how far the likelihood of this project's fit is above the peer's (as logarithms),
the largest deviation of a group's logit from it, and of a variance: relative, or absolute where both are under .01;
then the same deviations from glmmTMB's own fit, and seconds of CPU. --write puts what R gave in the place of the same
factors' rows of multilevel_reference.csv, which tests/compare/test_multilevel.py holds the package to without R.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from research import study
from research.compare.laplace import FrameCounts, MixedFit, fit_mixed_model
from research.compare.multilevel import count_pairs

ROOT = Path(__file__).parents[1]
FACTORS = ("election", "island", "office", "mode", "kind", "province")
SAMPLES = ("systematic", "purposive")
SMALL = 0.01
HEAD = """# Written by: python benchmarks/multilevel.py --write
# R's best fit of cbind(hits, totals - hits) ~ frame + (frame | group) + (1 | cluster), family = binomial: see there.
# logit: intercept and conditional mode; variance: of the frame between groups; document_variance: between documents.
"""
SCRIPT = r"""
suppressMessages({library(lme4); library(glmmTMB)})
folder <- commandArgs(TRUE)[1]
d <- read.csv(file.path(folder, "counts.csv"), colClasses = c(group = "character", frame = "character"))
d$group <- factor(d$group, levels = unique(d$group))
codes <- unique(d$frame)
model <- cbind(hits, totals - hits) ~ frame + (frame | group) + (1 | cluster)
found <- list()
keep <- function(program, seconds, likelihood, order, fixed, modes, covariance, clusters) {
  x <- model.matrix(~ frame, data.frame(frame = factor(order, levels = order)))
  logits <- sweep(as.matrix(modes) %*% t(x), 2, as.vector(x %*% fixed), "+")
  variances <- diag(x %*% matrix(covariance, length(order)) %*% t(x))
  found[[length(found) + 1]] <<- data.frame(program = program, seconds = seconds, likelihood = likelihood,
    group = rep(rownames(modes), length(order)), frame = rep(order, each = nrow(modes)), logit = as.vector(logits),
    variance = rep(variances, each = nrow(modes)), document_variance = clusters)
}
clock <- function() sum(proc.time()[1:2])
d$frame <- factor(d$frame, levels = codes)
start <- clock()
try({
  m <- suppressWarnings(glmmTMB(model, family = binomial, data = d))
  v <- VarCorr(m)$cond
  keep("glmmTMB", clock() - start, -m$fit$objective, codes, fixef(m)$cond, ranef(m)$cond$group, v$group, v$cluster[1])
}, silent = TRUE)
fit <- function(start, options, tolerance) suppressMessages(suppressWarnings(glmer(model, family = binomial, data = d,
  start = start, control = glmerControl("bobyqa", optCtrl = options, tolPwrss = tolerance))))
best <- NULL
start <- clock()
for (code in codes) {
  order <- c(code, setdiff(codes, code))
  d$frame <- factor(as.character(d$frame), levels = order)
  m <- fit(NULL, list(maxfun = 2e5), 1e-7)
  if (is.null(best) || logLik(m) > logLik(best)) { best <- m; first <- order }
}
keep("lme4", clock() - start, as.numeric(logLik(best)), first, fixef(best), ranef(best)$group, VarCorr(best)$group,
  VarCorr(best)$cluster[1])
write.csv(do.call(rbind, found), file.path(folder, "fits.csv"), row.names = FALSE)
"""


def main(arguments: list[str]) -> None:
    """Fit every factor in both samples with all programs, and print how far they are apart."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write multilevel_reference.csv")
    parser.add_argument("--factors", nargs="+", default=FACTORS, metavar="COLUMN")
    parser.add_argument("--samples", nargs="+", default=SAMPLES, metavar="SAMPLE")
    asked = parser.parse_args(arguments)
    whole = study.open_study(ROOT / "corpus")
    rows = []
    for sample in asked.samples:
        known = whole.restrict(sample=sample).frame_rows
        for factor in asked.factors:
            units = known.assign(group=known[factor].astype("str"), cluster=known["family"])
            counts, groups, frames = count_pairs(units)
            start = time.process_time()
            fit = fit_mixed_model(counts)
            seconds = time.process_time() - start
            fits = call_r(counts, groups, frames)
            best = fits[fits["likelihood"] == fits["likelihood"].max()].drop_duplicates(["group", "frame"])
            row = {"sample": sample, "factor": factor, "groups": len(groups), "seconds": seconds}
            row |= compare_fits(fit, best, counts, (groups, frames)) | {"peer": best["program"].iloc[0]}
            other = fits[fits["program"] == "glmmTMB"]
            if len(other):
                row |= {f"{n}_glmmTMB": v for n, v in compare_fits(fit, other, counts, (groups, frames)).items()}
            programs = fits.drop_duplicates("program")
            row |= {
                f"seconds_{name}": taken for name, taken in zip(programs["program"], programs["seconds"], strict=True)
            }
            rows.append(row)
            print(pd.DataFrame([row]).round(6).to_dict("records")[0], flush=True)
            hits = units.groupby(["group", "frame"], sort=True)["present"].agg(["sum", "size"]).reset_index()
            hits = hits.rename(columns={"sum": "hits", "size": "statements"})
            if asked.write:
                write_reference(best.merge(hits, on=["group", "frame"]).assign(sample=sample, grouping=factor))
    print(pd.DataFrame(rows).round(5).to_string(index=False))


def write_reference(table: pd.DataFrame) -> None:
    """Put the fits of one sample and factor in the place of those that the file has."""
    path = ROOT / "benchmarks" / "multilevel_reference.csv"
    keys = ["sample", "grouping", "group", "frame"]
    columns = [*keys, "statements", "hits", "logit", "variance", "document_variance", "program", "likelihood"]
    parts = [table[columns].round(6)]
    if path.is_file():
        before = pd.read_csv(path, comment="#", dtype={"group": "str"}, keep_default_na=False)
        again = before["sample"].eq(table["sample"].iloc[0]) & before["grouping"].eq(table["grouping"].iloc[0])
        parts.append(before[~again])
    text = pd.concat(parts).sort_values(keys).to_csv(index=False, lineterminator="\n")
    path.write_text(HEAD + text, encoding="utf-8", newline="\n")


def call_r(counts: FrameCounts, groups: list[str], frames: list[str]) -> pd.DataFrame:
    """The fits of glmmTMB, where it has one, and lme4: a row for each program, group and frame."""
    pairs = len(counts.hits)
    table = pd.DataFrame(
        {
            "group": np.repeat(np.array(groups)[counts.groups], len(frames)),
            "cluster": np.repeat(counts.clusters, len(frames)),
            "frame": np.tile(frames, pairs),
            "hits": counts.hits.ravel().astype(int),
            "totals": counts.totals.ravel().astype(int),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        table.to_csv(Path(folder) / "counts.csv", index=False)
        (Path(folder) / "fit.R").write_text(SCRIPT, encoding="utf-8")
        command = ["Rscript", "--vanilla", str(Path(folder) / "fit.R"), folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"R with lme4 and glmmTMB is needed: {done.stderr}")
        return pd.read_csv(Path(folder) / "fits.csv", dtype={"group": "str"}, keep_default_na=False)


def compare_fits(
    fit: MixedFit, peer: pd.DataFrame, counts: FrameCounts, names: tuple[list[str], list[str]]
) -> dict[str, float]:
    """How far the likelihood is above the peer's, and the largest deviations of logits and variances."""
    groups, frames = names
    logits = peer.pivot(index="group", columns="frame", values="logit").loc[groups, frames].to_numpy(dtype=float)
    between = peer.drop_duplicates("frame").set_index("frame")["variance"].loc[frames].to_numpy(dtype=float)
    variances = np.append(between, float(peer["document_variance"].iloc[0]))
    found = np.append(np.diag(fit.covariance), fit.spread**2)
    larger = np.maximum(found, variances)
    relative = np.where(larger < SMALL, 0, np.abs(found - variances) / np.maximum(larger, SMALL))
    # The programs' likelihoods have the binomial coefficients.
    constant = special.gammaln(counts.totals + 1) - special.gammaln(counts.hits + 1)
    constant -= special.gammaln(counts.totals - counts.hits + 1)
    return {
        "above": fit.likelihood + float(constant.sum()) - float(peer["likelihood"].iloc[0]),
        "logit": float(np.abs(logits - fit.logits).max()),
        "variance": float(relative.max()),
        "small_variance": float(np.abs(found - variances)[larger < SMALL].max(initial=0)),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
