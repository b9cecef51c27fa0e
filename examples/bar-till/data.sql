PRAGMA foreign_keys = OFF;
BEGIN;
INSERT INTO staff VALUES (1, 'Kim', 'pin$1$aa', 'hash$1$aa', 14.5), (2, 'Lee', 'pin$1$bb', NULL, 13), (3, 'Sam', 'pin$1$cc', 'hash$1$cc', NULL);
INSERT INTO categories VALUES (1, 'Drinks', NULL), (2, 'Beer', 1), (3, 'Wine', 1), (4, 'Snacks', NULL);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80)
INSERT INTO products SELECT i, 'Product ' || i, 1 + i % 4, 2 + i % 9 + 0.5, CASE WHEN i % 4 = 0 THEN 0.07 ELSE 0.19 END, CASE WHEN i % 2 THEN printf('%013d', i * 7919) END FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO tabs (opened_at, closed_at, staff_id) SELECT datetime('2026-06-01 17:00:00', '+' || (i * 40) || ' minutes'), CASE WHEN i % 50 THEN datetime('2026-06-01 18:00:00', '+' || (i * 40) || ' minutes') END, 1 + i % 3 FROM n;
INSERT INTO orders (tab_id, staff_id, at) SELECT id, staff_id, opened_at FROM tabs UNION ALL SELECT id, staff_id, closed_at FROM tabs WHERE closed_at IS NOT NULL;
INSERT INTO order_lines SELECT o.id, l.id, 1 + (o.id * l.id) % 80, 1 + o.id % 3, 2 + (o.id * l.id) % 80 % 9 + 0.5 FROM orders o JOIN categories l ON l.id <= 1 + o.id % 4;
INSERT INTO payments (tab_id, amount, kind, at) SELECT id, 10 + id % 40 + 0.05, CASE WHEN id % 2 THEN 'cash' ELSE 'card' END, closed_at FROM tabs WHERE closed_at IS NOT NULL;
INSERT INTO till_log SELECT at, 'order ' || id FROM orders WHERE id % 10 = 0;
-- What years of deletes without foreign keys leave behind.
DELETE FROM products WHERE id % 20 = 0;
DELETE FROM staff WHERE id = 3;
DELETE FROM tabs WHERE id % 40 = 0;
COMMIT;
