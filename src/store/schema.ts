/** The tables as kysely sees them; `migrations/` is what makes them so. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { AcknowledgementMeaning, AcknowledgementWay } from '../domain/acknowledgement.ts';
import type { Edit, Subject, Understanding } from '../domain/change.ts';
import type { ComingDate, ComingMeaning } from '../domain/coming-date.ts';
import type { DisclosureState } from '../domain/disclosure.ts';
import type { CalendarDate } from '../domain/document.ts';
import type { EscalationEvent } from '../domain/escalation.ts';
import type { NoticeReason } from '../domain/notice.ts';
import type { RouteCadence, RouteMatch, Tool } from '../domain/register.ts';
import type { LogSchema } from './schema-log.ts';
import type { LookSchema } from './schema-looks.ts';
import type { RetentionSchema } from './schema-retention.ts';

/** A jsonb column: read as `T`, written as text made by `toJson`. */
type Json<T> = ColumnType<T, string, string>;

export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface SourceStates {
  source_id: string;
  vendor: string;
  watched_since: Date;
  due_at: Date;
  leased_until: Date | null;
  leased_by: string | null;
  validators: Json<Readonly<Record<string, Validators>>>;
  last_full_fetch_at: Date | null;
  first_sighted_at: Date | null;
  last_sighted_at: Date | null;
  last_observed_at: Date | null;
  current_seq: number | null;
  trouble_outcome: string | null;
  trouble_since: Date | null;
  trouble_count: number;
  trouble_reported: boolean;
  suspect_hash: string | null;
  suspect_since: Date | null;
  flapping_since: Date | null;
  flapping_told_at: Date | null;
}

interface Changes {
  id: string;
  source_id: string;
  vendor: string;
  before_seq: number;
  after_seq: number;
  last_seen_before: Date;
  first_seen_after: Date;
  edits: Json<readonly Edit[]>;
  understanding: Json<Understanding>;
  summary: string;
  is_material: boolean;
  disclosure: DisclosureState;
  judge_at: Date | null;
  rules_version: string;
  recorded_at: Date;
  returned_to: number | null;
  is_addition: Generated<boolean>;
  hold_reason: string | null;
  continues: string | null;
  coming: ColumnType<readonly ComingDate[], string | undefined, string>;
}

interface ComingDates {
  source_id: string;
  key: string;
  vendor: string;
  date: CalendarDate;
  meaning: ComingMeaning;
  is_earliest: boolean;
  subjects: Json<readonly Subject[]>;
  passage: string;
  announced_on: CalendarDate | null;
  first_seen_at: Date;
  first_seq: number;
  gone_at: Date | null;
}

interface Verdicts {
  change_id: string;
  number: number;
  state: DisclosureState;
  record: Json<unknown>;
  judged_at: Date;
}

interface Announcements {
  source_id: string;
  key: string;
  vendor: string;
  entry_date: string | null;
  title: string;
  body: string;
  url: string | null;
  subjects: Json<readonly Subject[]>;
  first_seen_at: Date;
  is_from_baseline: boolean;
}

interface Alerts {
  id: GeneratedAlways<string>;
  fingerprint: string;
  reason: NoticeReason;
  vendor: string;
  source_id: string;
  change_id: string | null;
  trouble: ColumnType<unknown, string | null, string | null>;
  created_at: Date;
  ready_at: Date;
  dispatched_at: Date | null;
  held_reason: string | null;
}

interface Deliveries {
  id: string;
  contact_id: string;
  address: string;
  sender: string;
  subject: string;
  message_id: string;
  thread_root: string;
  reason: NoticeReason;
  raw: Buffer;
  raw_sha256: string;
  state: 'due' | 'sent' | 'refused' | 'given-up';
  due_at: Date;
  leased_until: Date | null;
  leased_by: string | null;
  attempts: Generated<number>;
  first_attempt_at: Date | null;
  sent_at: Date | null;
  response: string | null;
  created_at: Date;
  is_urgent: Generated<boolean>;
  derived_from: string | null;
  derivation: 'reduced' | 'handed-on' | 'answered' | null;
  bounced_at: Date | null;
}

interface Relays {
  relay: string;
  failures: Generated<number>;
  pauses: Generated<number>;
  paused_until: Date | null;
  held_since: Date | null;
  code: string | null;
  response: string | null;
  changed_at: Date;
}

interface SuppressedAddresses {
  id: GeneratedAlways<string>;
  address: string;
  contact_id: string;
  reason: 'refused' | 'bounced';
  detail: string;
  delivery_id: string;
  suppressed_at: Date;
  lifted_at: Date | null;
  lifted_by: string | null;
}

interface Bounces {
  id: string;
  delivery_id: string | null;
  address: string | null;
  status: string | null;
  detail: string;
  received_at: Date;
}

interface AlertGroups {
  id: GeneratedAlways<string>;
  key: string;
  route: Json<readonly string[]>;
  vendor: string | null;
  cadence: RouteCadence;
  opened_at: Date;
  closed_at: Date | null;
}

interface Receivers {
  alert_id: string;
  contact_id: string;
  group_id: string;
  route: Json<readonly string[]>;
  cadence: RouteCadence;
  due_at: Date;
  held_by: string | null;
  held_reason: string | null;
  held_since: Date | null;
  held_until: Date | null;
  told_at: Date | null;
  delivery_id: string | null;
  lapsed_at: Date | null;
}

interface Silences {
  id: GeneratedAlways<string>;
  match: Json<RouteMatch>;
  author: string;
  reason: string;
  starts_at: Date;
  ends_at: Date;
  is_forced: boolean;
  created_at: Date;
  ended_at: Date | null;
}

interface VendorOutages {
  vendor: string;
  since: Date;
  ended_at: Date | null;
}

interface WatchGaps {
  id: GeneratedAlways<string>;
  from_at: Date;
  to_at: Date;
  source_ids: Json<readonly string[]>;
}

interface WatchGapTellings {
  gap_id: string;
  contact_id: string;
  delivery_id: string;
}

interface WatchReports {
  contact_id: string;
  due_at: Date;
}

interface DeliveryAlerts {
  delivery_id: string;
  alert_id: string;
}

interface DeliveryAttempts {
  delivery_id: string;
  number: number;
  started_at: Date;
  finished_at: Date | null;
  result: 'sent' | 'deferred' | 'refused' | 'misconfigured' | null;
  code: string | null;
  response: string | null;
  possibly_sent: boolean | null;
}

interface ConfigLoads {
  id: GeneratedAlways<string>;
  version: string;
  files: Json<readonly { readonly name: string; readonly sha256: string }[]>;
  loaded_at: Date;
  worker: string;
  rules_version: string | null;
}

interface Acknowledgements {
  id: GeneratedAlways<string>;
  alert_id: string;
  name: string;
  contact_id: string | null;
  meaning: AcknowledgementMeaning;
  note: string | null;
  way: AcknowledgementWay;
  account: string;
  acknowledged_at: Date;
}

interface Answers {
  id: string;
  delivery_id: string | null;
  sender: string;
  outcome: 'acknowledged' | 'not-understood' | 'nothing-to-acknowledge' | 'automatic';
  received_at: Date;
}

interface InboxState {
  id: number;
  uid_validity: string | null;
  last_uid: number | string;
  failed_since: Date | null;
  error: string | null;
}

interface AcknowledgeKeys {
  id: number;
  key: Buffer;
}

interface Escalations {
  id: GeneratedAlways<string>;
  group_id: string;
  started_at: Date;
  next_at: Date | null;
  ended_at: Date | null;
  failed_at: Date | null;
  error: string | null;
}

interface EscalationEvents {
  id: GeneratedAlways<string>;
  escalation_id: string;
  event: EscalationEvent;
  contact_id: string | null;
  delivery_id: string | null;
  detail: Json<Readonly<Record<string, unknown>>>;
  at: Date;
}

interface RegisterVersions {
  sha256: string;
  tools: Json<readonly Tool[]>;
  first_loaded_at: Date;
}

interface Workers {
  id: string;
  host: string;
  pid: number;
  started_at: Date;
  seen_at: Date;
  stopped_at: Date | null;
}

interface Hosts {
  host: string;
  turn: string;
  held_until: Date | null;
  not_before: Date;
  rests_until: Date | null;
}

interface RobotsFiles {
  origin: string;
  answered_at: Date | null;
  text: string;
  unreachable_since: Date | null;
}

interface VolatileRegions {
  source_id: string;
  place: string;
  shows: string;
  sample_before: string;
  sample_after: string;
  times: number;
  first_seen_at: Date;
  last_seen_at: Date;
}

export interface Schema extends LogSchema, LookSchema, RetentionSchema {
  source_states: SourceStates;
  changes: Changes;
  verdicts: Verdicts;
  announcements: Announcements;
  coming_dates: ComingDates;
  volatile_regions: VolatileRegions;
  alerts: Alerts;
  deliveries: Deliveries;
  alert_groups: AlertGroups;
  receivers: Receivers;
  silences: Silences;
  vendor_outages: VendorOutages;
  watch_gaps: WatchGaps;
  watch_gap_tellings: WatchGapTellings;
  watch_reports: WatchReports;
  delivery_alerts: DeliveryAlerts;
  delivery_attempts: DeliveryAttempts;
  relays: Relays;
  suppressed_addresses: SuppressedAddresses;
  bounces: Bounces;
  config_loads: ConfigLoads;
  register_versions: RegisterVersions;
  acknowledgements: Acknowledgements;
  acknowledge_keys: AcknowledgeKeys;
  answers: Answers;
  inbox_state: InboxState;
  escalations: Escalations;
  escalation_events: EscalationEvents;
  workers: Workers;
  hosts: Hosts;
  robots_files: RobotsFiles;
}
