CREATE TABLE agenda_items (
  id         TEXT PRIMARY KEY,
  sitting    TEXT NOT NULL,
  place      BIGINT NOT NULL,   -- 1, 2, 3 … among all items, the removed ones too
  kind       TEXT NOT NULL CHECK (kind IN ('opening', 'ceremony', 'word', 'minutes', 'report', 'financial', 'introductions',
             'discussion', 'poll', 'election', 'outputs', 'closing', 'break')),
  title_ar   TEXT NOT NULL,
  title_en   TEXT NOT NULL,
  title_tr   TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('planned', 'current', 'aside', 'done', 'removed')),
  planned    BIGINT NOT NULL CHECK (planned >= 0),  -- seconds
  begun_at   TEXT NOT NULL,     -- the first time
  started_at TEXT NOT NULL,     -- of the present run
  spent      BIGINT NOT NULL CHECK (spent >= 0),    -- seconds of earlier runs
  ended_at   TEXT NOT NULL,
  seconds    BIGINT NOT NULL CHECK (seconds >= 0),  -- limits of the floor; zero is none
  turns      BIGINT NOT NULL CHECK (turns >= 0),
  points     BIGINT NOT NULL CHECK (points >= 0),
  replies    BIGINT NOT NULL CHECK (replies >= 0),
  at_least   BIGINT NOT NULL CHECK (at_least >= 0), -- outputs
  card       BIGINT NOT NULL,   -- the introduction on the screen; zero is none
  CHECK ((state = 'current') = (started_at <> ''))
);
CREATE INDEX agenda_items_sitting ON agenda_items (sitting, place, id);
-- One item at a time.
CREATE UNIQUE INDEX agenda_items_current ON agenda_items (sitting) WHERE state = 'current';

CREATE TABLE agenda_documents (
  item     TEXT NOT NULL REFERENCES agenda_items (id),
  hash     TEXT NOT NULL,       -- SHA-256 of the file, by which it is kept
  title_ar TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_tr TEXT NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (item, hash)
);

-- How far the outputs of a sitting are, as their office tells.
CREATE TABLE agenda_outcomes (
  sitting   TEXT PRIMARY KEY,
  undecided BIGINT NOT NULL CHECK (undecided >= 0),
  adopted   BIGINT NOT NULL CHECK (adopted >= 0),
  until_at  TEXT NOT NULL,      -- objections are taken until then
  read      BOOLEAN NOT NULL    -- the closing statement was read out
);

-- Why a finished item was taken up again.
CREATE TABLE agenda_reopenings (
  item TEXT NOT NULL REFERENCES agenda_items (id),
  line BIGINT NOT NULL,         -- of the minute book, the one before its own
  why  TEXT NOT NULL,
  by   TEXT NOT NULL,
  at   TEXT NOT NULL,
  PRIMARY KEY (item, line)
);

CREATE TABLE introductions (
  item    TEXT NOT NULL REFERENCES agenda_items (id),
  turn    BIGINT NOT NULL,      -- 1, 2, 3 … in the order in which they were called
  mandate TEXT NOT NULL,
  channel TEXT NOT NULL,
  put_off BIGINT NOT NULL,      -- how often
  waits   BOOLEAN NOT NULL,     -- put off, and not called again since
  at      TEXT NOT NULL,
  PRIMARY KEY (item, turn)
);
CREATE UNIQUE INDEX introductions_mandate ON introductions (item, mandate);

-- What delegates chose to have shown of themselves.
CREATE TABLE introduction_cards (
  sitting     TEXT NOT NULL,
  mandate     TEXT NOT NULL,
  name_ar     TEXT NOT NULL,
  name_en     TEXT NOT NULL,
  name_tr     TEXT NOT NULL,
  post_ar     TEXT NOT NULL,
  post_en     TEXT NOT NULL,
  post_tr     TEXT NOT NULL,
  aims_ar     TEXT NOT NULL,
  aims_en     TEXT NOT NULL,
  aims_tr     TEXT NOT NULL,
  projects_ar TEXT NOT NULL,
  projects_en TEXT NOT NULL,
  projects_tr TEXT NOT NULL,
  PRIMARY KEY (sitting, mandate)
);

CREATE TABLE floor_requests (
  id       TEXT PRIMARY KEY,
  sitting  TEXT NOT NULL,
  item     TEXT NOT NULL REFERENCES agenda_items (id),
  mandate  TEXT NOT NULL,       -- empty: a guest
  kind     TEXT NOT NULL CHECK (kind IN ('word', 'reply', 'point_of_order')),
  channel  TEXT NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('waiting', 'speaking', 'interrupted', 'spoken', 'withdrawn', 'lapsed')),
  asked    BIGINT NOT NULL,     -- lines of the minute book
  asked_at TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  given    BIGINT NOT NULL,
  given_at TEXT NOT NULL,
  why      TEXT NOT NULL,       -- given out of turn
  run_at   TEXT NOT NULL,       -- of the present run
  seconds  BIGINT NOT NULL CHECK (seconds >= 0),
  most     BIGINT NOT NULL CHECK (most >= 0), -- seconds; zero is no limit
  ended_at TEXT NOT NULL,
  guest_ar TEXT NOT NULL,
  guest_en TEXT NOT NULL,
  guest_tr TEXT NOT NULL,
  post_ar  TEXT NOT NULL,
  post_en  TEXT NOT NULL,
  post_tr  TEXT NOT NULL,
  CHECK ((state = 'speaking') = (run_at <> ''))
);
CREATE INDEX floor_requests_item ON floor_requests (item, state, asked);
CREATE INDEX floor_requests_sitting ON floor_requests (sitting, given) WHERE given > 0;
-- One speaks at a time, and a mandate waits once for each kind.
CREATE UNIQUE INDEX floor_requests_speaking ON floor_requests (sitting) WHERE state = 'speaking';
CREATE UNIQUE INDEX floor_requests_waiting ON floor_requests (item, mandate, kind) WHERE state = 'waiting' AND mandate <> '';
