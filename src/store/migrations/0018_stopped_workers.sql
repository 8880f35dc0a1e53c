-- When a worker stopped as it was told to; one that died leaves it open.
alter table workers add column stopped_at timestamptz;
