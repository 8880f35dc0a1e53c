-- What the next checkpoint is grown from: how far the tree was hashed, and the roots of its complete subtrees, largest
-- first. It only saves work; it is checked against the newest checkpoint before it is used.
alter table log_checkpoints drop column edge;
create table log_tree (
  is_only boolean primary key default true check (is_only),
  size    bigint not null,
  edge    bytea not null
);

-- Answers of time-stamp authorities (RFC 3161) about checkpoints.
create table log_timestamps (
  size      bigint not null references log_checkpoints (size),
  authority text not null,
  -- the time that the authority states
  stated_at timestamptz not null,
  -- the whole answer, DER
  token     bytea not null,
  primary key (size, authority)
);
create trigger log_timestamps_are_evidence before update or delete on log_timestamps
  for each row execute function refuse_alteration();
create trigger log_timestamps_are_kept before truncate on log_timestamps
  for each statement execute function refuse_alteration();
