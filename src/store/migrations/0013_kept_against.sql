-- Bytes that differ little from those of the version that stood (a page with a build number, a nonce, the time of day) are
-- kept as what differs: compressed with the others as the dictionary.
alter table bodies add column base_sha256 text references bodies (sha256);
create index bodies_by_base on bodies (base_sha256) where base_sha256 is not null;

create or replace function refuse_alteration_of_body() returns trigger language plpgsql as $$
begin
  if (new.sha256, new.size_bytes, new.stored_at) is not distinct from (old.sha256, old.size_bytes, old.stored_at)
     and (new.base_sha256 is null or new.base_sha256 = old.base_sha256)
     and exists (select from removals where bodies @> array[old.sha256])
     and (new.zstd = '' or old.zstd = '') then
    return new;
  end if;
  raise exception 'rows of % are evidence and are never altered', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;

-- As before; bytes that others are kept against stay as long as those, and go with them.
create or replace function remove_version(p_source text, p_seq integer, p_years integer, p_at timestamptz, p_by text)
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
  ), candidates as (
    select sha256 from of_version
    union select base_sha256 from of_version join bodies using (sha256) where base_sha256 is not null
  ), unneeded as (
    select sha256 from candidates as of_version
    where not exists (
      select from captures join observations on observations.id = observation_id
      where body_sha256 = of_version.sha256 and not (source_id = p_source and seq is not distinct from p_seq)
        and not exists (select from removals where removals.source_id = observations.source_id
                          and removals.seq = observations.seq))
    and not exists (select from witnessed_versions where body_sha256 = of_version.sha256)
    and not exists (
      select from look_ranges where bodies @> array[of_version.sha256]
        and not (source_id = p_source and seq = p_seq))
  )
  select coalesce(array_agg(sha256 order by sha256), '{}') into gone from unneeded
    where not exists (
      select from bodies where base_sha256 = unneeded.sha256 and zstd <> ''
        and sha256 not in (select sha256 from unneeded));
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
