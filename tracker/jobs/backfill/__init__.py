"""Backfill: an archive of articles into the timeline, on all cores or on a cluster.

blocks     shards -> blocks of documents, which are the pieces of work
work       a block -> its outcome: what every worker does, whatever runs it
engines    what runs the work: this process, processes of this machine
cluster    what runs the work: a Dask cluster
drive      keeps an engine busy; finds the document that ends workers
run        the one writer: records outcomes, settles shards, merges
estimate   what a run would take, from a sample
dataset    the timeline as a Parquet dataset
"""
