-- The register as it was: each content once, under the hash of the file that config_loads names.
create table register_versions (
  sha256          text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  tools           jsonb not null,
  first_loaded_at timestamptz not null
);
create trigger register_versions_are_evidence before update or delete on register_versions
  for each row execute function refuse_alteration();
