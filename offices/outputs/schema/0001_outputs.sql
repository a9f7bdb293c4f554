CREATE TABLE outputs (
  id       TEXT PRIMARY KEY,
  sitting  TEXT NOT NULL,
  proposal BIGINT NOT NULL,
  number   BIGINT NOT NULL,     -- zero until adopted
  text_ar  TEXT NOT NULL,
  text_en  TEXT NOT NULL,
  text_tr  TEXT NOT NULL,
  revision BIGINT NOT NULL,
  revised  TEXT NOT NULL,       -- when the text was last written
  source   TEXT NOT NULL CHECK (source IN ('floor', 'drafting', 'chair')),
  mandate  TEXT NOT NULL,
  author   TEXT NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('proposed', 'asked', 'contested', 'vote', 'adopted', 'rejected', 'deferred', 'merged')),
  poll     TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  until_at TEXT NOT NULL,
  quorum   BIGINT NOT NULL,     -- the quorum event that a consent stands on
  merged   TEXT NOT NULL,       -- into this output
  why      TEXT NOT NULL,
  decided  TEXT NOT NULL,
  UNIQUE (sitting, proposal),
  CHECK ((state = 'adopted') = (number > 0)),
  CHECK ((state = 'merged') = (merged <> ''))
);
CREATE UNIQUE INDEX outputs_number ON outputs (sitting, number) WHERE number > 0;
CREATE INDEX outputs_poll ON outputs (poll) WHERE poll <> '';

CREATE TABLE output_versions (
  output   TEXT NOT NULL REFERENCES outputs (id),
  revision BIGINT NOT NULL,
  text_ar  TEXT NOT NULL,
  text_en  TEXT NOT NULL,
  text_tr  TEXT NOT NULL,
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  why      TEXT NOT NULL,
  PRIMARY KEY (output, revision)
);
CREATE TABLE output_remarks (
  output       TEXT NOT NULL REFERENCES outputs (id),
  revision     BIGINT NOT NULL,  -- that it speaks of
  mandate      TEXT NOT NULL,
  what         TEXT NOT NULL CHECK (what IN ('objection', 'reservation')),
  organisation TEXT NOT NULL,
  text         TEXT NOT NULL,
  at           TEXT NOT NULL,
  PRIMARY KEY (output, revision, mandate, what)
);

CREATE TABLE statements (
  sitting  TEXT PRIMARY KEY,
  text_ar  TEXT NOT NULL,
  text_en  TEXT NOT NULL,
  text_tr  TEXT NOT NULL,
  revision BIGINT NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('draft', 'read')),
  read_at  TEXT NOT NULL
);
CREATE TABLE statement_versions (
  sitting  TEXT NOT NULL REFERENCES statements (sitting),
  revision BIGINT NOT NULL,
  text_ar  TEXT NOT NULL,
  text_en  TEXT NOT NULL,
  text_tr  TEXT NOT NULL,
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  why      TEXT NOT NULL,
  PRIMARY KEY (sitting, revision)
);
