-- Eight people, 24 chores, half a year of doing them. The same rows each time.
BEGIN;
INSERT INTO django_migrations (app, name, applied) VALUES ('board', '0001_initial', '2026-01-01 08:00:00'), ('board', '0002_streaks', '2026-03-01 08:00:00');
INSERT INTO site_settings (key, value) VALUES ('title', 'Our board'), ('week_starts', 'monday'), ('points_label', 'stars');
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8)
INSERT INTO users (username, password, display_name, joined)
SELECT 'user' || i, 'pbkdf2_sha256$600000$salt' || i || '$' || hex(i * 7919), 'Person ' || i, '2026-01-0' || i || ' 09:00:00' FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24)
INSERT INTO chores (name, points, every_days, is_pool) SELECT 'Chore ' || i, 1 + i % 5 + 0.5, 1 + i % 7, i % 3 = 0 FROM n;
INSERT INTO chore_dependencies (chore_id, needs_id) SELECT id, id - 1 FROM chores WHERE id % 4 = 0;
INSERT INTO chore_eligibility (chore_id, user_id) SELECT c.id, u.id FROM chores c, users u WHERE (c.id + u.id) % 3 = 0;
INSERT INTO high_scores (chore_id, user_id, seconds) SELECT id, 1 + id % 8, 60 + id * 13 FROM chores;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3600)
INSERT INTO chore_instances (chore_id, assigned_id, due, status)
SELECT 1 + i % 24, CASE WHEN i % 5 > 0 THEN 1 + i % 8 END, datetime('2026-01-10 18:00:00', '+' || (i / 20) || ' days'), CASE WHEN i % 4 < 3 THEN 'done' ELSE 'open' END FROM n;
INSERT INTO completions (instance_id, user_id, done) SELECT id, coalesce(assigned_id, 1), due FROM chore_instances WHERE status = 'done';
INSERT INTO completion_shares (completion_id, user_id, points) SELECT id, user_id, 1.5 FROM completions UNION ALL SELECT id, 1 + user_id % 8, 0.5 FROM completions WHERE id % 10 = 0;
INSERT INTO points_ledger (user_id, completion_id, points, at) SELECT s.user_id, c.id, s.points, c.done FROM completion_shares s JOIN completions c ON c.id = s.completion_id;
UPDATE users SET weekly_points = 10 + id;
INSERT INTO weekly_snapshots (user_id, week, points) SELECT u.id, date('2026-01-12', '+' || (7 * w.id) || ' days'), 20 + (u.id * w.id) % 11 FROM users u, chores w;
INSERT INTO streaks (user_id, days) SELECT id, id * 3 FROM users;
INSERT INTO action_logs (user_id, action, at) SELECT user_id, 'completed', done FROM completions;
INSERT INTO django_session VALUES ('s1', 'secret-session-of-user1', '2099-01-01 00:00:00'), ('s2', 'expired', '2026-01-01 00:00:00');
COMMIT;
