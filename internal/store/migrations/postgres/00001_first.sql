-- +goose Up
-- Times are milliseconds since 1970, NULL never. What is wrapped or sealed cannot be read without the key file.

-- The one row says which store this is: another epoch means that a backup was restored, perhaps with other secrets.
-- Probe counts how often something was stored only to see whether it can be.
CREATE TABLE state (
	one   BIGINT PRIMARY KEY CHECK (one = 1),
	epoch TEXT NOT NULL,
	probe BIGINT NOT NULL DEFAULT 0
);

-- Keys of the key file that something may be wrapped by, and those that nothing may be wrapped by any more.
CREATE TABLE master_key (
	id         TEXT PRIMARY KEY,
	created_at BIGINT NOT NULL
);
CREATE TABLE retired_key (
	id         TEXT PRIMARY KEY,
	retired_at BIGINT NOT NULL
);

CREATE TABLE secret (
	name    TEXT PRIMARY KEY,
	master  TEXT NOT NULL REFERENCES master_key (id),
	wrapped BYTEA NOT NULL
);

-- The end of the audit chain of each tenant. Whoever changes anything of a tenant locks its row first.
CREATE TABLE head (
	tenant    TEXT PRIMARY KEY,
	seq       BIGINT NOT NULL,
	hash      BYTEA NOT NULL,
	signature BYTEA NOT NULL
);
CREATE TABLE entry (
	tenant  TEXT NOT NULL REFERENCES head (tenant),
	seq     BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	action  TEXT NOT NULL,
	record  TEXT,
	caller  TEXT NOT NULL,
	outcome TEXT NOT NULL,
	request TEXT NOT NULL,
	detail  TEXT NOT NULL,
	count   BIGINT NOT NULL,
	prev    BYTEA NOT NULL,
	hash    BYTEA NOT NULL,
	PRIMARY KEY (tenant, seq)
);
CREATE INDEX entry_record ON entry (tenant, record, seq) WHERE record IS NOT NULL;
CREATE INDEX entry_key ON entry (action) WHERE action IN ('key_create', 'key_rotate', 'key_revoke');

-- Seq is the order in which records were stored. An erased record keeps tenant, id and times alone.
CREATE TABLE record (
	seq        BIGINT PRIMARY KEY,
	tenant     TEXT NOT NULL,
	id         TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	sealed     BYTEA,
	subject    BYTEA,
	outcome    BYTEA,
	erased_at  BIGINT,
	UNIQUE (tenant, id)
);
CREATE INDEX record_newest ON record (tenant, seq) WHERE erased_at IS NULL;
CREATE INDEX record_subject ON record (tenant, subject, seq) WHERE subject IS NOT NULL;
CREATE INDEX record_outcome ON record (tenant, outcome, seq) WHERE outcome IS NOT NULL;
CREATE INDEX record_oldest ON record (created_at) WHERE erased_at IS NULL;

-- The next value of record.seq.
CREATE SEQUENCE record_seq;

-- The key of each record, wrapped. It is apart from what it opens, so that erasing is deleting a row.
CREATE TABLE record_key (
	record  BIGINT PRIMARY KEY REFERENCES record (seq),
	master  TEXT NOT NULL REFERENCES master_key (id),
	wrapped BYTEA NOT NULL
);

-- Idempotency keys, hashed, and what was stored under them.
CREATE TABLE once (
	tenant      TEXT NOT NULL,
	key         BYTEA NOT NULL,
	fingerprint BYTEA NOT NULL,
	record      TEXT NOT NULL,
	expires     BIGINT NOT NULL,
	PRIMARY KEY (tenant, key)
);
CREATE INDEX once_expires ON once (expires);

-- Mac is over all other columns: nobody can make it without the key file.
CREATE TABLE api_key (
	id          TEXT PRIMARY KEY,
	tenant      TEXT NOT NULL,
	name        TEXT NOT NULL,
	hash        BYTEA NOT NULL,
	scopes      TEXT NOT NULL,
	origins     TEXT NOT NULL,
	publishable BIGINT NOT NULL,
	created_at  BIGINT NOT NULL,
	expires_at  BIGINT,
	revoked_at  BIGINT,
	replaces    TEXT NOT NULL,
	mac         BYTEA NOT NULL
);
