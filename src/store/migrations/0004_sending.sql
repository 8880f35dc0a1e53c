-- Sending: relays that are not spoken to for now, addresses that refuse mail, mail that came back, and what was
-- sent in place of a mail that could not be delivered.

alter table deliveries add column is_urgent boolean not null default false;
-- The first form of a mail that this one stands in for, and how: as shortened text, or for another contact.
alter table deliveries add column derived_from text references deliveries (id);
alter table deliveries add column derivation text check (derivation in ('reduced','handed-on'));
alter table deliveries add column bounced_at timestamptz;
alter table deliveries add check ((derived_from is null) = (derivation is null));
create index deliveries_by_origin on deliveries (derived_from) where derived_from is not null;
create index deliveries_sent_to on deliveries (contact_id, sent_at) where sent_at is not null;

create table relays (
  relay        text primary key,
  -- failures in a row that were the relay's own
  failures     integer not null default 0,
  pauses       integer not null default 0,
  paused_until timestamptz,
  -- no mail goes out until an operator mends the settings
  held_since   timestamptz,
  code         text,
  response     text,
  changed_at   timestamptz not null
);

-- Addresses that get no mail. A row that was lifted is kept.
create table suppressed_addresses (
  id            bigint generated always as identity primary key,
  address       text not null check (address = lower(address)),
  contact_id    text not null,
  reason        text not null check (reason in ('refused','bounced')),
  detail        text not null,
  delivery_id   text not null references deliveries (id),
  suppressed_at timestamptz not null,
  lifted_at     timestamptz,
  lifted_by     text,
  check ((lifted_at is null) = (lifted_by is null))
);
create unique index suppressed_now on suppressed_addresses (address) where lifted_at is null;

-- Mail that came back, each once, whatever becomes of its file.
create table bounces (
  -- SHA-256 of the bytes
  id          text primary key,
  delivery_id text references deliveries (id),
  address     text,
  status      text,
  detail      text not null,
  received_at timestamptz not null
);
create index bounces_by_address on bounces (address, received_at);
create trigger bounces_are_evidence before update or delete on bounces
  for each row execute function refuse_alteration();
