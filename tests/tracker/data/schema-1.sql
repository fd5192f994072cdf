-- The rows of a timeline as the program with schema 1 wrote them, for the tests of migrations:
-- events told twice, expected and hidden, corrections, a digest and its message.

INSERT INTO sources ("id", "name", "kind", "url", "moved_url", "redirect_url", "redirect_days", "redirect_seen", "outlet", "official", "enabled", "minutes", "etag", "last_modified", "body_hash", "validated_at", "last_poll", "next_poll", "last_good", "last_new", "newest", "rhythm_hours", "failures", "state", "reason", "since") VALUES (1, 'register', 'feed', 'https://register.example/feed', NULL, NULL, 0, NULL, 'The Register', 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'new', NULL, '2025-05-01T00:00:00+00:00');
INSERT INTO sources ("id", "name", "kind", "url", "moved_url", "redirect_url", "redirect_days", "redirect_seen", "outlet", "official", "enabled", "minutes", "etag", "last_modified", "body_hash", "validated_at", "last_poll", "next_poll", "last_good", "last_new", "newest", "rhythm_hours", "failures", "state", "reason", "since") VALUES (2, 'wire', 'feed', 'https://wire.example/feed', NULL, NULL, 0, NULL, 'The Wire', 0, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'new', NULL, '2025-05-01T00:00:00+00:00');
INSERT INTO sources ("id", "name", "kind", "url", "moved_url", "redirect_url", "redirect_days", "redirect_seen", "outlet", "official", "enabled", "minutes", "etag", "last_modified", "body_hash", "validated_at", "last_poll", "next_poll", "last_good", "last_new", "newest", "rhythm_hours", "failures", "state", "reason", "since") VALUES (3, 'asleep', 'listing', 'https://asleep.example/list', NULL, NULL, 0, NULL, 'asleep.example', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'new', NULL, '2025-05-01T00:00:00+00:00');
INSERT INTO articles ("id", "url", "link", "source", "guid", "outlet", "official", "title", "published", "published_at", "day_origin", "first_seen", "state", "attempts", "next_try", "error", "etag", "last_modified", "checked", "body_origin", "entry_title", "feed_body", "content_hash", "text_signature", "text_group", "extractor") VALUES (1, 'https://register.example/0', 'https://register.example/0', 1, NULL, 'The Register', 1, 'Notice 1', '2025-05-26', NULL, 'entry', '2025-05-26T12:00:00+00:00', 'extracted', 0, NULL, '', NULL, NULL, '2025-05-26T12:00:00+00:00', 'page', 'Notice 1', '', '16c6d7fcd19f0fd09699d6243a7f786a', NULL, NULL, NULL);
INSERT INTO articles ("id", "url", "link", "source", "guid", "outlet", "official", "title", "published", "published_at", "day_origin", "first_seen", "state", "attempts", "next_try", "error", "etag", "last_modified", "checked", "body_origin", "entry_title", "feed_body", "content_hash", "text_signature", "text_group", "extractor") VALUES (2, 'https://wire.example/1', 'https://wire.example/1', 2, NULL, 'The Wire', 0, ''||char(27)||']8;;http://evil.example'||char(7)||'Chips'||char(27)||']8;;'||char(7)||' '||char(8238)||'eased'||char(8236)||' =cmd|'' /C calc''!A0', '2025-05-30', NULL, 'entry', '2025-05-30T12:00:00+00:00', 'extracted', 0, NULL, '', NULL, NULL, '2025-05-30T12:00:00+00:00', 'page', ''||char(27)||']8;;http://evil.example'||char(7)||'Chips'||char(27)||']8;;'||char(7)||' '||char(8238)||'eased'||char(8236)||' =cmd|'' /C calc''!A0', '', '16c6d7fcd19f0fd09699d6243a7f786a', NULL, NULL, NULL);
INSERT INTO articles ("id", "url", "link", "source", "guid", "outlet", "official", "title", "published", "published_at", "day_origin", "first_seen", "state", "attempts", "next_try", "error", "etag", "last_modified", "checked", "body_origin", "entry_title", "feed_body", "content_hash", "text_signature", "text_group", "extractor") VALUES (3, 'https://wire.example/2', 'https://wire.example/2', 2, NULL, 'The Wire', 0, 'An adviser hopes', '2025-06-10', NULL, 'entry', '2025-06-10T12:00:00+00:00', 'extracted', 0, NULL, '', NULL, NULL, '2025-06-10T12:00:00+00:00', 'page', 'An adviser hopes', '', 'e95b8c0a85d3782bd38f6d45cef44420', NULL, NULL, NULL);
INSERT INTO articles ("id", "url", "link", "source", "guid", "outlet", "official", "title", "published", "published_at", "day_origin", "first_seen", "state", "attempts", "next_try", "error", "etag", "last_modified", "checked", "body_origin", "entry_title", "feed_body", "content_hash", "text_signature", "text_group", "extractor") VALUES (4, 'https://wire.example/3', 'https://wire.example/3', 2, NULL, 'The Wire', 0, 'Controls lifted', '2025-07-03', NULL, 'entry', '2025-07-03T12:00:00+00:00', 'extracted', 0, NULL, '', NULL, NULL, '2025-07-03T12:00:00+00:00', 'page', 'Controls lifted', '', '587e79255dc23aec24140d6a11842cbf', NULL, NULL, NULL);
INSERT INTO articles ("id", "url", "link", "source", "guid", "outlet", "official", "title", "published", "published_at", "day_origin", "first_seen", "state", "attempts", "next_try", "error", "etag", "last_modified", "checked", "body_origin", "entry_title", "feed_body", "content_hash", "text_signature", "text_group", "extractor") VALUES (5, 'https://wire.example/4', 'https://wire.example/4', 2, NULL, 'The Wire', 0, 'Steel', '2025-07-10', NULL, 'entry', '2025-07-10T12:00:00+00:00', 'extracted', 0, NULL, '', NULL, NULL, '2025-07-10T12:00:00+00:00', 'page', 'Steel', '', 'ab4889c97cd03fa65a5b21f274fbd246', NULL, NULL, NULL);
INSERT INTO entries ("source", "key", "article", "guid", "hash") VALUES (1, 'register.example/0', 1, NULL, 'a509d693f30084773f6516726d49ef80');
INSERT INTO entries ("source", "key", "article", "guid", "hash") VALUES (2, 'wire.example/1', 2, NULL, '7ef86681789871a008859995e419098a');
INSERT INTO entries ("source", "key", "article", "guid", "hash") VALUES (2, 'wire.example/2', 3, NULL, '321d2a703adb5e1a0b1a6eb0e112bd52');
INSERT INTO entries ("source", "key", "article", "guid", "hash") VALUES (2, 'wire.example/3', 4, NULL, '929f395bacdf9ff34b129ceb8bf34cc8');
INSERT INTO entries ("source", "key", "article", "guid", "hash") VALUES (2, 'wire.example/4', 5, NULL, 'b86262f9bc892590bb31dfa5a4ee870d');
INSERT INTO article_links ("key", "article") VALUES ('register.example/0', 1);
INSERT INTO article_links ("key", "article") VALUES ('wire.example/1', 2);
INSERT INTO article_links ("key", "article") VALUES ('wire.example/2', 3);
INSERT INTO article_links ("key", "article") VALUES ('wire.example/3', 4);
INSERT INTO article_links ("key", "article") VALUES ('wire.example/4', 5);
INSERT INTO revisions ("id", "article", "number", "title", "text", "hash", "origin", "seen") VALUES (1, 1, 1, 'Notice 1', 'The United States blocked chip design software for China on 23 May.', '47f8a0cfc4c2c80692cc1cebee58bca6', 'page', '2025-05-26T12:00:00+00:00');
INSERT INTO revisions ("id", "article", "number", "title", "text", "hash", "origin", "seen") VALUES (2, 2, 1, ''||char(27)||']8;;http://evil.example'||char(7)||'Chips'||char(27)||']8;;'||char(7)||' '||char(8238)||'eased'||char(8236)||' =cmd|'' /C calc''!A0', 'The United States blocked chip design software for China on 23 May.', '77b974c63ddc50e40c03f4cdf568f0d3', 'page', '2025-05-30T12:00:00+00:00');
INSERT INTO revisions ("id", "article", "number", "title", "text", "hash", "origin", "seen") VALUES (3, 3, 1, 'An adviser hopes', 'Washington will "ease" controls on chip design software, an adviser said.', 'f69b9d43eb6d167344845fe2b56c1094', 'page', '2025-06-10T12:00:00+00:00');
INSERT INTO revisions ("id", "article", "number", "title", "text", "hash", "origin", "seen") VALUES (4, 4, 1, 'Controls lifted', 'The United States lifted its controls on chip design software for China on 2 July.', 'e8eac5e8308176af34aad28819daa845', 'page', '2025-07-03T12:00:00+00:00');
INSERT INTO revisions ("id", "article", "number", "title", "text", "hash", "origin", "seen") VALUES (5, 5, 1, 'Steel', 'The European Union will impose tariffs of 50 percent on steel from 1 January.', 'fc5acbbe5e3e5d439a25e185d37a984a', 'page', '2025-07-10T12:00:00+00:00');
INSERT INTO stories ("id", "instrument", "actors", "targets", "items", "latest") VALUES ('sac5tvppxokuoc', 'export_control', '["US"]', '["CN"]', '["eda_software"]', 3251891732866909255);
INSERT INTO stories ("id", "instrument", "actors", "targets", "items", "latest") VALUES ('siizkp6ho6grj7', 'tariff', '["EU"]', '[]', '["steel"]', 3252098662213683685);
INSERT INTO events ("place", "id", "story", "instrument", "action", "direction", "items", "actors", "targets", "status", "date", "date_precision", "day", "day_from_article", "effective_from", "effective_until", "level_from", "level_to", "corroboration", "confidence", "mentions", "witnesses", "first_published", "last_published", "first_seen", "last_seen", "changed", "headline", "label", "hidden", "corrected") VALUES (3251891732866909255, 'ebw5hvnszvtqda', 'sac5tvppxokuoc', 'export_control', 'impose', 'restrict', '["eda_software"]', '["US"]', '["CN"]', 'in_force', '2025-05-23', 'day', '2025-05-23', 0, NULL, NULL, NULL, NULL, 'official', 0.96, 3, 2, '2025-05-26', '2025-06-10', '2025-05-26T12:00:00+00:00', '2025-06-10T12:00:00+00:00', '2026-11-22T19:43:12+00:00', 'US imposes EDA software export controls on China', 'EDA controls imposed', 0, 0);
INSERT INTO events ("place", "id", "story", "instrument", "action", "direction", "items", "actors", "targets", "status", "date", "date_precision", "day", "day_from_article", "effective_from", "effective_until", "level_from", "level_to", "corroboration", "confidence", "mentions", "witnesses", "first_published", "last_published", "first_seen", "last_seen", "changed", "headline", "label", "hidden", "corrected") VALUES (3252068203669153317, 'euecpikuugsmsd', 'sac5tvppxokuoc', 'export_control', 'lift', 'liberalise', '["eda_software"]', '["US"]', '["CN"]', 'in_force', '2025-07-02', 'day', '2025-07-02', 0, NULL, NULL, NULL, NULL, 'single', 0.8, 1, 1, '2025-07-03', '2025-07-03', '2025-07-03T12:00:00+00:00', '2025-07-03T12:00:00+00:00', '2026-11-22T19:43:12+00:00', 'US lifts EDA software export controls on China', 'EDA controls lifted', 1, 1);
INSERT INTO events ("place", "id", "story", "instrument", "action", "direction", "items", "actors", "targets", "status", "date", "date_precision", "day", "day_from_article", "effective_from", "effective_until", "level_from", "level_to", "corroboration", "confidence", "mentions", "witnesses", "first_published", "last_published", "first_seen", "last_seen", "changed", "headline", "label", "hidden", "corrected") VALUES (3252098662213683685, 'eyhxzdzft3h5xd', 'siizkp6ho6grj7', 'tariff', 'impose', 'restrict', '["steel"]', '["EU"]', '[]', 'announced', '2025-07-09', 'day', '2025-07-09', 0, '2026-01-01', NULL, NULL, '50 percent', 'single', 0.8, 1, 1, '2025-07-10', '2025-07-10', '2025-07-10T12:00:00+00:00', '2025-07-10T12:00:00+00:00', '2026-11-22T19:43:12+00:00', 'EU imposes tariffs on steel', 'steel tariffs imposed', 0, 1);
INSERT INTO event_parties ("party", "role", "event") VALUES ('US', 'actor', 3251891732866909255);
INSERT INTO event_parties ("party", "role", "event") VALUES ('CN', 'target', 3251891732866909255);
INSERT INTO event_parties ("party", "role", "event") VALUES ('US', 'actor', 3252068203669153317);
INSERT INTO event_parties ("party", "role", "event") VALUES ('CN', 'target', 3252068203669153317);
INSERT INTO event_parties ("party", "role", "event") VALUES ('EU', 'actor', 3252098662213683685);
INSERT INTO event_items ("item", "event", "own") VALUES ('eda_software', 3251891732866909255, 1);
INSERT INTO event_items ("item", "event", "own") VALUES ('eda_software', 3252068203669153317, 1);
INSERT INTO event_items ("item", "event", "own") VALUES ('semiconductors', 3251891732866909255, 0);
INSERT INTO event_items ("item", "event", "own") VALUES ('semiconductors', 3252068203669153317, 0);
INSERT INTO event_items ("item", "event", "own") VALUES ('steel', 3252098662213683685, 1);
INSERT INTO event_items ("item", "event", "own") VALUES ('technology', 3251891732866909255, 0);
INSERT INTO event_items ("item", "event", "own") VALUES ('technology', 3252068203669153317, 0);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('s3futtsvpmku34', 'general', 3251891732866909255);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('sac5tvppxokuoc', 'own', 3251891732866909255);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('smzqc7bm4yl7o2', 'general', 3251891732866909255);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('spop3t5ndtqv7z', 'general', 3251891732866909255);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('s3futtsvpmku34', 'general', 3252068203669153317);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('sac5tvppxokuoc', 'own', 3252068203669153317);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('smzqc7bm4yl7o2', 'general', 3252068203669153317);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('spop3t5ndtqv7z', 'general', 3252068203669153317);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('siizkp6ho6grj7', 'own', 3252098662213683685);
INSERT INTO event_stories ("story", "kind", "event") VALUES ('swrcqsx3orvo22', 'general', 3252098662213683685);
INSERT INTO event_history ("event", "number", "day", "status", "mention") VALUES (3251891732866909255, 0, '2025-05-26', 'in_force', 'mbw5hvnszvtqda');
INSERT INTO event_history ("event", "number", "day", "status", "mention") VALUES (3252068203669153317, 0, '2025-07-03', 'in_force', 'muecpikuugsmsd');
INSERT INTO event_history ("event", "number", "day", "status", "mention") VALUES (3252098662213683685, 0, '2025-07-10', 'announced', 'myhxzdzft3h5xd');
INSERT INTO mentions ("id", "article", "revision", "event", "joins", "field", "start", "end", "quote", "instrument", "action", "status", "items", "actors", "targets", "date", "attribution", "effective_from", "effective_until", "level_from", "level_to", "rule", "confidence", "cues", "published", "seen", "block", "topic", "lead", "core", "withdrawn") VALUES ('mbw5hvnszvtqda', 1, 1, 'ebw5hvnszvtqda', NULL, 'text', 0, 67, 'The United States blocked chip design software for China on 23 May.', 'export_control', 'impose', 'in_force', '["eda_software"]', '["US"]', '["CN"]', '2025-05-23', NULL, NULL, NULL, NULL, NULL, 'by-hand', 0.8, '[["action",0,3]]', '2025-05-26', '2025-05-26T12:00:00+00:00', 'export_control/restrict/actual', 'technology', 'US', 'ebw5hvnszvtqda', NULL);
INSERT INTO mentions ("id", "article", "revision", "event", "joins", "field", "start", "end", "quote", "instrument", "action", "status", "items", "actors", "targets", "date", "attribution", "effective_from", "effective_until", "level_from", "level_to", "rule", "confidence", "cues", "published", "seen", "block", "topic", "lead", "core", "withdrawn") VALUES ('mop3n2ooc7fjvb', 2, 2, 'ebw5hvnszvtqda', NULL, 'text', 0, 67, 'The United States blocked chip design software for China on 23 May.', 'export_control', 'impose', 'in_force', '["eda_software"]', '["US"]', '["CN"]', '2025-05-23', NULL, NULL, NULL, NULL, NULL, 'by-hand', 0.8, '[["action",0,3]]', '2025-05-30', '2025-05-30T12:00:00+00:00', 'export_control/restrict/actual', 'technology', 'US', 'ebw5hvnszvtqda', NULL);
INSERT INTO mentions ("id", "article", "revision", "event", "joins", "field", "start", "end", "quote", "instrument", "action", "status", "items", "actors", "targets", "date", "attribution", "effective_from", "effective_until", "level_from", "level_to", "rule", "confidence", "cues", "published", "seen", "block", "topic", "lead", "core", "withdrawn") VALUES ('mn2xfv4pbtt7aw', 3, 3, 'ebw5hvnszvtqda', NULL, 'text', 0, 73, 'Washington will "ease" controls on chip design software, an adviser said.', 'export_control', 'ease', 'expected', '["eda_software"]', '["US"]', '["CN"]', NULL, 'an adviser', NULL, NULL, NULL, NULL, 'by-hand', 0.8, '[["action",0,10]]', '2025-06-10', '2025-06-10T12:00:00+00:00', 'export_control/liberalise/prospective', 'technology', 'US', 'en2xfv4pbtt7aw', NULL);
INSERT INTO mentions ("id", "article", "revision", "event", "joins", "field", "start", "end", "quote", "instrument", "action", "status", "items", "actors", "targets", "date", "attribution", "effective_from", "effective_until", "level_from", "level_to", "rule", "confidence", "cues", "published", "seen", "block", "topic", "lead", "core", "withdrawn") VALUES ('muecpikuugsmsd', 4, 4, 'euecpikuugsmsd', NULL, 'text', 0, 82, 'The United States lifted its controls on chip design software for China on 2 July.', 'export_control', 'lift', 'in_force', '["eda_software"]', '["US"]', '["CN"]', '2025-07-02', NULL, NULL, NULL, NULL, NULL, 'by-hand', 0.8, '[["action",0,3]]', '2025-07-03', '2025-07-03T12:00:00+00:00', 'export_control/liberalise/actual', 'technology', 'US', 'euecpikuugsmsd', NULL);
INSERT INTO mentions ("id", "article", "revision", "event", "joins", "field", "start", "end", "quote", "instrument", "action", "status", "items", "actors", "targets", "date", "attribution", "effective_from", "effective_until", "level_from", "level_to", "rule", "confidence", "cues", "published", "seen", "block", "topic", "lead", "core", "withdrawn") VALUES ('myhxzdzft3h5xd', 5, 5, 'eyhxzdzft3h5xd', NULL, 'text', 0, 77, 'The European Union will impose tariffs of 50 percent on steel from 1 January.', 'tariff', 'impose', 'announced', '["steel"]', '["EU"]', '[]', NULL, NULL, '2026-01-01', NULL, NULL, '50 percent', 'by-hand', 0.8, '[["action",0,3]]', '2025-07-10', '2025-07-10T12:00:00+00:00', 'tariff/restrict/actual', 'steel', 'EU', 'eyhxzdzft3h5xd', NULL);
INSERT INTO tombstones ("id", "points_to", "at") VALUES ('en2xfv4pbtt7aw', 'ebw5hvnszvtqda', '2026-11-22T19:43:12+00:00');
INSERT INTO corrections ("id", "at", "kind", "event", "payload", "reason", "undone_at") VALUES (1, '2026-11-22T19:43:12+00:00', 'set', 'eyhxzdzft3h5xd', '{"anchors":["myhxzdzft3h5xd"],"name":"date","value":"2025-07-09"}', 'the notice says so', NULL);
INSERT INTO corrections ("id", "at", "kind", "event", "payload", "reason", "undone_at") VALUES (2, '2026-11-22T19:43:12+00:00', 'hide', 'euecpikuugsmsd', '{"anchors":["muecpikuugsmsd"]}', 'told twice', NULL);
INSERT INTO corrections ("id", "at", "kind", "event", "payload", "reason", "undone_at") VALUES (3, '2026-11-22T19:43:12+00:00', 'merge', 'en2xfv4pbtt7aw', '{"anchors":["mn2xfv4pbtt7aw"],"others":["mbw5hvnszvtqda","mop3n2ooc7fjvb"]}', 'one act', NULL);
INSERT INTO items ("id", "parent") VALUES ('aerospace', NULL);
INSERT INTO items ("id", "parent") VALUES ('agriculture', NULL);
INSERT INTO items ("id", "parent") VALUES ('ai_chips', 'semiconductors');
INSERT INTO items ("id", "parent") VALUES ('ai_models', 'technology');
INSERT INTO items ("id", "parent") VALUES ('alcohol', 'agriculture');
INSERT INTO items ("id", "parent") VALUES ('all_goods', NULL);
INSERT INTO items ("id", "parent") VALUES ('aluminium', NULL);
INSERT INTO items ("id", "parent") VALUES ('auto_parts', 'vehicles');
INSERT INTO items ("id", "parent") VALUES ('batteries', NULL);
INSERT INTO items ("id", "parent") VALUES ('biotech', 'technology');
INSERT INTO items ("id", "parent") VALUES ('chemicals', NULL);
INSERT INTO items ("id", "parent") VALUES ('chip_equipment', 'semiconductors');
INSERT INTO items ("id", "parent") VALUES ('chip_materials', 'semiconductors');
INSERT INTO items ("id", "parent") VALUES ('coal', 'energy');
INSERT INTO items ("id", "parent") VALUES ('connected_vehicles', 'technology');
INSERT INTO items ("id", "parent") VALUES ('consumer_electronics', NULL);
INSERT INTO items ("id", "parent") VALUES ('consumer_goods', NULL);
INSERT INTO items ("id", "parent") VALUES ('copper', NULL);
INSERT INTO items ("id", "parent") VALUES ('critical_minerals', NULL);
INSERT INTO items ("id", "parent") VALUES ('dairy', 'agriculture');
INSERT INTO items ("id", "parent") VALUES ('data_services', NULL);
INSERT INTO items ("id", "parent") VALUES ('drones', 'technology');
INSERT INTO items ("id", "parent") VALUES ('eda_software', 'semiconductors');
INSERT INTO items ("id", "parent") VALUES ('electric_vehicles', 'vehicles');
INSERT INTO items ("id", "parent") VALUES ('energy', NULL);
INSERT INTO items ("id", "parent") VALUES ('ethane', 'chemicals');
INSERT INTO items ("id", "parent") VALUES ('fentanyl', 'chemicals');
INSERT INTO items ("id", "parent") VALUES ('fertilizer', 'chemicals');
INSERT INTO items ("id", "parent") VALUES ('finance', NULL);
INSERT INTO items ("id", "parent") VALUES ('fruit_vegetables', 'agriculture');
INSERT INTO items ("id", "parent") VALUES ('gallium_germanium', 'critical_minerals');
INSERT INTO items ("id", "parent") VALUES ('gas', 'energy');
INSERT INTO items ("id", "parent") VALUES ('grains', 'agriculture');
INSERT INTO items ("id", "parent") VALUES ('graphite', 'critical_minerals');
INSERT INTO items ("id", "parent") VALUES ('jet_engines', 'aerospace');
INSERT INTO items ("id", "parent") VALUES ('legacy_chips', 'semiconductors');
INSERT INTO items ("id", "parent") VALUES ('lithium', 'critical_minerals');
INSERT INTO items ("id", "parent") VALUES ('luxury_goods', NULL);
INSERT INTO items ("id", "parent") VALUES ('machinery', NULL);
INSERT INTO items ("id", "parent") VALUES ('meat', 'agriculture');
INSERT INTO items ("id", "parent") VALUES ('media', NULL);
INSERT INTO items ("id", "parent") VALUES ('medical_devices', NULL);
INSERT INTO items ("id", "parent") VALUES ('memory_chips', 'semiconductors');
INSERT INTO items ("id", "parent") VALUES ('metals', NULL);
INSERT INTO items ("id", "parent") VALUES ('nickel', 'critical_minerals');
INSERT INTO items ("id", "parent") VALUES ('nuclear_materials', NULL);
INSERT INTO items ("id", "parent") VALUES ('oil', 'energy');
INSERT INTO items ("id", "parent") VALUES ('palm_oil', 'agriculture');
INSERT INTO items ("id", "parent") VALUES ('pharmaceuticals', NULL);
INSERT INTO items ("id", "parent") VALUES ('quantum', 'technology');
INSERT INTO items ("id", "parent") VALUES ('rare_earth_magnets', 'rare_earths');
INSERT INTO items ("id", "parent") VALUES ('rare_earths', 'critical_minerals');
INSERT INTO items ("id", "parent") VALUES ('seafood', 'agriculture');
INSERT INTO items ("id", "parent") VALUES ('semiconductors', 'technology');
INSERT INTO items ("id", "parent") VALUES ('ships', NULL);
INSERT INTO items ("id", "parent") VALUES ('software_apps', 'technology');
INSERT INTO items ("id", "parent") VALUES ('solar', 'energy');
INSERT INTO items ("id", "parent") VALUES ('soybeans', 'agriculture');
INSERT INTO items ("id", "parent") VALUES ('steel', NULL);
INSERT INTO items ("id", "parent") VALUES ('sugar', 'agriculture');
INSERT INTO items ("id", "parent") VALUES ('technology', NULL);
INSERT INTO items ("id", "parent") VALUES ('telecom_equipment', 'technology');
INSERT INTO items ("id", "parent") VALUES ('textiles', NULL);
INSERT INTO items ("id", "parent") VALUES ('timber', NULL);
INSERT INTO items ("id", "parent") VALUES ('tungsten', 'critical_minerals');
INSERT INTO items ("id", "parent") VALUES ('vehicles', NULL);
INSERT INTO items ("id", "parent") VALUES ('visas', NULL);
INSERT INTO items ("id", "parent") VALUES ('weapons', NULL);
INSERT INTO digests ("id", "name", "period", "starts", "ends", "composed_at", "events", "filters", "subject", "text", "html", "chart") VALUES (1, 'weekly', '2025-W22', '2025-05-26', '2025-06-02', '2026-11-22T19:43:13+00:00', 0, 'actor=; target=; instrument=; action=; direction=; item=; status=; source=; match=; min=0', 'No policy acts: Week 22, 2025', 'TRADE POLICY DIGEST
Week 22, 26 May to 1 June 2025

No policy act was found in this period.


WHERE MEASURES STAND
--------------------
- US: EDA software export controls on China: in force, since 23 May,
  official source

RESTRICTING AND LIBERALISING ACTS BY WEEK
-----------------------------------------
     restricting          liberalising
W11  0                    0
W12  0                    0
W13  0                    0
W14  0                    0
W15  0                    0
W16  0                    0
W17  0                    0
W18  0                    0
W19  0                    0
W20  0                    0
W21  ################ 1   0
W22  0                    0

-- 
Digest weekly: Week 22, 26 May to 1 June 2025, days of UTC. Sources
polled: 2; 0 failing. Headlines are composed from what the linked
outlets report; check them there.
', '<p>html</p>', x'89504e47');
INSERT INTO told ("name", "event", "digest", "status", "headline", "day") VALUES ('weekly', 'ebw5hvnszvtqda', 1, '', 'US imposes EDA software export controls on China', '2025-05-23');
INSERT INTO messages ("id", "digest", "series", "channel", "recipient", "message_id", "body", "created_at", "state", "attempts", "next_try", "reply") VALUES (1, 1, 'weekly', 'mail', 'desk@example.org', '<digest.weekly-2025-W22.09317d974281bf3ecfb258b8@localhost>', x'5375626a6563743a20506f6c696379206576656e74730d0a0d0a416c6c206f662069742e0d0a', '2026-11-22T19:43:13+00:00', 'temporary', 1, '2026-11-22T19:44:13+00:00', 'localhost:1: [Errno 111] Connection refused');
INSERT INTO deliveries ("id", "message", "at", "state", "code", "reply") VALUES (1, 1, '2026-11-22T19:43:13+00:00', 'temporary', NULL, 'localhost:1: [Errno 111] Connection refused');
INSERT INTO event_search ("rowid", "headline", "titles", "quotes") VALUES (3251891732866909255, 'US imposes EDA software export controls on China
EDA controls imposed', 'Notice 1
An adviser hopes
'||char(27)||']8;;http://evil.example'||char(7)||'Chips'||char(27)||']8;;'||char(7)||' '||char(8238)||'eased'||char(8236)||' =cmd|'' /C calc''!A0', 'The United States blocked chip design software for China on 23 May.
Washington will "ease" controls on chip design software, an adviser said.');
INSERT INTO event_search ("rowid", "headline", "titles", "quotes") VALUES (3252068203669153317, 'US lifts EDA software export controls on China
EDA controls lifted', 'Controls lifted', 'The United States lifted its controls on chip design software for China on 2 July.');
INSERT INTO event_search ("rowid", "headline", "titles", "quotes") VALUES (3252098662213683685, 'EU imposes tariffs on steel
steel tariffs imposed', 'Steel', 'The European Union will impose tariffs of 50 percent on steel from 1 January.');
INSERT INTO polls ("id", "source", "at", "status", "bytes", "entries", "new") VALUES (1, 1, '2025-07-10T12:00:00+00:00', 200, 900, 2, 1);
INSERT INTO hosts ("origin", "robots", "robots_at") VALUES ('https://wire.example', '', '2025-07-10T12:00:00+00:00');
INSERT INTO text_bands ("band", "article") VALUES ('0:abc', 1);
INSERT INTO alerts ("name", "filters") VALUES ('chips', '{}');
INSERT INTO alerted ("name", "event", "status", "at") VALUES ('chips', 'ebw5hvnszvtqda', 'in_force', '2025-05-26T12:00:00+00:00');
