INSERT INTO accounts (handle, password_hash, is_admin) SELECT 'user' || i, 'bcrypt$' || md5(i::text), i = 1 FROM generate_series(1, 50) i;
INSERT INTO categories (name) VALUES ('noun'), ('verb'), ('other');
INSERT INTO words (text, category_id, claimed_by, added_at) SELECT 'word' || i, 1 + i % 3, CASE WHEN i % 7 = 0 THEN 1 + i % 50 END, timestamptz '2026-01-01' + i * interval '1 minute' FROM generate_series(1, 5000) i;
INSERT INTO definitions (word_id, body, author_id) SELECT 1 + i % 5000, 'definition ' || i, 1 + i % 50 FROM generate_series(1, 8000) i;
INSERT INTO votes SELECT d.id, a.id, (d.id + a.id) % 2 = 0 FROM definitions d JOIN accounts a ON a.id <= 1 + d.id % 4;
INSERT INTO message_reports (word_id, reason, at) SELECT i * 40, 'not a word', timestamptz '2026-02-01' FROM generate_series(1, 100) i;
