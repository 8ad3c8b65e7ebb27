"""When there is too little to estimate: one set of bounds, and the same words for it in every table and figure."""

TOO_FEW = "too few to say"
# A share of fewer documents says more about the documents than about their group; neither resampling nor moving them
# round has enough arrangements to tell.
MINIMUM_DOCUMENTS = 5
# With fewer statements that carry a frame, one coded otherwise moves the answer by a tenth or more.
MINIMUM_HITS = 10
