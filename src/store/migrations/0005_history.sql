-- What is remembered of a source over time: states that came back, and sources that go back and forth.

alter table source_states
  add column flapping_since   timestamptz,
  -- when its readers were last told of the changes that were held meanwhile
  add column flapping_told_at timestamptz,
  add check ((flapping_since is null) = (flapping_told_at is null));

alter table changes
  -- the earlier version whose state came back
  add column returned_to integer,
  -- whether it only added text: a changelog that grows does not go back and forth
  add column is_addition boolean not null default false,
  -- why nobody is mailed of this change by itself
  add column hold_reason text,
  add check (returned_to < after_seq);

alter table changes
  -- the change whose mails this one continues: the one that it undoes, that foretold it, or whose date it fills in
  add column continues    text references changes (id),
  -- days to come that the new version names and the old one did not
  add column coming       jsonb not null default '[]';

-- Days to come that standing documents name: the calendar.
create table coming_dates (
  source_id     text not null,
  key           text not null,
  vendor        text not null,
  date          text not null check (date ~ '^\d{4}-\d{2}-\d{2}$'),
  meaning       text not null check (meaning in ('retires','deprecates','takes-effect','changes')),
  -- whether nothing is to happen before that day, rather than on it
  is_earliest   boolean not null,
  subjects      jsonb not null,
  passage       text not null,
  announced_on  text check (announced_on ~ '^\d{4}-\d{2}-\d{2}$'),
  first_seen_at timestamptz not null,
  first_seq     integer not null,
  -- when the document was first seen without it, before the day had come
  gone_at       timestamptz,
  primary key (source_id, key)
);
create index coming_dates_by_day on coming_dates (date) where gone_at is null;

-- Passages that differ from look to look and say nothing: shown to the operator, and no change once learned.
create table volatile_regions (
  source_id     text not null,
  place         text not null,
  -- the passage with `…` where it differs, under its headings
  shows         text not null,
  sample_before text not null,
  sample_after  text not null,
  times         integer not null check (times >= 1),
  first_seen_at timestamptz not null,
  last_seen_at  timestamptz not null,
  primary key (source_id, place)
);
