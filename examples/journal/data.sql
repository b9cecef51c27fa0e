BEGIN;
INSERT INTO users VALUES (1, 'ada@example.org', '$argon2id$v=19$m=65536$c2FsdA$aGFzaDE', 'avatars/1.png', '2026-01-01T07:00:00Z'), (2, 'bo@example.org', '$argon2id$v=19$m=65536$c2FsdA$aGFzaDI', NULL, '2026-02-01T07:00:00Z');
INSERT INTO moods VALUES (1, 'calm', '#88aacc'), (2, 'glad', '#ffcc66'), (3, 'low', '#667788'), (4, 'torn', '#aa6688');
INSERT INTO tags (name) VALUES ('sleep'), ('work'), ('family'), ('walk');
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
INSERT INTO entries SELECT printf('%08x-0000-4000-8000-%012x', i * 2654435761 % 4294967296, i), 1 + i % 2, date('2024-01-01', '+' || i || ' days'), 'Day ' || i,
  CAST('Today was day ' || i || '. ' || printf('%.*c', 20 + i % 200, 'x') || ' ✓' AS BLOB), 1 + i % 4, date('2024-01-01', '+' || i || ' days') || 'T21:00:00Z' FROM n;
INSERT INTO entry_tags SELECT e.id, t.id FROM entries e, tags t WHERE (unicode(substr(e.id, 1, 1)) + t.id) % 3 = 0;
INSERT INTO sessions VALUES ('tok-live', 1, '2099-01-01T00:00:00Z'), ('tok-old', 2, '2026-01-01T00:00:00Z');
INSERT INTO api_tokens (user_id, token_hash, name) VALUES (1, 'sha256:0001', 'phone'), (2, 'sha256:0002', NULL);
INSERT INTO entry_search SELECT title, CAST(body AS TEXT) FROM entries;
COMMIT;
