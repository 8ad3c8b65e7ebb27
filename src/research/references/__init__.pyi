from .named_references import (
    find_references as find_references,
)
from .reference_counts import (
    count_references as count_references,
    label_references as label_references,
    list_anachronisms as list_anachronisms,
    mark_references as mark_references,
)
