ALTER TABLE people ADD COLUMN email VARCHAR(50);
CREATE TABLE visits(id INTEGER PRIMARY KEY);
UPDATE people SET name = upper(name);
