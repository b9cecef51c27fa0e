--liquibase formatted sql

--changeset ann:people
CREATE TABLE people(id INTEGER PRIMARY KEY, name VARCHAR(50));
INSERT INTO people VALUES (1, 'Ada');

--changeset ann:shout
UPDATE people SET name = upper(name);
