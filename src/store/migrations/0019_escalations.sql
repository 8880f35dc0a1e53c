-- What follows a mail that nobody acknowledges. A chain keeps to the plan that was made when its first mail went out;
-- only when it is looked at next, and that it ended, moves on.
create table escalations (
  id         bigint generated always as identity primary key,
  group_id   bigint not null unique references alert_groups (id),
  started_at timestamptz not null,
  -- when it is looked at next; null when it ended
  next_at    timestamptz,
  ended_at   timestamptz,
  -- why it could not be followed up, and since when that goes on
  failed_at  timestamptz,
  error      text,
  check ((next_at is null) = (ended_at is not null))
);
create index escalations_due on escalations (next_at) where ended_at is null;

-- Each event of a chain, from its plan to its end. Never altered.
create table escalation_events (
  id            bigint generated always as identity primary key,
  escalation_id bigint not null references escalations (id),
  event         text not null check (event in ('started','reminded','escalated','mended','closed')),
  -- who was reminded or told as well, and by which mail
  contact_id    text,
  delivery_id   text references deliveries (id),
  -- `started`: the plan. `escalated`: the number of the step. `closed`: why
  detail        jsonb not null default '{}',
  at            timestamptz not null
);
create index escalation_events_by_chain on escalation_events (escalation_id, id);
create trigger escalation_events_are_evidence before update or delete on escalation_events
  for each row execute function refuse_alteration();
