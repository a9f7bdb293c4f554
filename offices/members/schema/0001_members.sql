-- Imports of the roll. While one is "writing", what it brings stands in the tables
-- already and is hidden by the view "roll"; one short transaction then shows it. Of
-- one that failed or was given up it stays hidden until it is removed.
CREATE TABLE roll_imports (
  id          TEXT PRIMARY KEY,
  state       TEXT NOT NULL CHECK (state IN ('reading', 'mapping', 'checking', 'checked', 'writing', 'switching', 'seating', 'done',
                'failed', 'discarded')),
  file        TEXT NOT NULL,   -- its name, as it was given
  blob        TEXT NOT NULL,   -- hash of the kept file, until it was removed; empty when the caller reads it itself
  size        BIGINT NOT NULL,
  format      TEXT NOT NULL,   -- csv, xlsx, xlsx-1904
  encoding    TEXT NOT NULL,
  separator   TEXT NOT NULL,
  header      TEXT NOT NULL,   -- JSON: the cells of the row that names the columns
  columns     TEXT NOT NULL,   -- JSON: the field of each column, empty for none
  active_from TEXT NOT NULL,   -- the day from which the file's active members are active
  total       BIGINT NOT NULL, -- rows read so far; all of them from "mapping" on
  done        BIGINT NOT NULL, -- rows of the present state that are done
  at_line     BIGINT NOT NULL, -- and the last of them
  problem     TEXT NOT NULL,   -- JSON: why it failed
  started_by  TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  switched_at TEXT NOT NULL    -- when the roll showed it
);
CREATE INDEX roll_imports_state ON roll_imports (state);
CREATE INDEX roll_imports_started ON roll_imports (started_at, id);
-- The rows of a file, as read and as planned. They are erased 30 days after the switch, or the begin of what is never switched.
CREATE TABLE roll_import_rows (
  import       TEXT NOT NULL REFERENCES roll_imports (id),
  line         BIGINT NOT NULL, -- of the file, as a spreadsheet counts
  cells        TEXT NOT NULL,   -- JSON
  outcome      TEXT NOT NULL,   -- create, change, same, held, refused; empty: not checked yet
  organisation TEXT NOT NULL,   -- what it would change, or is held for
  version      BIGINT NOT NULL, -- of that organisation when it was checked
  number       BIGINT NOT NULL,
  licence_key  TEXT NOT NULL,
  name_key     TEXT NOT NULL,
  plan         TEXT NOT NULL,   -- JSON: what would become of it
  decision     TEXT NOT NULL,   -- of a held row: create, skip, or the organisation's id
  PRIMARY KEY (import, line)
);
CREATE INDEX roll_import_rows_outcome ON roll_import_rows (import, outcome, line);
CREATE INDEX roll_import_rows_organisation ON roll_import_rows (organisation) WHERE organisation <> '';
CREATE INDEX roll_import_rows_number ON roll_import_rows (number, import, line) WHERE number > 0;
CREATE INDEX roll_import_rows_licence ON roll_import_rows (licence_key, import, line) WHERE licence_key <> '';
CREATE INDEX roll_import_rows_name ON roll_import_rows (name_key, import, line) WHERE name_key <> '';
-- The member organisations. One that was merged into another stays, and points to it.
CREATE TABLE organisations (
  id             TEXT PRIMARY KEY,
  key            BIGINT NOT NULL UNIQUE,         -- order of entry; names and tokens refer to it
  number         BIGINT NOT NULL,                -- on the roll; 0 until registered
  code           TEXT NOT NULL UNIQUE,           -- drawn by lot: stands for the name of the protected
  name_ar        TEXT NOT NULL,
  name_en        TEXT NOT NULL,
  name_tr        TEXT NOT NULL,
  name_key       TEXT NOT NULL,                  -- folded, to sort by
  shown_key      TEXT NOT NULL,                  -- order of the public list: it tells nothing of the protected
  field          TEXT NOT NULL,
  city_ar        TEXT NOT NULL,
  city_en        TEXT NOT NULL,
  city_tr        TEXT NOT NULL,
  city_key       TEXT NOT NULL,
  country        TEXT NOT NULL,                  -- ISO 3166-1
  places         TEXT NOT NULL,                  -- where else it works; one a line
  founded        BIGINT NOT NULL,                -- year; 0 unknown
  licence        TEXT NOT NULL,
  licence_key    TEXT NOT NULL,
  registrar      TEXT NOT NULL,
  aims           TEXT NOT NULL,
  projects       TEXT NOT NULL,
  activities     TEXT NOT NULL,
  representative TEXT NOT NULL,                  -- a person; empty: nobody yet
  post_ar        TEXT NOT NULL,
  post_en        TEXT NOT NULL,
  post_tr        TEXT NOT NULL,
  phone          TEXT NOT NULL,
  email          TEXT NOT NULL,
  languages      TEXT NOT NULL,                  -- codes, parted by spaces
  protected      BOOLEAN NOT NULL DEFAULT TRUE,
  standing       TEXT NOT NULL CHECK (standing IN ('applied', 'registered', 'active', 'suspended', 'left', 'expelled', 'merged')),
  shown_standing TEXT NOT NULL,                  -- what others see: a suspension only when it is final
  since          TEXT NOT NULL,                  -- day of the present standing
  admitted_on    TEXT NOT NULL,                  -- three facts apart: admission,
  dues_until     TEXT NOT NULL,                  -- dues,
  refreshed_on   TEXT NOT NULL,                  -- freshness of the dossier
  merged_into    TEXT NOT NULL,
  import         TEXT NOT NULL,                  -- that brought it; empty: by hand
  version        BIGINT NOT NULL,
  CHECK (name_ar <> '' OR name_en <> '' OR name_tr <> '')
);
CREATE UNIQUE INDEX organisations_number ON organisations (number) WHERE number > 0;
CREATE INDEX organisations_by_number ON organisations (number, id);
CREATE INDEX organisations_by_name ON organisations (name_key, id);
CREATE INDEX organisations_shown ON organisations (shown_key, id);
CREATE INDEX organisations_standing ON organisations (standing, number, id);
CREATE INDEX organisations_field ON organisations (field, number, id);
CREATE INDEX organisations_city ON organisations (city_key, number, id);
CREATE INDEX organisations_country ON organisations (country, number, id);
CREATE INDEX organisations_field_name ON organisations (field, name_key, id);
CREATE INDEX organisations_country_name ON organisations (country, name_key, id);
CREATE INDEX organisations_counted ON organisations (field, protected, standing, import); -- all that a count looks at
CREATE INDEX organisations_dues ON organisations (standing, dues_until, refreshed_on);
CREATE INDEX organisations_fresh ON organisations (standing, refreshed_on);
CREATE INDEX organisations_licence ON organisations (licence_key) WHERE licence_key <> '';
CREATE INDEX organisations_phone ON organisations (phone) WHERE phone <> '';
CREATE INDEX organisations_email ON organisations (email) WHERE email <> '';
CREATE VIEW roll AS SELECT * FROM organisations
  WHERE import NOT IN (SELECT id FROM roll_imports WHERE state IN ('writing', 'switching', 'failed', 'discarded'));
-- What the next organisation gets. Its rows are locks as well.
CREATE TABLE roll_counters (name TEXT PRIMARY KEY, next BIGINT NOT NULL);
INSERT INTO roll_counters (name, next) VALUES ('key', 1), ('number', 1);
-- Codes that organisations had before: one gets another when its protection begins anew.
CREATE TABLE organisation_codes (
  code         TEXT PRIMARY KEY,
  organisation TEXT NOT NULL REFERENCES organisations (id),
  until        TEXT NOT NULL
);
-- Standing: dated decisions, never overwritten. One that was entered by mistake is struck, with a reason.
CREATE TABLE standings (
  organisation TEXT NOT NULL REFERENCES organisations (id),
  place        BIGINT NOT NULL,
  standing     TEXT NOT NULL,
  since        TEXT NOT NULL, -- a day: 2017-01-16
  reason       TEXT NOT NULL,
  decided_by   TEXT NOT NULL, -- which body, in words
  import       TEXT NOT NULL, -- the file that said so; empty: a decision
  entered_by   TEXT NOT NULL,
  entered_at   TEXT NOT NULL,
  struck_at    TEXT NOT NULL,
  struck_by    TEXT NOT NULL,
  struck_why   TEXT NOT NULL,
  final_since  TEXT NOT NULL, -- the day from which a suspension is final; empty: its reply was not heard yet
  PRIMARY KEY (organisation, place)
);
CREATE INDEX standings_applied ON standings (entered_by) WHERE standing = 'applied';
-- The same as spans of days, made anew from the decisions whenever there is one: who was what on a
-- day is one look into an index.
CREATE TABLE standing_spans (
  organisation TEXT NOT NULL REFERENCES organisations (id),
  standing     TEXT NOT NULL,
  since        TEXT NOT NULL,
  until        TEXT NOT NULL, -- the first day that is no longer of it; 9999-12-31: open
  PRIMARY KEY (organisation, since)
);
CREATE INDEX standing_spans_day ON standing_spans (standing, until, since, organisation);
-- Who represented an organisation, from when to when.
CREATE TABLE representatives (
  organisation TEXT NOT NULL REFERENCES organisations (id),
  place        BIGINT NOT NULL,
  person       TEXT NOT NULL,
  post_ar      TEXT NOT NULL,
  post_en      TEXT NOT NULL,
  post_tr      TEXT NOT NULL,
  since        TEXT NOT NULL,
  until        TEXT NOT NULL, -- empty: still
  entered_by   TEXT NOT NULL,
  PRIMARY KEY (organisation, place)
);
CREATE INDEX representatives_person ON representatives (person);
CREATE TABLE organisation_dues (
  organisation TEXT NOT NULL REFERENCES organisations (id),
  place        BIGINT NOT NULL,
  paid_on      TEXT NOT NULL,
  until        TEXT NOT NULL,
  note         TEXT NOT NULL,
  entered_by   TEXT NOT NULL,
  entered_at   TEXT NOT NULL,
  PRIMARY KEY (organisation, place)
);
-- The folded names of each organisation, for sameness.
CREATE TABLE organisation_names (
  name_key     TEXT NOT NULL,
  organisation BIGINT NOT NULL,
  PRIMARY KEY (name_key, organisation)
);
CREATE INDEX organisation_names_of ON organisation_names (organisation);
-- The tokens of its names, for finding.
CREATE TABLE organisation_tokens (
  token        TEXT NOT NULL,
  organisation BIGINT NOT NULL,
  PRIMARY KEY (token, organisation)
);
CREATE INDEX organisation_tokens_of ON organisation_tokens (organisation, token);
-- What the last file said of an organisation: only what a later file says otherwise is news.
CREATE TABLE organisation_sources (
  organisation TEXT PRIMARY KEY REFERENCES organisations (id),
  import       TEXT NOT NULL,
  line         BIGINT NOT NULL,
  says         TEXT NOT NULL -- JSON: field to value
);
-- Pairs that were looked at and are not the same organisation.
CREATE TABLE organisations_apart (
  one   TEXT NOT NULL, -- the smaller id
  other TEXT NOT NULL,
  by    TEXT NOT NULL,
  at    TEXT NOT NULL,
  PRIMARY KEY (one, other)
);
-- How it is known that an organisation may be shown, or asked to be hidden; nothing is overwritten.
CREATE TABLE organisation_consents (
  organisation TEXT NOT NULL REFERENCES organisations (id),
  place        BIGINT NOT NULL,
  protected    BOOLEAN NOT NULL,
  how          TEXT NOT NULL,
  entered_by   TEXT NOT NULL,
  entered_at   TEXT NOT NULL,
  PRIMARY KEY (organisation, place)
);
