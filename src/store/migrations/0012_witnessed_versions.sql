-- History that others witnessed: what stood before our first look, from a git repository or an archive. It lies apart from
-- what we saw ourselves, so that it can never count as a look, a version or a change of ours.
create table witnessed_versions (
  source_id     text not null,
  -- in the order in which they were imported
  number        integer not null check (number >= 1),
  vendor        text not null,
  witness       text not null check (witness in ('git', 'folder')),
  -- which repository or folder
  origin        text not null,
  -- the commit and the blob, or the file's name and its hash
  reference     text not null,
  -- when it stood at the latest, and when it was written, as the witness has it
  witnessed_at  timestamptz not null,
  authored_at   timestamptz,
  body_sha256   text not null references bodies (sha256),
  document      jsonb not null,
  document_hash text not null,
  -- against the one that was witnessed before it
  before_number integer,
  edits         jsonb not null default '[]',
  understanding jsonb,
  summary       text,
  imported_at   timestamptz not null,
  imported_by   text not null,
  primary key (source_id, number),
  unique (source_id, witness, reference),
  foreign key (source_id, before_number) references witnessed_versions (source_id, number),
  check ((before_number is null) = (understanding is null) and (before_number is null) = (summary is null))
);
create index witnessed_versions_by_time on witnessed_versions (source_id, witnessed_at);
create index witnessed_versions_by_body on witnessed_versions (body_sha256);
create trigger witnessed_versions_are_evidence before update or delete on witnessed_versions
  for each row execute function refuse_alteration();

-- As before, and bytes that a witness has, too, stay.
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
  )
  select coalesce(array_agg(sha256 order by sha256), '{}') into gone from of_version
    where not exists (
      select from captures join observations on observations.id = observation_id
      where body_sha256 = of_version.sha256 and not (source_id = p_source and seq is not distinct from p_seq)
        and not exists (select from removals where removals.source_id = observations.source_id
                          and removals.seq = observations.seq))
    and not exists (select from witnessed_versions where body_sha256 = of_version.sha256)
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
