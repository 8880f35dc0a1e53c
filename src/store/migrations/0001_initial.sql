-- The first schema. Constraints carry the invariants: unique keys make every step idempotent, checks name the
-- states that exist, triggers keep evidence from being altered.

-- Where each source stands: when it is due, who is polling it, and how it last went.
create table source_states (
  source_id            text primary key,
  vendor               text not null,
  watched_since        timestamptz not null,
  due_at               timestamptz not null,
  leased_until         timestamptz,
  leased_by            text,
  -- url → {etag, lastModified} of the last full answer
  validators           jsonb not null default '{}',
  last_full_fetch_at   timestamptz,
  first_sighted_at     timestamptz,
  last_sighted_at      timestamptz,
  last_observed_at     timestamptz,
  current_seq          integer,
  trouble_outcome      text,
  trouble_since        timestamptz,
  trouble_count        integer not null default 0,
  trouble_reported     boolean not null default false,
  -- a doubtful document waits here until it repeats
  suspect_hash         text,
  suspect_since        timestamptz
);
create index source_states_due on source_states (due_at);

-- Bytes as received, once each, addressed by SHA-256.
create table bodies (
  sha256     text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes >= 0),
  zstd       bytea not null,
  stored_at  timestamptz not null
);

-- One row a poll, also when nothing changed or nothing came.
create table observations (
  id          bigint generated always as identity primary key,
  source_id   text not null,
  outcome     text not null check (outcome in
                ('first-seen','unchanged','changed','blocked','gone','moved','failed','suspect')),
  started_at  timestamptz not null,
  finished_at timestamptz not null,
  code        text,
  detail      text,
  evidence    jsonb not null default '[]',
  -- the version that stood after this poll, when the document was really seen
  seq         integer,
  noise       jsonb not null default '[]',
  worker      text not null,
  check (finished_at >= started_at)
);
create index observations_by_source on observations (source_id, finished_at);

create table captures (
  observation_id bigint not null references observations (id),
  ordinal        integer not null,
  url            text not null,
  final_url      text not null,
  redirects      jsonb not null default '[]',
  status         integer not null,
  headers        jsonb not null default '{}',
  body_sha256    text references bodies (sha256),
  remote_address text,
  certificate    text,
  started_at     timestamptz not null,
  finished_at    timestamptz not null,
  primary key (observation_id, ordinal)
);

-- Document states of a source, numbered from 1. The id that people see is `source@seq`.
create table versions (
  source_id      text not null,
  seq            integer not null check (seq >= 1),
  observation_id bigint not null references observations (id),
  document       jsonb not null,
  document_hash  text not null,
  body_hashes    text[] not null,
  first_seen_at  timestamptz not null,
  primary key (source_id, seq)
);
create index versions_by_hash on versions (source_id, document_hash);

-- Version seq-1 → seq of one source.
create table changes (
  id                text primary key,
  source_id         text not null,
  vendor            text not null,
  before_seq        integer not null,
  after_seq         integer not null,
  last_seen_before  timestamptz not null,
  first_seen_after  timestamptz not null,
  edits             jsonb not null,
  understanding     jsonb not null,
  summary           text not null,
  is_material       boolean not null,
  disclosure        text not null check (disclosure in ('pending','announced-in-advance','announced-same-day',
                      'announced-late','unannounced','unknown')),
  judge_at          timestamptz,
  rules_version     text not null,
  recorded_at       timestamptz not null,
  unique (source_id, after_seq),
  foreign key (source_id, before_seq) references versions (source_id, seq),
  foreign key (source_id, after_seq) references versions (source_id, seq),
  check (after_seq > before_seq),
  check (first_seen_after >= last_seen_before)
);
create index changes_to_judge on changes (judge_at) where judge_at is not null;
create index changes_by_time on changes (first_seen_after);

-- Every judgement of a change, the newest being the one that stands.
create table verdicts (
  change_id text not null references changes (id),
  number    integer not null,
  state     text not null,
  record    jsonb not null,
  judged_at timestamptz not null,
  primary key (change_id, number)
);

-- Dated entries of announcing sources. `entry_date` is the day that the entry bears.
create table announcements (
  source_id        text not null,
  key              text not null,
  vendor           text not null,
  entry_date       text check (entry_date ~ '^\d{4}-\d{2}-\d{2}$'),
  title            text not null,
  body             text not null,
  url              text,
  subjects         jsonb not null,
  first_seen_at    timestamptz not null,
  is_from_baseline boolean not null,
  primary key (source_id, key)
);
create index announcements_by_vendor on announcements (vendor, first_seen_at);

-- What somebody must be told. The fingerprint makes telling idempotent.
create table alerts (
  id            bigint generated always as identity primary key,
  fingerprint   text not null unique,
  reason        text not null check (reason in ('detected','settled','source-trouble','source-recovered')),
  vendor        text not null,
  source_id     text not null,
  change_id     text references changes (id),
  trouble       jsonb,
  created_at    timestamptz not null,
  ready_at      timestamptz not null,
  dispatched_at timestamptz,
  -- why nobody was mailed, when nobody was
  held_reason   text,
  check ((change_id is null) = (trouble is not null))
);
create index alerts_waiting on alerts (ready_at) where dispatched_at is null;

-- One e-mail to one contact, rendered once. The id is the left side of the Message-ID.
create table deliveries (
  id               text primary key,
  contact_id       text not null,
  address          text not null,
  sender           text not null,
  subject          text not null,
  message_id       text not null unique,
  thread_root      text not null,
  reason           text not null,
  raw              bytea not null,
  raw_sha256       text not null,
  state            text not null check (state in ('due','sent','refused','given-up')),
  due_at           timestamptz not null,
  leased_until     timestamptz,
  leased_by        text,
  attempts         integer not null default 0,
  first_attempt_at timestamptz,
  sent_at          timestamptz,
  response         text,
  created_at       timestamptz not null
);
create index deliveries_due on deliveries (due_at) where state = 'due';

create table delivery_alerts (
  delivery_id text not null references deliveries (id),
  alert_id    bigint not null references alerts (id),
  primary key (delivery_id, alert_id)
);
create index delivery_alerts_by_alert on delivery_alerts (alert_id);

-- Written before the relay is spoken to, completed after: an attempt without a result died on the way.
create table delivery_attempts (
  delivery_id   text not null references deliveries (id),
  number        integer not null,
  started_at    timestamptz not null,
  finished_at   timestamptz,
  result        text check (result in ('sent','deferred','refused','misconfigured')),
  code          text,
  response      text,
  possibly_sent boolean,
  primary key (delivery_id, number)
);

create table config_loads (
  id        bigint generated always as identity primary key,
  version   text not null,
  files     jsonb not null,
  loaded_at timestamptz not null,
  worker    text not null
);

create table workers (
  id         text primary key,
  host       text not null,
  pid        integer not null,
  started_at timestamptz not null,
  seen_at    timestamptz not null
);

-- Evidence is written once.
create function refuse_alteration() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are evidence and are never altered', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger bodies_are_evidence before update or delete on bodies
  for each row execute function refuse_alteration();
create trigger observations_are_evidence before update or delete on observations
  for each row execute function refuse_alteration();
create trigger captures_are_evidence before update or delete on captures
  for each row execute function refuse_alteration();
create trigger verdicts_are_evidence before update or delete on verdicts
  for each row execute function refuse_alteration();

create trigger versions_are_evidence before update or delete on versions
  for each row execute function refuse_alteration();
-- A delivery's progress moves on, its rendered message never does.
create trigger messages_are_evidence before update of id, address, sender, subject, message_id, raw, raw_sha256
  on deliveries for each row execute function refuse_alteration();
create trigger messages_are_kept before delete on deliveries
  for each row execute function refuse_alteration();
