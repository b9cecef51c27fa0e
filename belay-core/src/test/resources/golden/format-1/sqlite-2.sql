UPDATE "many ""rows" SET v = 9 WHERE id % 500 = 0;
DELETE FROM "many ""rows" WHERE id = 77;
INSERT INTO "many ""rows" VALUES (40000, 'tab' || char(9), 1, NULL);
UPDATE odd SET a = 'changed' WHERE id = 1;
