-- Looks that found nothing new, packed: what stands in place of their rows, from which each can be restored in full.
create table look_ranges (
  source_id   text not null,
  first_id    bigint not null,
  last_id     bigint not null,
  seq         integer not null,
  first_at    timestamptz not null,
  last_at     timestamptz not null,
  -- aligned: the observations' ids, and when each was finished
  ids         bigint[] not null,
  finished    timestamptz[] not null,
  -- noise of each, null where none was seen at all
  noise       jsonb,
  -- zstd of the JSON of the observations with their captures, in the order of `ids`
  packed      bytea not null,
  primary key (source_id, first_id),
  check (cardinality(ids) = cardinality(finished) and cardinality(ids) > 0)
);
create index look_ranges_by_time on look_ranges (source_id, last_at);
-- Rows that go are asked for here.
create index versions_by_observation on versions (observation_id);

create trigger look_ranges_are_evidence before update or delete on look_ranges
  for each row execute function refuse_alteration();

-- Every look, packed or not, as far as one asks how a source was watched.
create view looks as
  select id, source_id, outcome, finished_at, code, detail, seq, noise from observations
  union all
  select look.id, source_id, 'unchanged', look.finished_at, null, null, seq,
         coalesce(noise -> (look.position - 1)::integer, '[]')
  from look_ranges
  cross join lateral unnest(ids, finished) with ordinality as look (id, finished_at, position);

-- A row may go only when it lies packed in a range.
create function refuse_removal_of_observation() returns trigger language plpgsql as $$
begin
  if exists (select from look_ranges where source_id = old.source_id
               and first_id <= old.id and last_id >= old.id and old.id = any (ids)) then
    return old;
  end if;
  raise exception 'rows of % are evidence and are never altered', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
create function refuse_removal_of_capture() returns trigger language plpgsql as $$
begin
  if exists (select from observations join look_ranges using (source_id)
               where observations.id = old.observation_id
                 and first_id <= observations.id and last_id >= observations.id
                 and observations.id = any (ids)) then
    return old;
  end if;
  raise exception 'rows of % are evidence and are never altered', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
drop trigger observations_are_evidence on observations;
drop trigger captures_are_evidence on captures;
create trigger observations_are_evidence before update on observations
  for each row execute function refuse_alteration();
create trigger captures_are_evidence before update on captures
  for each row execute function refuse_alteration();
create trigger observations_are_kept before delete on observations
  for each row execute function refuse_removal_of_observation();
create trigger captures_are_kept before delete on captures
  for each row execute function refuse_removal_of_capture();

-- Puts a range in the place of the rows that it holds. The only way to do so: who calls it needs no right to delete.
create function pack_looks(p_source text, p_seq integer, p_ids bigint[], p_finished timestamptz[], p_noise jsonb,
                           p_packed bytea) returns void
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
    p_finished[cardinality(p_finished)], p_ids, p_finished, p_noise, p_packed);
  delete from captures where observation_id = any (p_ids);
  delete from observations where id = any (p_ids);
end $$;
