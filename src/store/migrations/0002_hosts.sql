-- Politeness that all workers keep together: whose turn it is with a host, and what its robots.txt says.

-- Times are the database's own. The number of the turn tells a holder whether the turn is still its own.
create table hosts (
  host       text primary key,
  turn       bigint not null,
  held_until timestamptz,
  not_before timestamptz not null
);

-- The file as received, of each scheme, host and port (RFC 9309 §2.3).
create table robots_files (
  origin            text primary key,
  answered_at       timestamptz,
  text              text not null,
  unreachable_since timestamptz,
  check (answered_at is not null or unreachable_since is not null)
);

-- Why a fetch was allowed: the rule, or the permission that stands in its place.
alter table captures add column robots text;
