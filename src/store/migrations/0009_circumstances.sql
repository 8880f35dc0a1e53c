-- Under which circumstances each look was made.
alter table observations
  add column app_version   text,
  add column rules_version text,
  -- how far a request came that brought no answer: the step, the address, the redirects
  add column attempt       jsonb;
alter table captures
  -- as sent, secrets as ***
  add column request_headers jsonb;
alter table hosts
  -- until when the host asked to be left alone (Retry-After); the workers' clock, as that of due times
  add column rests_until timestamptz;
