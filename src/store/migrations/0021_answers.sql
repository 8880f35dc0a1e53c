-- Answers by mail: each is taken once. What it said stands in the acknowledgement that it led to.
create table answers (
  -- SHA-256 of the mail as it came
  id          text primary key,
  -- the mail of ours that it answers; null when its token is none of ours
  delivery_id text references deliveries (id),
  sender      text not null,
  outcome     text not null check (outcome in ('acknowledged','not-understood','nothing-to-acknowledge','automatic')),
  received_at timestamptz not null
);

-- How far the mailbox of returned mail and answers was read, and since when it cannot be.
create table inbox_state (
  id           smallint primary key default 1 check (id = 1),
  uid_validity text,
  last_uid     bigint not null default 0,
  failed_since timestamptz,
  error        text
);

-- A word about an answer goes out like any mail.
alter table deliveries drop constraint deliveries_derivation_check;
alter table deliveries add constraint deliveries_derivation_check check (derivation in ('reduced','handed-on','answered'));
