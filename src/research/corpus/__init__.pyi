from .declarations import (
    Declarations as Declarations,
    read_declarations as read_declarations,
)
from .document_parts import (
    list_document_names as list_document_names,
)
from .documents import (
    count_documents as count_documents,
    find_replaced_texts as find_replaced_texts,
    find_warnings as find_warnings,
    iter_documents as iter_documents,
    read_documents as read_documents,
    read_replaced_texts as read_replaced_texts,
)
from .duplicates import (
    find_families as find_families,
    find_matches as find_matches,
    find_repeats as find_repeats,
)
from .front_matter import (
    FIELDS as FIELDS,
)
from .ingest.ingest_options import (
    Entry as Entry,
    Request as Request,
)
from .ingest.ingest_plan import (
    Plan as Plan,
    plan_documents as plan_documents,
)
from .ingest.ingest_report import (
    render_plan as render_plan,
    write_plan as write_plan,
)
from .lists import (
    PERIOD_FILES as PERIOD_FILES,
    read_elections as read_elections,
    read_officials as read_officials,
)
from .samples import (
    Confirmation as Confirmation,
    FirstDifference as FirstDifference,
    Sample as Sample,
    Samples as Samples,
    read_samples as read_samples,
)
from .search_log import (
    count_pages as count_pages,
    read_search_log as read_search_log,
)
from .shingles import (
    ShingleCounts as ShingleCounts,
    TextShingles as TextShingles,
    count_shingles as count_shingles,
    hash_shingles as hash_shingles,
    merge_shingles as merge_shingles,
)
