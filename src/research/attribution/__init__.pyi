from .attribution_gold import (
    evaluate_attribution_files as evaluate_attribution_files,
    fold_speaker as fold_speaker,
    read_coded_texts as read_coded_texts,
)
from .attribution_scores import (
    score_statements as score_statements,
    score_statements_by_split as score_statements_by_split,
)
from .batches import (
    Batch as Batch,
    iter_attributions as iter_attributions,
    write_attributions as write_attributions,
)
from .calibration import (
    measure_reliability as measure_reliability,
)
from .checkpoint import (
    Checkpoints as Checkpoints,
    open_checkpoints as open_checkpoints,
)
from .decision_model import (
    MODEL_FILE as MODEL_FILE,
    AttributionModel as AttributionModel,
    render_model as render_model,
)
from .decision_training import (
    attribute_out_of_sample as attribute_out_of_sample,
    fit_attribution as fit_attribution,
    hash_inputs as hash_inputs,
)
from .input_report import (
    TextQuality as TextQuality,
    add_text_quality as add_text_quality,
    describe_text_quality as describe_text_quality,
)
from .page_furniture import (
    FURNITURE_RULES as FURNITURE_RULES,
)
from .segments import (
    segment_documents as segment_documents,
)
from .statements import (
    attribute_documents as attribute_documents,
    find_statements as find_statements,
)
