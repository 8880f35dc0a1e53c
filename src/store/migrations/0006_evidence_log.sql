-- The evidence log: facts wait in the queue, in the transaction that recorded them, until the sequencer gives each
-- its place in an append-only Merkle log (RFC 6962) whose states are signed.

create table log_queue (
  id     bigint generated always as identity primary key,
  kind   text not null,
  -- what the fact is about: the key of its row
  ref    text not null,
  at     timestamptz not null,
  -- JSON as it was noted; made canonical when it enters the log
  record text not null
);

create table log_entries (
  -- 0, 1, 2 … without gaps
  seq       bigint primary key check (seq >= 0),
  kind      text not null,
  ref       text not null,
  at        timestamptz not null,
  -- RFC 8785 over seq, kind, ref, at and what was noted: the bytes that are hashed
  record    text not null,
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32)
);
create index log_entries_by_ref on log_entries (kind, ref);

create table log_checkpoints (
  size      bigint primary key check (size > 0),
  -- a C2SP tlog-checkpoint: origin, size, root, blank line, signatures
  note      text not null,
  -- roots of the complete subtrees, largest first: what the next checkpoint is grown from
  edge      bytea not null,
  signed_at timestamptz not null
);

create trigger log_entries_are_evidence before update or delete on log_entries
  for each row execute function refuse_alteration();
create trigger log_entries_are_kept before truncate on log_entries
  for each statement execute function refuse_alteration();
create trigger log_checkpoints_are_evidence before update or delete on log_checkpoints
  for each row execute function refuse_alteration();
create trigger log_checkpoints_are_kept before truncate on log_checkpoints
  for each statement execute function refuse_alteration();
