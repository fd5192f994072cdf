-- What schema 3 added is an index: articles of one text, to be found by it.

UPDATE articles SET text_group = '1' WHERE id IN (1, 2);
