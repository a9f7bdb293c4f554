CREATE TABLE sittings (
  id            TEXT PRIMARY KEY,
  kind          TEXT NOT NULL CHECK (kind IN ('ordinary', 'extraordinary', 'elective')),
  title_ar      TEXT NOT NULL,
  title_en      TEXT NOT NULL,
  title_tr      TEXT NOT NULL,
  call          BIGINT NOT NULL CHECK (call IN (1, 2)),
  at            TEXT NOT NULL,   -- of the call under way
  second_at     TEXT NOT NULL,
  zone          TEXT NOT NULL,
  place_ar      TEXT NOT NULL,
  place_en      TEXT NOT NULL,
  place_tr      TEXT NOT NULL,
  remote_link   TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('draft', 'convened', 'open', 'break', 'closed', 'cancelled')),
  remote_effect TEXT NOT NULL CHECK (remote_effect IN ('binding', 'ratified', 'advisory')),
  record_date   TEXT NOT NULL,
  notice_days   BIGINT NOT NULL CHECK (notice_days >= 0),
  second_after  BIGINT NOT NULL CHECK (second_after >= 0), -- minutes
  article       TEXT NOT NULL,
  refreeze      BOOLEAN NOT NULL, -- when postponed, the roll is frozen anew
  convened_at   TEXT NOT NULL,
  posted_at     TEXT NOT NULL,
  opened_at     TEXT NOT NULL,
  break_until   TEXT NOT NULL,
  closed_at     TEXT NOT NULL,
  roll_version  BIGINT NOT NULL,
  roll_hash     TEXT NOT NULL,
  entitled      BIGINT NOT NULL,
  weight        BIGINT NOT NULL,
  active        BIGINT NOT NULL,   -- members on the record date, whatever the roll became
  active_weight BIGINT NOT NULL
);
CREATE INDEX sittings_at ON sittings (at, id);

-- What is under way in a sitting that neither a break nor the close may cut in
-- two: a row for each open vote.
CREATE TABLE sitting_holds (
  sitting TEXT NOT NULL REFERENCES sittings (id),
  by      TEXT NOT NULL,         -- who released it alone: "poll/" and its id
  since   TEXT NOT NULL,
  PRIMARY KEY (sitting, by)
);

-- That a convened sitting was postponed or cancelled, why, and by whose decision.
CREATE TABLE sitting_notices (
  sitting    TEXT NOT NULL REFERENCES sittings (id),
  line       BIGINT NOT NULL,    -- of the minute book
  what       TEXT NOT NULL CHECK (what IN ('postponed', 'cancelled')),
  from_at    TEXT NOT NULL,
  to_at      TEXT NOT NULL,
  reason_ar  TEXT NOT NULL,
  reason_en  TEXT NOT NULL,
  reason_tr  TEXT NOT NULL,
  decided_ar TEXT NOT NULL,
  decided_en TEXT NOT NULL,
  decided_tr TEXT NOT NULL,
  by         TEXT NOT NULL,
  at         TEXT NOT NULL,
  PRIMARY KEY (sitting, line)
);

CREATE TABLE sitting_documents (
  sitting  TEXT NOT NULL REFERENCES sittings (id),
  hash     TEXT NOT NULL,        -- SHA-256 of the file, by which it is kept
  title_ar TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_tr TEXT NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (sitting, hash)
);

-- The roll of the entitled, as it was frozen and as it was changed since: the
-- lines of version v are those with added_in <= v and not struck by then.
CREATE TABLE entitled (
  sitting      TEXT NOT NULL REFERENCES sittings (id),
  organisation TEXT NOT NULL,
  code         TEXT NOT NULL,    -- of the organisation, as it is shown for the protected
  added_in     BIGINT NOT NULL,
  number       BIGINT NOT NULL,
  weight       BIGINT NOT NULL CHECK (weight > 0),
  struck_in    BIGINT NOT NULL,  -- zero if it stands
  PRIMARY KEY (sitting, organisation, added_in)
);
CREATE TABLE entitled_versions (
  sitting  TEXT NOT NULL REFERENCES sittings (id),
  version  BIGINT NOT NULL,
  hash     TEXT NOT NULL,
  record   TEXT NOT NULL,        -- the record date it is of
  entitled BIGINT NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (sitting, version)
);
-- A change of the frozen roll: proposed by one person, confirmed by another.
CREATE TABLE roll_changes (
  id           TEXT PRIMARY KEY,
  sitting      TEXT NOT NULL REFERENCES sittings (id),
  organisation TEXT NOT NULL,
  change       TEXT NOT NULL CHECK (change IN ('add', 'strike')),
  weight       BIGINT NOT NULL,
  reason       TEXT NOT NULL,
  proposed_by  TEXT NOT NULL,
  proposed_at  TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'withdrawn')),
  decided_by   TEXT NOT NULL,
  decided_at   TEXT NOT NULL,
  CHECK (state <> 'confirmed' OR decided_by <> proposed_by)
);
CREATE INDEX roll_changes_sitting ON roll_changes (sitting, id);
CREATE UNIQUE INDEX roll_changes_one ON roll_changes (sitting, organisation) WHERE state = 'proposed';

-- Objections to the posted list; each is decided before the opening.
CREATE TABLE objections (
  id           TEXT PRIMARY KEY,
  sitting      TEXT NOT NULL REFERENCES sittings (id),
  organisation TEXT NOT NULL,    -- that objects
  about        TEXT NOT NULL,    -- the organisation it is about
  reason       TEXT NOT NULL,
  made_by      TEXT NOT NULL,
  made_at      TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('waiting', 'upheld', 'dismissed')),
  answer       TEXT NOT NULL,
  decided_by   TEXT NOT NULL,
  decided_at   TEXT NOT NULL
);
CREATE INDEX objections_sitting ON objections (sitting, id);

-- One organisation's seat in one sitting, as it stands now.
CREATE TABLE mandates (
  id           TEXT PRIMARY KEY,
  sitting      TEXT NOT NULL REFERENCES sittings (id),
  organisation TEXT NOT NULL,
  number       BIGINT NOT NULL,
  weight       BIGINT NOT NULL CHECK (weight > 0),
  door_code    TEXT NOT NULL,    -- in the QR code of its invitation; it lets nobody in by itself
  struck       BOOLEAN NOT NULL,
  holder       TEXT NOT NULL,    -- who acts for it; empty until one is accepted
  present      BOOLEAN NOT NULL,
  channel      TEXT NOT NULL,
  place        TEXT NOT NULL,
  since        TEXT NOT NULL,
  UNIQUE (sitting, organisation),
  UNIQUE (sitting, number),
  UNIQUE (sitting, door_code),
  CHECK (NOT present OR holder <> '' AND NOT struck AND channel <> '')
);
-- A person acts for one organisation in a sitting.
CREATE UNIQUE INDEX mandates_holder ON mandates (sitting, holder) WHERE holder <> '';
CREATE INDEX mandates_present ON mandates (sitting, number) WHERE present;

CREATE TABLE nominations (
  id         TEXT PRIMARY KEY,
  mandate    TEXT NOT NULL REFERENCES mandates (id),
  sitting    TEXT NOT NULL,
  person     TEXT NOT NULL,
  rank       BIGINT NOT NULL CHECK (rank >= 0), -- 0 the delegate, then the substitutes
  letter     TEXT NOT NULL CHECK (letter IN ('none', 'scan', 'shown')),
  hash       TEXT NOT NULL,      -- of the scanned letter
  made_by    TEXT NOT NULL,
  made_at    TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused', 'withdrawn')),
  reason     TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL
);
CREATE UNIQUE INDEX nominations_person ON nominations (mandate, person) WHERE state IN ('waiting', 'accepted');
CREATE UNIQUE INDEX nominations_rank ON nominations (mandate, rank) WHERE state IN ('waiting', 'accepted');
CREATE INDEX nominations_sitting ON nominations (sitting, state, mandate);
CREATE INDEX nominations_by_person ON nominations (sitting, person);
CREATE INDEX nominations_mandate ON nominations (mandate, id);

-- How a mandate is found at the desk: folded names of the organisation and of
-- those named for it. Cleared when the sitting closes.
CREATE TABLE door_tokens (
  sitting TEXT NOT NULL,
  text    TEXT NOT NULL,
  mandate TEXT NOT NULL,
  PRIMARY KEY (sitting, text, mandate)
);

CREATE TABLE invitations (
  sitting      TEXT NOT NULL REFERENCES sittings (id),
  number       BIGINT NOT NULL,
  mandate      TEXT NOT NULL REFERENCES mandates (id),
  PRIMARY KEY (sitting, number)
);
CREATE UNIQUE INDEX invitations_mandate ON invitations (mandate);
-- Proof of service: what was done to bring an invitation to its organisation.
CREATE TABLE invitation_services (
  sitting    TEXT NOT NULL,
  invitation BIGINT NOT NULL,
  line       BIGINT NOT NULL,    -- of the minute book
  step       TEXT NOT NULL CHECK (step IN ('sent', 'delivered', 'acknowledged')),
  channel    TEXT NOT NULL,
  at         TEXT NOT NULL,
  by         TEXT NOT NULL,
  PRIMARY KEY (sitting, invitation, line),
  FOREIGN KEY (sitting, invitation) REFERENCES invitations (sitting, number)
);

-- Arrivals and departures are facts: nothing here is ever changed.
CREATE TABLE presence_facts (
  sitting TEXT NOT NULL REFERENCES sittings (id),
  line    BIGINT NOT NULL,       -- of the minute book
  mandate TEXT NOT NULL,
  person  TEXT NOT NULL,
  what    TEXT NOT NULL CHECK (what IN ('arrived', 'left')),
  channel TEXT NOT NULL CHECK (channel IN ('hall', 'remote', 'telephone')),
  place   TEXT NOT NULL,
  weight  BIGINT NOT NULL,
  how     TEXT NOT NULL CHECK (how IN ('scan', 'desk', 'self', 'teller', 'handover', 'struck', 'call')),
  at      TEXT NOT NULL,
  by      TEXT NOT NULL,
  PRIMARY KEY (sitting, line)
);
CREATE INDEX presence_facts_mandate ON presence_facts (sitting, mandate, line);
-- Kept in the same transaction as the facts, so that reading is one row for
-- each channel however many are present.
CREATE TABLE presence_counts (
  sitting  TEXT NOT NULL REFERENCES sittings (id),
  channel  TEXT NOT NULL,
  mandates BIGINT NOT NULL CHECK (mandates >= 0),
  weight   BIGINT NOT NULL CHECK (weight >= 0),
  PRIMARY KEY (sitting, channel)
);

CREATE TABLE quorum_rules (
  sitting TEXT NOT NULL REFERENCES sittings (id),
  kind    TEXT NOT NULL,         -- of item; empty for the sitting itself
  rule    TEXT NOT NULL,
  article TEXT NOT NULL,
  met     BOOLEAN NOT NULL,      -- what the last event said
  call    BIGINT NOT NULL,
  present BIGINT NOT NULL,
  base    BIGINT NOT NULL,
  event   BIGINT NOT NULL,       -- zero before the first
  PRIMARY KEY (sitting, kind)
);
CREATE TABLE quorum_events (
  sitting TEXT NOT NULL REFERENCES sittings (id),
  line    BIGINT NOT NULL,       -- of the minute book
  kind    TEXT NOT NULL,
  call    BIGINT NOT NULL,
  what    TEXT NOT NULL CHECK (what IN ('reached', 'lost', 'checked')),
  met     BOOLEAN NOT NULL,
  needed  BIGINT NOT NULL,
  present BIGINT NOT NULL,
  base    BIGINT NOT NULL,
  at      TEXT NOT NULL,
  article TEXT NOT NULL,
  PRIMARY KEY (sitting, line)
);
-- The record of a call that failed.
CREATE TABLE failed_calls (
  sitting TEXT NOT NULL REFERENCES sittings (id),
  call    BIGINT NOT NULL,
  at      TEXT NOT NULL,         -- for when it was called
  failed  TEXT NOT NULL,         -- when that was recorded
  needed  BIGINT NOT NULL,
  present BIGINT NOT NULL,
  base    BIGINT NOT NULL,
  by      TEXT NOT NULL,
  PRIMARY KEY (sitting, call)
);

-- The attendance sheet, closed for signature.
CREATE TABLE attendance_sheets (
  sitting   TEXT NOT NULL REFERENCES sittings (id),
  call      BIGINT NOT NULL,
  line      BIGINT NOT NULL,     -- of the minute book: arrivals after it are an annex
  hash      TEXT NOT NULL,
  hall      BIGINT NOT NULL,
  remote    BIGINT NOT NULL,
  telephone BIGINT NOT NULL,
  at        TEXT NOT NULL,
  by        TEXT NOT NULL,
  PRIMARY KEY (sitting, call)
);

CREATE TABLE sitting_officers (
  sitting TEXT NOT NULL REFERENCES sittings (id),
  role    TEXT NOT NULL CHECK (role IN ('presiding', 'chair', 'rapporteur', 'teller', 'drafting', 'credentials', 'desk', 'screen')),
  person  TEXT NOT NULL,
  since   TEXT NOT NULL,
  until   TEXT NOT NULL,         -- empty while it lasts
  how     TEXT NOT NULL CHECK (how IN ('acclamation', 'poll', 'named')),
  poll    TEXT NOT NULL,
  PRIMARY KEY (sitting, role, person, since)
);

-- That somebody in an office of an open sitting could not go on, and why.
CREATE TABLE sitting_vacancies (
  sitting TEXT NOT NULL REFERENCES sittings (id),
  line    BIGINT NOT NULL,       -- of the minute book
  role    TEXT NOT NULL,
  person  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  by      TEXT NOT NULL,
  at      TEXT NOT NULL,
  PRIMARY KEY (sitting, line)
);

-- Polls that elected to an office of the sitting, as they were announced: the
-- ground on which officers are seated by vote.
CREATE TABLE sitting_elections (
  sitting   TEXT NOT NULL REFERENCES sittings (id),
  poll      TEXT NOT NULL,
  office    TEXT NOT NULL CHECK (office IN ('chair', 'rapporteur', 'teller', 'drafting')),
  persons   TEXT NOT NULL,       -- their ids, with spaces between
  carried   BOOLEAN NOT NULL,
  at        TEXT NOT NULL,
  seated_at TEXT NOT NULL,       -- empty until they are seated
  PRIMARY KEY (sitting, poll)
);

CREATE TABLE guests (
  id      TEXT PRIMARY KEY,
  sitting TEXT NOT NULL REFERENCES sittings (id),
  kind    TEXT NOT NULL CHECK (kind IN ('guest', 'observer', 'press')),
  name    TEXT NOT NULL,
  of      TEXT NOT NULL,         -- where they come from
  arrived TEXT NOT NULL,
  left_at TEXT NOT NULL          -- empty while they are here
);
CREATE INDEX guests_sitting ON guests (sitting, id);
