-- That somebody dealt with an alert: who, when, and what it means (21 CFR 11.50). Never altered; who changes their mind
-- acknowledges once more, and both stand.
create table acknowledgements (
  id              bigint generated always as identity primary key,
  alert_id        bigint not null references alerts (id),
  -- the name that was signed with
  name            text not null check (name <> ''),
  -- who it is in contacts.yaml, when that is known
  contact_id      text,
  meaning         text not null check (meaning in
                    ('reviewed','no action needed','approved for continued use','use suspended')),
  note            text,
  -- by which way it came: typed at a terminal, and by which account
  way             text not null check (way in ('command')),
  account         text not null,
  acknowledged_at timestamptz not null
);
create index acknowledgements_by_alert on acknowledgements (alert_id);
create trigger acknowledgements_are_evidence before update or delete on acknowledgements
  for each row execute function refuse_alteration();
