UPDATE "Other"."many ""rows" SET v = 9 WHERE id % 500 = 0;
DELETE FROM "Other"."many ""rows" WHERE id = 77;
INSERT INTO "Other"."many ""rows" (name, odd, v) VALUES (E'tab\t', NULL, 1);
UPDATE odd SET t = 'changed' WHERE id = 1;
