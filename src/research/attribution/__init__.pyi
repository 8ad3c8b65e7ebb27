from .attribution_gold import (
    evaluate_files as evaluate_files,
    fold_speaker as fold_speaker,
)
from .attribution_scores import (
    compare_scores as compare_scores,
    score_statements as score_statements,
)
from .batches import (
    Batch as Batch,
    iter_attributions as iter_attributions,
    write_attributions as write_attributions,
)
from .checkpoint import (
    Parts as Parts,
    open_parts as open_parts,
)
from .input_report import (
    Condition as Condition,
    add_conditions as add_conditions,
    describe_conditions as describe_conditions,
)
from .page_furniture import (
    FURNITURE_RULES as FURNITURE_RULES,
)
from .statements import (
    attribute_documents as attribute_documents,
    find_statements as find_statements,
    segment_documents as segment_documents,
)
