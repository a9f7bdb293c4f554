-- A stream is a minute book: commands on one stream run one by one.
CREATE TABLE streams (
  stream TEXT PRIMARY KEY,
  seq    BIGINT NOT NULL,
  head   TEXT NOT NULL,  -- hash of the last line
  at     TEXT NOT NULL   -- when the last line was written
);
CREATE TABLE journal (
  stream TEXT NOT NULL,
  seq    BIGINT NOT NULL,
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL,
  kind   TEXT NOT NULL,
  data   TEXT NOT NULL,
  hash   TEXT NOT NULL,
  PRIMARY KEY (stream, seq)
);
-- The first answer to a request that carried a key, for its repeats.
CREATE TABLE replies (
  key    TEXT PRIMARY KEY, -- hash of actor, command and once
  stream TEXT NOT NULL,
  input  TEXT NOT NULL,    -- hash of the input
  reply  TEXT NOT NULL,
  at     TEXT NOT NULL
);
CREATE INDEX replies_at ON replies (at);
-- Which streams hold lines that a follower has not read.
CREATE TABLE unread (
  follower TEXT NOT NULL,
  stream   TEXT NOT NULL,
  seq      BIGINT NOT NULL,
  PRIMARY KEY (follower, stream)
);
CREATE TABLE followers (
  follower TEXT NOT NULL,
  stream   TEXT NOT NULL,
  seq      BIGINT NOT NULL, -- the last line it has read
  PRIMARY KEY (follower, stream)
);
-- The followers that have begun to read: a new one is shown what was written
-- before it came.
CREATE TABLE follower_names (follower TEXT PRIMARY KEY);
CREATE TABLE due (
  key     TEXT PRIMARY KEY,
  at      TEXT NOT NULL,
  command TEXT NOT NULL,
  input   TEXT NOT NULL
);
CREATE INDEX due_at ON due (at);
-- The keys that sign receipts; the newest signs, all of them verify.
CREATE TABLE signing_keys (
  id      TEXT PRIMARY KEY,
  public  BYTEA NOT NULL,
  private BYTEA NOT NULL,
  made    TEXT NOT NULL
);
-- Written now and then, to see whether anything can be.
CREATE TABLE pulse (
  one     BIGINT PRIMARY KEY CHECK (one = 1),
  at      TEXT NOT NULL,
  filling TEXT NOT NULL
);
