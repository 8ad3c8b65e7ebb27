"""Minimum numbers of documents and hits for an estimate, and the words that tables and figures show below them."""

TOO_FEW = "too few to say"
# A share of fewer documents describes these documents more than their group; resampling and permutation have too few
# arrangements.
MINIMUM_DOCUMENTS = 5
# With fewer statements that carry a frame, one different code changes the estimate by a tenth or more.
MINIMUM_HITS = 10
# Days before the vote at which groups of documents end: a month, a quarter, half a year. Set before any share by them
# was measured.
DAYS_BEFORE = (30, 90, 180)
