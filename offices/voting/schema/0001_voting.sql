CREATE TABLE polls (
  id           TEXT PRIMARY KEY,
  sitting      TEXT NOT NULL,
  item         TEXT NOT NULL,
  key          TEXT NOT NULL,
  question_ar  TEXT NOT NULL,
  question_en  TEXT NOT NULL,
  question_tr  TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('name', 'rollcall', 'cards', 'consent')),
  after        TEXT NOT NULL, -- the kind that an objection turns a consent into
  options      TEXT NOT NULL, -- JSON: [{key, text}]; [] for yes, no, abstain
  majority     TEXT NOT NULL, -- JSON of a tally.Majority
  article      TEXT NOT NULL, -- of the bylaws, that sets the rule
  elects       TEXT NOT NULL, -- the office of the sitting, in an election
  persons      TEXT NOT NULL, -- JSON: the ids of those put up for yes or no; [] otherwise
  quorum_kind  TEXT NOT NULL,
  voters       TEXT NOT NULL CHECK (voters IN ('all', 'hall')),
  changes      BOOLEAN NOT NULL,
  secret       BOOLEAN NOT NULL, -- false: open polls only
  status       TEXT NOT NULL CHECK (status IN ('draft', 'open', 'closed', 'announced', 'cancelled')),
  made_at      TEXT NOT NULL,
  signed_with  TEXT NOT NULL, -- the key of its receipts: the newest when it was opened
  federation   TEXT NOT NULL, -- by which they name the federation: the id of its first key
  quorum       BIGINT NOT NULL, -- the quorum event it stands on; 0 before the opening
  opened_at    TEXT NOT NULL,
  ends_at      TEXT NOT NULL,
  turned_at    TEXT NOT NULL, -- when an objection turned a consent into a vote
  closed_at    TEXT NOT NULL,
  announced_at TEXT NOT NULL,
  remote       TEXT NOT NULL, -- the effect of remote votes, frozen at the close
  ratifies     TEXT NOT NULL, -- the poll whose remote votes this one decides on
  ratified_by  TEXT NOT NULL, -- the poll of the hall that decided on it
  counts       BOOLEAN NOT NULL,
  result       TEXT NOT NULL  -- JSON, written at the announcement
);
CREATE INDEX polls_sitting ON polls (sitting, made_at, id);
CREATE UNIQUE INDEX polls_key ON polls (sitting, key) WHERE key <> '';
CREATE INDEX polls_open ON polls (sitting) WHERE status = 'open';

-- A vote. A change is a further row, so that votes are only ever added while the
-- poll is open; the close keeps the last of each mandate. No foreign key: each
-- row would lock the poll's row on PostgreSQL, and the poll is read anyhow.
CREATE TABLE ballots (
  poll         TEXT NOT NULL,
  mandate      TEXT NOT NULL,
  revision     BIGINT NOT NULL,
  number       BIGINT NOT NULL,
  organisation TEXT NOT NULL,
  weight       BIGINT NOT NULL,
  channel      TEXT NOT NULL,
  choice       TEXT NOT NULL,
  way          TEXT NOT NULL,
  state        TEXT NOT NULL DEFAULT '',
  holder       TEXT NOT NULL, -- the person who acted for the mandate then
  cast_by      TEXT NOT NULL,
  second_by    TEXT NOT NULL DEFAULT '',
  called_by    TEXT NOT NULL DEFAULT '',
  signed_with  TEXT NOT NULL,
  at           TEXT NOT NULL,
  PRIMARY KEY (poll, mandate, revision)
);

-- What one teller heard and no second one has confirmed.
CREATE TABLE poll_entries (
  poll    TEXT NOT NULL,
  mandate TEXT NOT NULL,
  teller  TEXT NOT NULL,
  choice  TEXT NOT NULL,
  at      TEXT NOT NULL,
  PRIMARY KEY (poll, mandate)
);

-- Which teller calls whom now, so that two do not call the same delegate.
CREATE TABLE poll_calls (
  poll    TEXT NOT NULL,
  mandate TEXT NOT NULL,
  teller  TEXT NOT NULL,
  at      TEXT NOT NULL,
  PRIMARY KEY (poll, mandate)
);

-- The mandates of each channel that have voted: a counter, never of choices.
CREATE TABLE poll_turnout (
  poll     TEXT NOT NULL,
  channel  TEXT NOT NULL,
  given    BIGINT NOT NULL, -- numbers given out
  heard    BIGINT NOT NULL, -- mandates that have a vote
  weight   BIGINT NOT NULL, -- theirs together
  PRIMARY KEY (poll, channel)
);

-- Cards in the hall as each teller counted them, and the count on which they agreed.
CREATE TABLE card_counts (
  poll   TEXT NOT NULL,
  teller TEXT NOT NULL, -- empty: the agreed count
  cards  TEXT NOT NULL, -- JSON: choice → cards
  at     TEXT NOT NULL,
  PRIMARY KEY (poll, teller)
);

-- The mandates that were in the hall when the cards were counted: each had its card.
CREATE TABLE carded (
  poll    TEXT NOT NULL,
  mandate TEXT NOT NULL,
  PRIMARY KEY (poll, mandate)
);

-- Why a mandate did not vote. Written while the poll is open by tellers, and at
-- the close for everybody who was entitled: then channel and weight are frozen.
CREATE TABLE poll_unheard (
  poll    TEXT NOT NULL,
  mandate TEXT NOT NULL,
  channel TEXT NOT NULL,
  weight  BIGINT NOT NULL,
  reason  TEXT NOT NULL,
  PRIMARY KEY (poll, mandate)
);

-- The base of each channel, frozen at the close.
CREATE TABLE poll_bases (
  poll     TEXT NOT NULL,
  channel  TEXT NOT NULL, -- empty: the whole sitting
  present  BIGINT NOT NULL, -- weight of the mandates entitled in the channel
  entitled BIGINT NOT NULL, -- of the sitting
  active   BIGINT NOT NULL, -- of the union
  call     BIGINT NOT NULL,
  PRIMARY KEY (poll, channel)
);

CREATE TABLE poll_objections (
  poll         TEXT NOT NULL,
  mandate      TEXT NOT NULL,
  organisation TEXT NOT NULL,
  at           TEXT NOT NULL,
  PRIMARY KEY (poll, mandate)
);
CREATE TABLE poll_reservations (
  poll         TEXT NOT NULL,
  mandate      TEXT NOT NULL,
  organisation TEXT NOT NULL,
  text         TEXT NOT NULL,
  at           TEXT NOT NULL,
  PRIMARY KEY (poll, mandate)
);
