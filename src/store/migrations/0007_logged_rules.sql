-- Which rules a configuration came with, for the evidence log.
alter table config_loads add column rules_version text;
