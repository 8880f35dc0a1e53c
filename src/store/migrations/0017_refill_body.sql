-- Puts bytes back that were emptied when their retention ended and are received anew. The worker's own role may not alter
-- stored bytes in any other way; that they are these bytes is what their name says, and `verify` checks.
create function refill_body(p_sha256 text, p_zstd bytea, p_base text) returns void
language sql security definer set search_path from current as $$
  update bodies set zstd = p_zstd, base_sha256 = p_base where sha256 = p_sha256 and zstd = ''
$$;
