"""Archives of articles as people have them: WARC, JSON lines, Parquet, folders of HTML.

record     what a reader gives: a document as it lies there, or a damaged place
shards     paths -> shards; a shard -> its records
warc       records of web crawls (ISO 28500)
lines      an article a line
table      an article a row
folder     a page a file
article    a record -> the article in it
outcome    what became of documents
"""

from pipelines.archive.article import Archived, read_archived
from pipelines.archive.outcome import Counts, Failure, Outcome
from pipelines.archive.record import Damage, Record
from pipelines.archive.shards import Shard, find_shards, read_shard

__all__ = [
    "Archived",
    "Counts",
    "Damage",
    "Failure",
    "Outcome",
    "Record",
    "Shard",
    "find_shards",
    "read_archived",
    "read_shard",
]
