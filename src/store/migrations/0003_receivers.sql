-- Who is owed what of an alert, when, and why not yet. Reasons of alerts grow with the program, which checks them.
alter table alerts drop constraint alerts_reason_check;

-- What was gathered for one route and one vendor (or one digest) and is answered for as a whole. It takes alerts
-- until its first mail is written.
create table alert_groups (
  id        bigint generated always as identity primary key,
  key       text not null,
  route     jsonb not null,
  -- null: a digest, which has several
  vendor    text,
  cadence   text not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create unique index alert_groups_open on alert_groups (key) where closed_at is null;

-- One contact's share of one alert. It is owed until it is told, or lapsed because it no longer holds.
create table receivers (
  alert_id    bigint not null references alerts (id),
  contact_id  text not null,
  group_id    bigint not null references alert_groups (id),
  route       jsonb not null,
  cadence     text not null,
  -- when it is looked at next: the group's wait, the digest's time, the end of a hold
  due_at      timestamptz not null,
  -- `quiet-hours`, `silence:7`, `storm`, `inhibited`
  held_by     text,
  held_reason text,
  held_since  timestamptz,
  held_until  timestamptz,
  told_at     timestamptz,
  delivery_id text references deliveries (id),
  lapsed_at   timestamptz,
  primary key (alert_id, contact_id),
  check (told_at is null or lapsed_at is null)
);
create index receivers_owed on receivers (due_at) where told_at is null and lapsed_at is null;
create index receivers_by_contact on receivers (contact_id) where told_at is null and lapsed_at is null;
create index deliveries_by_contact on deliveries (contact_id, created_at);

-- Alerts that waited when this table came are routed by the next dispatch; those told before keep their deliveries.
insert into alert_groups (key, route, vendor, cadence, opened_at, closed_at)
  select 'delivery:' || deliveries.id, '[]', min(alerts.vendor), 'immediate', deliveries.created_at, deliveries.created_at
  from deliveries
  join delivery_alerts on delivery_alerts.delivery_id = deliveries.id
  join alerts on alerts.id = delivery_alerts.alert_id
  group by deliveries.id;
insert into receivers (alert_id, contact_id, group_id, route, cadence, due_at, told_at, delivery_id)
  select delivery_alerts.alert_id, deliveries.contact_id, alert_groups.id, '[]', 'immediate',
         deliveries.created_at, deliveries.created_at, deliveries.id
  from delivery_alerts
  join deliveries on deliveries.id = delivery_alerts.delivery_id
  join alert_groups on alert_groups.key = 'delivery:' || deliveries.id
  on conflict do nothing;

-- Alerts that somebody asked not to be told for a while.
create table silences (
  id         bigint generated always as identity primary key,
  match      jsonb not null,
  author     text not null check (author <> ''),
  reason     text not null check (reason <> ''),
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  -- whether even critical unannounced changes are held
  is_forced  boolean not null,
  created_at timestamptz not null,
  ended_at   timestamptz,
  check (ends_at > starts_at),
  check (ends_at <= starts_at + interval '30 days')
);

-- Vendors most of whose sources are out of sight.
create table vendor_outages (
  vendor   text not null,
  since    timestamptz not null,
  ended_at timestamptz,
  primary key (vendor, since)
);
create unique index vendor_outages_open on vendor_outages (vendor) where ended_at is null;

-- Times in which no worker ran, and which contacts were told of them.
create table watch_gaps (
  id         bigint generated always as identity primary key,
  from_at    timestamptz not null unique,
  to_at      timestamptz not null,
  source_ids jsonb not null,
  check (to_at > from_at)
);
create table watch_gap_tellings (
  gap_id      bigint not null references watch_gaps (id),
  contact_id  text not null,
  delivery_id text not null references deliveries (id),
  primary key (gap_id, contact_id)
);

-- When each contact's next "still watching" mail is due.
create table watch_reports (
  contact_id text primary key,
  due_at     timestamptz not null
);
