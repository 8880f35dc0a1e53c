-- An acknowledgement can also be given on a page that a mail leads to, or by answering the mail. `account` then is the network
-- address that it came from, or the mail address.
alter table acknowledgements drop constraint acknowledgements_way_check;
alter table acknowledgements add constraint acknowledgements_way_check check (way in ('command','link','reply'));

-- The secret that tokens in mails are made with; one for all workers, made when it is first needed.
create table acknowledge_keys (
  id  smallint primary key default 1 check (id = 1),
  key bytea not null check (octet_length(key) = 32)
);
