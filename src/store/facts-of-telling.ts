/**
 * What the log says of what was decided and told: changes, verdicts, configurations, alerts, mails, silences. Written and
 * checked as facts-of-looks.ts says.
 */
import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Fact } from './evidence-log.ts';
import { digestOfStored, present } from './facts-of-looks.ts';
import type { Schema } from './schema.ts';

type Row<Table extends keyof Schema> = Selectable<Schema[Table]>;

/** The parts of a change that never alter; its verdict moves on and is logged as verdicts. */
export function changeFact(
  change: Omit<Row<'changes'>, 'disclosure' | 'judge_at' | 'hold_reason' | 'vendor'> & {
    readonly vendor: string;
  },
): Fact {
  const record = present({
    source: change.source_id,
    vendor: change.vendor,
    beforeSeq: change.before_seq,
    afterSeq: change.after_seq,
    lastSeenBefore: change.last_seen_before,
    firstSeenAfter: change.first_seen_after,
    summary: change.summary,
    isMaterial: change.is_material,
    isAddition: change.is_addition,
    returnedTo: change.returned_to,
    continues: change.continues,
    rulesVersion: change.rules_version,
    recordedAt: change.recorded_at,
    edits: digestOfStored(change.edits),
    understanding: digestOfStored(change.understanding),
    coming: digestOfStored(change.coming),
  });
  return { kind: 'change', ref: change.id, at: change.recorded_at, record };
}

export function verdictFact(verdict: Row<'verdicts'>): Fact {
  const { change_id: change, number, state, record, judged_at: at } = verdict;
  return {
    kind: 'verdict',
    ref: `${change}#${number}`,
    at,
    record: { change, number, state, judgedAt: at, record: digestOfStored(record) },
  };
}

/** A configuration that came into force, each file by its hash, the register and the rules by name. */
export function configFact(load: Row<'config_loads'>): Fact {
  const { id, version, files, loaded_at: at, worker, rules_version: rulesVersion } = load;
  const register = files.find(({ name }) => name === 'register.yaml')?.sha256;
  return {
    kind: 'config',
    ref: id,
    at,
    record: present({ version, rulesVersion, register, files, loadedAt: at, worker }),
  };
}

/** The register of tools, under the hash of its file. */
export function registerFact(register: Row<'register_versions'>): Fact {
  const { sha256, tools, first_loaded_at: at } = register;
  return { kind: 'register', ref: sha256, at, record: { tools: digestOfStored(tools), firstLoadedAt: at } };
}

/** An alert as it came about, with the reason when it was only to be kept. */
export function alertFact(
  alert: Pick<
    Row<'alerts'>,
    'id' | 'fingerprint' | 'reason' | 'vendor' | 'source_id' | 'change_id' | 'created_at' | 'trouble'
  >,
): Fact {
  const record = present({
    fingerprint: alert.fingerprint,
    reason: alert.reason,
    vendor: alert.vendor,
    source: alert.source_id,
    change: alert.change_id,
    createdAt: alert.created_at,
    trouble: alert.trouble === null ? null : digestOfStored(alert.trouble),
  });
  return { kind: 'alert', ref: alert.id, at: alert.created_at, record };
}

/** That an alert was routed, or goes to nobody and why; the newest one holds. Not routed: it will be anew. */
export function routingFact(
  alert: Pick<Row<'alerts'>, 'id' | 'dispatched_at' | 'held_reason'>,
  at: Date,
): Fact {
  const record = present({ dispatchedAt: alert.dispatched_at, heldReason: alert.held_reason });
  return { kind: 'routing', ref: alert.id, at, record };
}

/** That somebody dealt with an alert, by their name. */
export function acknowledgementFact(row: Row<'acknowledgements'>): Fact {
  const { id, alert_id: alert, name, contact_id: contact, meaning, note, way, account } = row;
  const at = row.acknowledged_at;
  const record = present({ alert, name, contact, meaning, note, way, account, acknowledgedAt: at });
  return { kind: 'acknowledgement', ref: id, at, record };
}

/** What became of the chain that follows a mail which nobody acknowledged. */
export function escalationFact(row: Row<'escalation_events'>): Fact {
  const { id, escalation_id: chain, event, contact_id: contact, delivery_id: delivery, detail, at } = row;
  const record = present({ chain, event, contact, delivery, detail, at });
  return { kind: 'escalation', ref: id, at, record };
}

/** A message as it was rendered: whom it goes to, what it tells of, and the hash of its bytes. */
export function deliveryFact(
  mail: Pick<
    Row<'deliveries'>,
    | 'id'
    | 'contact_id'
    | 'address'
    | 'sender'
    | 'subject'
    | 'message_id'
    | 'reason'
    | 'derived_from'
    | 'derivation'
    | 'created_at'
  > & { readonly raw: Uint8Array },
  alertIds: readonly string[],
): Fact {
  const record = present({
    contact: mail.contact_id,
    address: mail.address,
    sender: mail.sender,
    subject: mail.subject,
    messageId: mail.message_id,
    reason: mail.reason,
    sha256: createHash('sha256').update(mail.raw).digest('hex'),
    alerts: alertIds.toSorted((a, b) => Number(a) - Number(b)),
    derivedFrom: mail.derived_from,
    derivation: mail.derivation,
    createdAt: mail.created_at,
  });
  return { kind: 'delivery', ref: mail.id, at: mail.created_at, record };
}

/** That a relay is about to be spoken to. */
export function attemptFact(
  attempt: Pick<Row<'delivery_attempts'>, 'delivery_id' | 'number' | 'started_at'>,
): Fact {
  const { delivery_id: delivery, number, started_at: at } = attempt;
  return { kind: 'attempt', ref: `${delivery}#${number}`, at, record: { startedAt: at } };
}

/** What the relay answered. */
export function answerFact(
  answer: Omit<Row<'delivery_attempts'>, 'started_at' | 'finished_at'> & { readonly finished_at: Date },
): Fact {
  const { delivery_id: delivery, number, finished_at: at, result, code, response } = answer;
  const record = present({ finishedAt: at, result, code, response, possiblySent: answer.possibly_sent });
  return { kind: 'answer', ref: `${delivery}#${number}`, at, record };
}

export function bounceFact(bounce: Row<'bounces'>): Fact {
  const { id, delivery_id: delivery, address, status, detail, received_at: at } = bounce;
  return {
    kind: 'bounce',
    ref: id,
    at,
    record: present({ delivery, address, status, detail, receivedAt: at }),
  };
}

export function suppressionFact(row: Omit<Row<'suppressed_addresses'>, 'lifted_at' | 'lifted_by'>): Fact {
  const { id, address, contact_id: contact, reason, detail, delivery_id: delivery, suppressed_at: at } = row;
  const record = { address, contact, reason, detail, delivery, suppressedAt: at };
  return { kind: 'suppression', ref: id, at, record };
}

export function restorationFact(row: {
  readonly id: string;
  readonly lifted_at: Date;
  readonly lifted_by: string | null;
}): Fact {
  const { id, lifted_at: at, lifted_by: by } = row;
  return { kind: 'restoration', ref: id, at, record: present({ liftedAt: at, liftedBy: by }) };
}

export function silenceFact(silence: Omit<Row<'silences'>, 'ended_at'>): Fact {
  const { id, match, author, reason, starts_at: startsAt, ends_at: endsAt, is_forced: isForced } = silence;
  const at = silence.created_at;
  return {
    kind: 'silence',
    ref: id,
    at,
    record: { match, author, reason, startsAt, endsAt, isForced, createdAt: at },
  };
}

export function silenceEndFact(silence: { readonly id: string; readonly ended_at: Date }): Fact {
  return {
    kind: 'silence-end',
    ref: silence.id,
    at: silence.ended_at,
    record: { endedAt: silence.ended_at },
  };
}
