"""Minimum numbers of documents and hits for an estimate, and the words that tables and figures show below them."""

TOO_FEW = "too few to say"
# A share of fewer documents says more about the documents than about their group; neither resampling nor moving them
# round has enough arrangements to tell.
MINIMUM_DOCUMENTS = 5
# With fewer statements that carry a frame, one coded otherwise moves the answer by a tenth or more.
MINIMUM_HITS = 10
