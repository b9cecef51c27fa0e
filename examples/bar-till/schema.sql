-- A bar's till that was migrated often, with foreign keys switched off: hundreds of references lead nowhere.
CREATE TABLE staff (id INTEGER PRIMARY KEY, name TEXT NOT NULL, pin_hash TEXT NOT NULL, password_hash TEXT, hourly NUMERIC);
CREATE TABLE categories (id INTEGER PRIMARY KEY, name TEXT NOT NULL, parent_id INTEGER REFERENCES categories (id));
CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL, category_id INTEGER REFERENCES categories (id), price NUMERIC NOT NULL, vat REAL NOT NULL DEFAULT 0.19);
ALTER TABLE products ADD COLUMN barcode TEXT;
CREATE TABLE tabs (id INTEGER PRIMARY KEY AUTOINCREMENT, opened_at TEXT NOT NULL, closed_at TEXT, staff_id INTEGER REFERENCES staff (id));
CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, tab_id INTEGER NOT NULL REFERENCES tabs (id), staff_id INTEGER REFERENCES staff (id), at TEXT NOT NULL);
CREATE TABLE order_lines (order_id INTEGER NOT NULL REFERENCES orders (id), line INTEGER NOT NULL, product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL, price NUMERIC NOT NULL, PRIMARY KEY (order_id, line));
CREATE TABLE payments (id INTEGER PRIMARY KEY AUTOINCREMENT, tab_id INTEGER NOT NULL REFERENCES tabs (id), amount NUMERIC NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE till_log (at TEXT, what TEXT);
