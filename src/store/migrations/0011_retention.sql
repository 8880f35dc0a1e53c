-- Retention: what was captured goes some years after it ceased to be in effect, by one way that leaves a record; a hold
-- keeps what somebody may still need.

create table holds (
  id         bigint generated always as identity primary key,
  -- null: not restricted to them
  vendors    text[],
  source_id  text,
  -- the tool for whose sake the vendors were chosen
  tool       text,
  -- of versions that stood at some time between these
  from_at    timestamptz,
  to_at      timestamptz,
  author     text not null check (author <> ''),
  reason     text not null check (reason <> ''),
  created_at timestamptz not null,
  ended_at   timestamptz,
  ended_by   text,
  check (to_at is null or from_at is null or to_at >= from_at),
  check ((ended_at is null) = (ended_by is null))
);
-- A hold is ended, never changed or forgotten.
create trigger holds_are_evidence before update of vendors, source_id, tool, from_at, to_at, author, reason, created_at
  on holds for each row execute function refuse_alteration();
create trigger holds_are_kept before delete on holds for each row execute function refuse_alteration();

-- Versions whose bytes, text and looks were removed. What they were is in their rows and in the log, as hashes.
create table removals (
  id          bigint generated always as identity primary key,
  source_id   text not null,
  seq         integer not null,
  -- when it ceased to be in effect, and for how long it was to be kept from then on
  ended_at    timestamptz not null,
  years       integer not null check (years >= 1),
  removed_at  timestamptz not null,
  removed_by  text not null,
  -- looks during which it stood, apart from the one that found it, and when they were
  looks       integer not null,
  first_at    timestamptz,
  last_at     timestamptz,
  -- SHA-256 of the bytes that are gone
  bodies      text[] not null,
  unique (source_id, seq),
  foreign key (source_id, seq) references versions (source_id, seq),
  check (removed_at >= ended_at + make_interval(years => years))
);
create index removals_by_body on removals using gin (bodies);
create trigger removals_are_evidence before update or delete on removals
  for each row execute function refuse_alteration();

create function require_log_of_removal() returns trigger language plpgsql as $$
begin
  if not exists (select from log_queue where kind = 'prune' and ref = new.id::text)
     and not exists (select from log_entries where kind = 'prune' and ref = new.id::text) then
    raise exception 'a removal must be noted for the log' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create constraint trigger removals_are_logged after insert on removals deferrable initially deferred
  for each row execute function require_log_of_removal();

-- Which bytes a range speaks of.
alter table look_ranges add column bodies text[] not null default '{}';

create or replace function pack_looks(p_source text, p_seq integer, p_ids bigint[], p_finished timestamptz[],
                                      p_noise jsonb, p_packed bytea) returns void
language plpgsql security definer set search_path from current as $$
begin
  if p_finished is distinct from (
    select array_agg(finished_at order by id) from observations
    where id = any (p_ids) and source_id = p_source and seq = p_seq and outcome = 'unchanged'
      and code is null and detail is null and evidence = '[]' and attempt is null
  ) then
    raise exception 'only unchanged looks at one version of % can be packed, in the order of their ids', p_source
      using errcode = 'integrity_constraint_violation';
  end if;
  insert into look_ranges values (p_source, p_ids[1], p_ids[cardinality(p_ids)], p_seq, p_finished[1],
    p_finished[cardinality(p_finished)], p_ids, p_finished, p_noise, p_packed,
    array(select distinct body_sha256 from captures
          where observation_id = any (p_ids) and body_sha256 is not null));
  delete from captures where observation_id = any (p_ids);
  delete from observations where id = any (p_ids);
end $$;

-- A row may go only when it lies packed in a range or was removed with its version; a range only the latter.
create or replace function refuse_removal_of_observation() returns trigger language plpgsql as $$
begin
  if exists (select from look_ranges where source_id = old.source_id
               and first_id <= old.id and last_id >= old.id and old.id = any (ids))
     or exists (select from removals where source_id = old.source_id and seq = old.seq) then
    return old;
  end if;
  raise exception 'rows of % are evidence and are never altered', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
create or replace function refuse_removal_of_capture() returns trigger language plpgsql as $$
begin
  if exists (select from observations join look_ranges using (source_id)
               where observations.id = old.observation_id
                 and first_id <= observations.id and last_id >= observations.id
                 and observations.id = any (ids))
     or exists (select from observations join removals using (source_id, seq)
                  where observations.id = old.observation_id) then
    return old;
  end if;
  raise exception 'rows of % are evidence and are never altered', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
create function refuse_removal_of_range() returns trigger language plpgsql as $$
begin
  if exists (select from removals where source_id = old.source_id and seq = old.seq) then return old; end if;
  raise exception 'rows of % are evidence and are never altered', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
drop trigger look_ranges_are_evidence on look_ranges;
create trigger look_ranges_are_evidence before update on look_ranges
  for each row execute function refuse_alteration();
create trigger look_ranges_are_kept before delete on look_ranges
  for each row execute function refuse_removal_of_range();

-- Bytes may be emptied when a removal names them, and put back; their name is their hash.
create function refuse_alteration_of_body() returns trigger language plpgsql as $$
begin
  if (new.sha256, new.size_bytes, new.stored_at) is not distinct from (old.sha256, old.size_bytes, old.stored_at)
     and exists (select from removals where bodies @> array[old.sha256])
     and (new.zstd = '' or old.zstd = '') then
    return new;
  end if;
  raise exception 'rows of % are evidence and are never altered', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
-- A document may be emptied when its version was removed.
create function refuse_alteration_of_version() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - 'document') = (to_jsonb(old) - 'document')
     and new.document = '{"title": null, "blocks": [], "language": null, "remarks": ["removed when its retention ended"]}'
     and exists (select from removals where source_id = old.source_id and seq = old.seq) then
    return new;
  end if;
  raise exception 'rows of % are evidence and are never altered', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
drop trigger bodies_are_evidence on bodies;
drop trigger versions_are_evidence on versions;
create trigger bodies_are_evidence before update on bodies
  for each row execute function refuse_alteration_of_body();
create trigger bodies_are_kept before delete on bodies for each row execute function refuse_alteration();
create trigger versions_are_evidence before update on versions
  for each row execute function refuse_alteration_of_version();
create trigger versions_are_kept before delete on versions for each row execute function refuse_alteration();
create index captures_by_body on captures (body_sha256) where body_sha256 is not null;

-- Removes what was captured of a version that has been superseded for so many years. The only way to do so: it refuses
-- what stands, what is not old enough and what is held, and whoever calls it needs no right to delete. The caller notes
-- the removal for the log in the same transaction.
create function remove_version(p_source text, p_seq integer, p_years integer, p_at timestamptz, p_by text)
returns setof removals
language plpgsql security definer set search_path from current as $$
declare
  began timestamptz;
  ended timestamptz;
  found_in bigint;
  gone text[];
  removal bigint;
begin
  select first_seen_at, observation_id into began, found_in from versions
    where source_id = p_source and seq = p_seq;
  select first_seen_at into ended from versions where source_id = p_source and seq = p_seq + 1;
  if ended is null then
    raise exception '%@% is in effect', p_source, p_seq using errcode = 'integrity_constraint_violation';
  end if;
  if exists (select from holds where ended_at is null
               and (vendors is null or (select vendor from source_states where source_id = p_source) = any (vendors))
               and (holds.source_id is null or holds.source_id = p_source)
               and (from_at is null or from_at <= ended) and (to_at is null or to_at >= began)) then
    raise exception '%@% is held', p_source, p_seq using errcode = 'integrity_constraint_violation';
  end if;
  with of_version as (
    select body_sha256 as sha256 from captures join observations on observations.id = observation_id
      where source_id = p_source and seq = p_seq and body_sha256 is not null
    union select unnest(bodies) from look_ranges where source_id = p_source and seq = p_seq
  )
  select coalesce(array_agg(sha256 order by sha256), '{}') into gone from of_version
    where not exists (
      select from captures join observations on observations.id = observation_id
      where body_sha256 = of_version.sha256 and not (source_id = p_source and seq is not distinct from p_seq)
        and not exists (select from removals where removals.source_id = observations.source_id
                          and removals.seq = observations.seq))
    and not exists (
      select from look_ranges where bodies @> array[of_version.sha256]
        and not (source_id = p_source and seq = p_seq));
  insert into removals (source_id, seq, ended_at, years, removed_at, removed_by, looks, first_at, last_at, bodies)
    select p_source, p_seq, ended, p_years, p_at, p_by, count(*), min(finished_at), max(finished_at), gone
    from looks where source_id = p_source and seq = p_seq and id <> found_in
    returning id into removal;
  delete from captures using observations where observations.id = observation_id
    and source_id = p_source and seq = p_seq and observation_id <> found_in;
  delete from observations where source_id = p_source and seq = p_seq and id <> found_in;
  delete from look_ranges where source_id = p_source and seq = p_seq;
  update bodies set zstd = '' where sha256 = any (gone);
  update versions set document = '{"title": null, "blocks": [], "language": null, "remarks": ["removed when its retention ended"]}'
    where source_id = p_source and seq = p_seq;
  return query select * from removals where id = removal;
end $$;
