-- A chore board as Django makes it: people earn points for chores; history adds up beside the settings.
PRAGMA journal_mode = WAL;

CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT, app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied datetime NOT NULL);
CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date datetime NOT NULL);
CREATE INDEX django_session_expire ON django_session (expire_date);

CREATE TABLE site_settings (id integer PRIMARY KEY AUTOINCREMENT, key varchar(80) NOT NULL UNIQUE, value text NOT NULL);
CREATE TABLE users (
  id integer PRIMARY KEY AUTOINCREMENT, username varchar(150) NOT NULL UNIQUE, password varchar(128) NOT NULL, display_name varchar(80) NOT NULL,
  is_active bool NOT NULL DEFAULT 1, weekly_points decimal NOT NULL DEFAULT 0, all_time_points decimal NOT NULL DEFAULT 0, joined datetime NOT NULL);
CREATE TABLE chores (
  id integer PRIMARY KEY AUTOINCREMENT, name varchar(120) NOT NULL UNIQUE, points decimal NOT NULL CHECK (points >= 0), every_days integer NOT NULL, is_pool bool NOT NULL DEFAULT 0);
CREATE TABLE chore_dependencies (
  id integer PRIMARY KEY AUTOINCREMENT, chore_id bigint NOT NULL REFERENCES chores (id) ON DELETE CASCADE, needs_id bigint NOT NULL REFERENCES chores (id) ON DELETE CASCADE,
  UNIQUE (chore_id, needs_id));
CREATE TABLE chore_eligibility (
  id integer PRIMARY KEY AUTOINCREMENT, chore_id bigint NOT NULL REFERENCES chores (id) ON DELETE CASCADE, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  UNIQUE (chore_id, user_id));
CREATE TABLE high_scores (id integer PRIMARY KEY AUTOINCREMENT, chore_id bigint NOT NULL REFERENCES chores (id) ON DELETE CASCADE, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE, seconds integer NOT NULL);

CREATE TABLE chore_instances (
  id integer PRIMARY KEY AUTOINCREMENT, chore_id bigint NOT NULL REFERENCES chores (id) ON DELETE CASCADE, assigned_id bigint REFERENCES users (id) ON DELETE SET NULL,
  due datetime NOT NULL, status varchar(20) NOT NULL);
CREATE TABLE completions (
  id integer PRIMARY KEY AUTOINCREMENT, instance_id bigint NOT NULL UNIQUE REFERENCES chore_instances (id) ON DELETE CASCADE, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE, done datetime NOT NULL);
CREATE TABLE completion_shares (
  id integer PRIMARY KEY AUTOINCREMENT, completion_id bigint NOT NULL REFERENCES completions (id) ON DELETE CASCADE, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE, points decimal NOT NULL);
CREATE TABLE points_ledger (
  id integer PRIMARY KEY AUTOINCREMENT, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE, completion_id bigint REFERENCES completions (id) ON DELETE SET NULL, points decimal NOT NULL, at datetime NOT NULL);
CREATE TABLE weekly_snapshots (id integer PRIMARY KEY AUTOINCREMENT, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE, week date NOT NULL, points decimal NOT NULL, UNIQUE (user_id, week));
CREATE TABLE streaks (id integer PRIMARY KEY AUTOINCREMENT, user_id bigint NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE, days integer NOT NULL);
CREATE TABLE action_logs (id integer PRIMARY KEY AUTOINCREMENT, user_id bigint REFERENCES users (id) ON DELETE SET NULL, action varchar(80) NOT NULL, at datetime NOT NULL);
CREATE TRIGGER ledger_adds_up AFTER INSERT ON points_ledger BEGIN UPDATE users SET all_time_points = all_time_points + new.points WHERE id = new.user_id; END;
