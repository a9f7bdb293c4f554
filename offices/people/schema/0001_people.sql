-- The federation: its name, its hour, its language. One row, written once at set-up.
CREATE TABLE federation (
  one     BIGINT PRIMARY KEY CHECK (one = 1),
  name_ar TEXT NOT NULL,
  name_en TEXT NOT NULL,
  name_tr TEXT NOT NULL,
  zone    TEXT NOT NULL, -- of the tz database: Europe/Istanbul
  lang    TEXT NOT NULL, -- ar, en, tr
  founded TEXT NOT NULL
);
-- The one-time link that sets the federation up; a new start writes a new one over it.
CREATE TABLE federation_setup (
  one  BIGINT PRIMARY KEY CHECK (one = 1),
  hash TEXT NOT NULL,
  made TEXT NOT NULL
);
-- Persons. A person is protected from the first day: whoever is not said to be public is hidden.
-- An erased person keeps the id, so that what refers to it stays true, and nothing else.
CREATE TABLE persons (
  id        TEXT PRIMARY KEY,
  name_ar   TEXT NOT NULL,
  name_en   TEXT NOT NULL, -- in Latin letters
  name_tr   TEXT NOT NULL, -- only where the Turkish spelling is another
  address   TEXT NOT NULL,
  languages TEXT NOT NULL, -- codes, parted by spaces, the preferred first
  protected BOOLEAN NOT NULL DEFAULT TRUE,
  listed    BOOLEAN NOT NULL DEFAULT FALSE,
  lang      TEXT NOT NULL, -- preferences; empty is the federation's
  digits    TEXT NOT NULL,
  zone      TEXT NOT NULL,
  sort      TEXT NOT NULL, -- the folded name
  added     TEXT NOT NULL,
  erased    TEXT NOT NULL  -- when the data were erased; empty is not
);
CREATE INDEX persons_sort ON persons (sort, id);
CREATE TABLE person_contacts (
  person TEXT NOT NULL REFERENCES persons (id),
  kind   TEXT NOT NULL CHECK (kind IN ('phone', 'email')),
  place  BIGINT NOT NULL, -- the preferred first
  value  TEXT NOT NULL,
  PRIMARY KEY (person, kind, place)
);
CREATE INDEX person_contacts_value ON person_contacts (value);
CREATE TABLE person_tokens (
  text   TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES persons (id),
  PRIMARY KEY (text, person)
);
CREATE INDEX person_tokens_person ON person_tokens (person);
-- What a person agreed to and took back, and how it is known; nothing is overwritten.
CREATE TABLE person_consents (
  id     TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  what   TEXT NOT NULL CHECK (what IN ('listed', 'public')),
  given  BOOLEAN NOT NULL,
  how    TEXT NOT NULL,
  actor  TEXT NOT NULL,
  at     TEXT NOT NULL
);
CREATE INDEX person_consents_person ON person_consents (person, id);
-- Who was shown a person's telephone numbers and addresses, when and why.
CREATE TABLE person_looks (
  id     TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES persons (id),
  actor  TEXT NOT NULL,
  why    TEXT NOT NULL,
  at     TEXT NOT NULL
);
CREATE INDEX person_looks_person ON person_looks (person, id);
-- Grants: a role within a scope, between two moments, for a reason. One that ended stays.
CREATE TABLE grants (
  id        TEXT PRIMARY KEY,
  person    TEXT NOT NULL REFERENCES persons (id),
  role      TEXT NOT NULL,
  scope     TEXT NOT NULL,
  why       TEXT NOT NULL,
  since     TEXT NOT NULL,
  until     TEXT NOT NULL, -- empty is open
  given_by  TEXT NOT NULL,
  given     TEXT NOT NULL,
  ended     TEXT NOT NULL, -- empty is not ended
  ended_by  TEXT NOT NULL,
  ended_why TEXT NOT NULL
);
CREATE UNIQUE INDEX grants_open ON grants (person, role, scope) WHERE ended = '';
CREATE INDEX grants_person ON grants (person, id);
CREATE INDEX grants_scope ON grants (scope, role) WHERE ended = '';
-- How the scopes of grants are called, by those who know them: a sitting, an organisation.
CREATE TABLE scope_titles (
  scope    TEXT PRIMARY KEY,
  title_ar TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_tr TEXT NOT NULL
);
-- Single-use links and codes, by the hash of what the person holds.
CREATE TABLE sign_in_keys (
  hash    TEXT PRIMARY KEY,
  id      TEXT NOT NULL, -- in the order in which they were made
  kind    TEXT NOT NULL CHECK (kind IN ('link', 'code')),
  person  TEXT NOT NULL REFERENCES persons (id),
  why     TEXT NOT NULL,
  actor   TEXT NOT NULL,
  made    TEXT NOT NULL,
  until   TEXT NOT NULL,
  used    TEXT NOT NULL, -- empty is not used
  session TEXT NOT NULL, -- the session it opened
  voided  TEXT NOT NULL
);
CREATE INDEX sign_in_keys_person ON sign_in_keys (person, id);
CREATE INDEX sign_in_keys_until ON sign_in_keys (until);
-- Wrong tries at codes, by the beginning of the code and the network, neither of
-- which can be read here: the key of the hash lives in the process.
CREATE TABLE sign_in_tries (
  at    TEXT PRIMARY KEY,
  wrong BIGINT NOT NULL,
  since TEXT NOT NULL
);
CREATE INDEX sign_in_tries_since ON sign_in_tries (since);
-- Sessions, by the hash of the token in the cookie. One that ended is gone.
CREATE TABLE sessions (
  hash   TEXT PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL REFERENCES persons (id),
  method TEXT NOT NULL, -- link, code, setup
  made   TEXT NOT NULL,
  seen   TEXT NOT NULL, -- empty until the token first comes back
  ends   TEXT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person, made);
CREATE INDEX sessions_ends ON sessions (ends);
-- Programs' tokens, each for named use cases; a program holds what its maker holds.
CREATE TABLE programs (
  id        TEXT PRIMARY KEY,
  hash      TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  use_cases TEXT NOT NULL, -- parted by spaces
  maker     TEXT NOT NULL REFERENCES persons (id),
  made      TEXT NOT NULL,
  until     TEXT NOT NULL,
  ended     TEXT NOT NULL
);
CREATE INDEX programs_maker ON programs (maker, id);
