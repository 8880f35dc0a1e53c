-- How it goes with the authority that stamps checkpoints: when it last did, and since when it does not.
create table time_authorities (
  authority    text primary key,
  stamped_at   timestamptz,
  stamped_size bigint,
  failed_since timestamptz,
  failures     integer not null default 0,
  error        text,
  next_at      timestamptz
);
