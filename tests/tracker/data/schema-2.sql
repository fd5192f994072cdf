-- What schema 2 added: an archive that was read, and mentions that wait to be merged.

INSERT INTO backfill_shards (id, path, mark, size, started) VALUES (1, '/archive/2024.warc.gz', 'abc', 900, '2025-07-10T12:00:00+00:00');
INSERT INTO backfill_blocks (shard, number, documents, empty, other_language, irrelevant, relevant, articles, mentions, failed) VALUES (1, 0, 9, 1, 2, 3, 3, 2, 4, 1);
INSERT INTO backfill_failures (shard, block, position, place, reason) VALUES (1, 0, 7, '2024.warc.gz:7', 'no page');
INSERT INTO backfill_articles (shard, block, position, url, title, text, published, day_origin, outlet, official, signature, extractor, mentions) VALUES (1, 0, 1, 'https://old.example/1', 'Old', 'Old news.', '2024-05-01', 'page', 'Old', 0, x'00', 'v', '[]');
