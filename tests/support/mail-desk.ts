/** Sending as a worker does it: stored mail, a real database, a real relay, and a clock that the test moves. */
import { pino } from 'pino';
import { deliver } from '../../jobs/deliver.ts';
import { incoming } from '../../jobs/incoming.ts';
import type { Config } from '../../src/config/config.ts';
import type { Contact } from '../../src/domain/register.ts';
import { buildMessage } from '../../src/mail/build-message.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { createSmtpTransport, type SmtpSettings } from '../../src/mail/smtp-transport.ts';
import type { MailTransport } from '../../src/mail/transport.ts';
import type { Deps } from '../../src/pipeline/deps.ts';
import { sha256 } from '../../src/store/bodies.ts';
import type { Database } from '../../src/store/database.ts';
import {
  dueDeliveries,
  insertDelivery,
  loadDelivery,
  type StoredDelivery,
} from '../../src/store/deliveries.ts';
import { startPipeline, testConfig } from './pipeline.ts';
import { sampleChange, sampleNotice } from './sample-notice.ts';

export const minuteMs = 60_000;
const never = new AbortController().signal;

/** A clinic whose route has an owner, and whose compliance contact has somebody to stand in. */
export function deskConfig(more: Partial<Config> = {}): Config {
  const base = testConfig([]);
  const [like] = base.contacts.values();
  if (!like) throw new Error('the test configuration has no contact');
  const person = (id: string, standIns?: readonly string[]): readonly [string, Contact] => [
    id,
    { ...like, id, name: id, email: `${id}@clinic.example`, ...(standIns && { standIns }) },
  ];
  return {
    ...base,
    settings: {
      ...base.settings,
      mail: { ...base.settings.mail, replyTo: 'office@clinic.example', bounces: 'bounce@clinic.example' },
    },
    contacts: new Map([
      person('compliance', ['deputy']),
      person('deputy'),
      person('owner'),
      person('operator'),
    ]),
    route: { ...base.route, owner: 'owner' },
    ...more,
  };
}

export interface MailDesk {
  readonly deps: Deps;
  readonly config: Config;
  /** What was logged, oldest first. */
  readonly log: readonly { readonly level: number; readonly msg: string; readonly what?: string }[];
  now(): Date;
  advance(ms: number): void;
  /** Stores a mail for a contact and gives back its id. */
  put(id: string, contact?: string, isUrgent?: boolean): Promise<string>;
  /** Tries everything that is due now, again as long as something new became due. */
  work(): Promise<void>;
  load(id: string): Promise<StoredDelivery>;
  readIncoming(): Promise<void>;
  /** Other settings or another relay from now on. */
  use(transport: MailTransport): void;
  close(): Promise<void>;
}

/** A transport for tests: short patience, no TLS unless asked for. */
export function quickTransport(
  relay: { readonly host: string; readonly port: number },
  more: Partial<SmtpSettings> = {},
): MailTransport {
  return createSmtpTransport({
    host: relay.host,
    port: relay.port,
    security: 'none',
    user: null,
    password: null,
    timeouts: { connectMs: 4000, greetingMs: 1500, socketMs: 1500 },
    ...more,
  });
}

/** Opens the desk; the caller closes it. */
export async function openMailDesk(
  database: Database,
  first: MailTransport,
  config: Config = deskConfig(),
): Promise<MailDesk> {
  const pipeline = await startPipeline(database, () => config);
  const opened = [first];
  const log: { level: number; msg: string }[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => log.push(JSON.parse(line)) });
  let deps: Deps = { ...pipeline.deps, transport: first, log: logger };
  const load = async (id: string) => {
    const delivery = await loadDelivery(database.kysely, id);
    if (!delivery) throw new Error(`no delivery ${id}`);
    return delivery;
  };
  return {
    get deps() {
      return deps;
    },
    config,
    log,
    load,
    now: () => pipeline.now(),
    advance: (ms) => pipeline.advance(ms),
    async put(id, contact = 'compliance', isUrgent = false) {
      const to = config.contacts.get(contact);
      if (!to) throw new Error(`no contact ${contact}`);
      const notice = sampleNotice({
        deliveryId: id,
        contact: to,
        renderedAt: pipeline.now(),
        changes: [sampleChange()],
      });
      const rendered = renderNotice(notice);
      const message = await buildMessage(notice, rendered, config.settings.mail);
      await insertDelivery(
        database.kysely,
        {
          id,
          contact_id: contact,
          address: message.to,
          sender: message.from,
          subject: rendered.subject,
          message_id: message.messageId,
          thread_root: message.messageId,
          reason: 'detected',
          raw: Buffer.from(message.bytes),
          raw_sha256: sha256(message.bytes),
          state: 'due',
          due_at: pipeline.now(),
          created_at: pipeline.now(),
          is_urgent: isUrgent,
        },
        [],
      );
      return id;
    },
    async work() {
      const tried = new Set<string>();
      for (;;) {
        const due = (await dueDeliveries(database.kysely, pipeline.now())).filter((id) => !tried.has(id));
        if (due.length === 0) return;
        for (const delivery of due) {
          tried.add(delivery);
          await deliver(deps, { delivery }, never);
        }
      }
    },
    readIncoming: () => incoming(deps, {}, never),
    use(transport) {
      opened.push(transport);
      deps = { ...deps, transport };
    },
    async close() {
      for (const transport of opened) await transport.close();
      await pipeline.close();
    },
  };
}
