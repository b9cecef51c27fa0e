-- A private journal: few tables, nothing that may be lost, and tokens that must not come back to life.
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL, avatar TEXT, created_at TEXT NOT NULL);
CREATE TABLE moods (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, color TEXT NOT NULL);
CREATE TABLE entries (
  id TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, day TEXT NOT NULL, title TEXT, body BLOB NOT NULL, mood_id INTEGER REFERENCES moods (id), created_at TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX entries_day ON entries (user_id, day);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE entry_tags (entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE, tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE, PRIMARY KEY (entry_id, tag_id)) WITHOUT ROWID;
CREATE TABLE sessions (token TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, expires_at TEXT NOT NULL);
CREATE TABLE api_tokens (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, token_hash TEXT NOT NULL, name TEXT);
CREATE VIRTUAL TABLE entry_search USING fts5 (title, body);
