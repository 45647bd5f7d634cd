-- +goose Up
-- Times are milliseconds since 1970, NULL never. What is wrapped or sealed cannot be read without the key file.

-- The one row says which store this is: another epoch means that a backup was restored, perhaps with other secrets.
-- Probe counts how often something was stored only to see whether it can be.
CREATE TABLE state (
	one   INTEGER PRIMARY KEY CHECK (one = 1),
	epoch TEXT NOT NULL,
	probe INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Keys of the key file that something may be wrapped by, and those that nothing may be wrapped by any more.
CREATE TABLE master_key (
	id         TEXT PRIMARY KEY,
	created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE retired_key (
	id         TEXT PRIMARY KEY,
	retired_at INTEGER NOT NULL
) STRICT;

CREATE TABLE secret (
	name    TEXT PRIMARY KEY,
	master  TEXT NOT NULL REFERENCES master_key (id),
	wrapped BLOB NOT NULL
) STRICT;

-- The end of the audit chain of each tenant. Whoever changes anything of a tenant locks its row first.
CREATE TABLE head (
	tenant    TEXT PRIMARY KEY,
	seq       INTEGER NOT NULL,
	hash      BLOB NOT NULL,
	signature BLOB NOT NULL
) STRICT;
CREATE TABLE entry (
	tenant  TEXT NOT NULL REFERENCES head (tenant),
	seq     INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	action  TEXT NOT NULL,
	record  TEXT,
	caller  TEXT NOT NULL,
	outcome TEXT NOT NULL,
	request TEXT NOT NULL,
	detail  TEXT NOT NULL,
	count   INTEGER NOT NULL,
	prev    BLOB NOT NULL,
	hash    BLOB NOT NULL,
	PRIMARY KEY (tenant, seq)
) STRICT;
CREATE INDEX entry_record ON entry (tenant, record, seq) WHERE record IS NOT NULL;
CREATE INDEX entry_key ON entry (action) WHERE action IN ('key_create', 'key_rotate', 'key_revoke');

-- Seq is the order in which records were stored. An erased record keeps tenant, id and times alone.
CREATE TABLE record (
	seq        INTEGER PRIMARY KEY,
	tenant     TEXT NOT NULL,
	id         TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	sealed     BLOB,
	subject    BLOB,
	outcome    BLOB,
	erased_at  INTEGER,
	UNIQUE (tenant, id)
) STRICT;
CREATE INDEX record_newest ON record (tenant, seq) WHERE erased_at IS NULL;
CREATE INDEX record_subject ON record (tenant, subject, seq) WHERE subject IS NOT NULL;
CREATE INDEX record_outcome ON record (tenant, outcome, seq) WHERE outcome IS NOT NULL;
CREATE INDEX record_oldest ON record (created_at) WHERE erased_at IS NULL;

-- The key of each record, wrapped. It is apart from what it opens, so that erasing is deleting a row.
CREATE TABLE record_key (
	record  INTEGER PRIMARY KEY REFERENCES record (seq),
	master  TEXT NOT NULL REFERENCES master_key (id),
	wrapped BLOB NOT NULL
) STRICT;

-- Idempotency keys, hashed, and what was stored under them.
CREATE TABLE once (
	tenant      TEXT NOT NULL,
	key         BLOB NOT NULL,
	fingerprint BLOB NOT NULL,
	record      TEXT NOT NULL,
	expires     INTEGER NOT NULL,
	PRIMARY KEY (tenant, key)
) STRICT;
CREATE INDEX once_expires ON once (expires);

-- Mac is over all other columns: nobody can make it without the key file.
CREATE TABLE api_key (
	id          TEXT PRIMARY KEY,
	tenant      TEXT NOT NULL,
	name        TEXT NOT NULL,
	hash        BLOB NOT NULL,
	scopes      TEXT NOT NULL,
	origins     TEXT NOT NULL,
	publishable INTEGER NOT NULL,
	created_at  INTEGER NOT NULL,
	expires_at  INTEGER,
	revoked_at  INTEGER,
	replaces    TEXT NOT NULL,
	mac         BLOB NOT NULL
) STRICT;
