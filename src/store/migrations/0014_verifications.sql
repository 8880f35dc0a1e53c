-- How verifying the evidence went, each time that the worker did so.
create table verifications (
  id          bigint generated always as identity primary key,
  verified_at timestamptz not null,
  entries     bigint not null,
  problems    integer not null,
  -- what was found first
  detail      text,
  check ((problems = 0) = (detail is null))
);
