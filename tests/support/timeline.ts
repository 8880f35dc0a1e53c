/**
 * A story told in hours: what is seen when, and which mails are wanted between when and when, on the real pipeline,
 * a real site and a real relay, with a clock that jumps from one quarter of an hour to the next.
 *
 * @example
 * const { at, want, run } = timeline(stage);
 * at(1).see('norvik/terms', page('60 days'));
 * want.between(1, 1.5).mail('compliance', /terms/);
 * await run(24);
 */
import { type ParsedMail, simpleParser } from 'mailparser';
import { expect } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import type { Contact } from '../../src/domain/register.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import { createSmtpTransport } from '../../src/mail/smtp-transport.ts';
import { hourMs, startPipeline, type TestPipeline, testConfig, testSource } from './pipeline.ts';
import type { TestDatabase } from './postgres.ts';
import { type Site, startSite } from './site.ts';
import { type Smtp, startSmtp } from './smtp.ts';

/** Fine enough to tell a group's wait from a digest, coarse enough for days. */
const stepHours = 0.25;

export interface Stage {
  readonly pipeline: TestPipeline;
  /** For processes of the test that work on the same database. */
  readonly databaseUrl: string;
  readonly site: Site;
  readonly smtp: Smtp;
  /** Puts another configuration in force. */
  changeConfig(changes: Partial<Config>): void;
  close(): Promise<void>;
}

/** A document of the clinic's vendor with one clause that matters. */
export function clause(days: string): string {
  return `<main><h1>Data</h1><h2>Retention</h2><p>Customer data is retained for ${days} days and then deleted.</p><h2>Support</h2><p>Write to the desk.</p></main>`;
}

/** What a stage differs in. */
interface StageOptions {
  readonly config?: Partial<Config>;
  readonly compliance?: Partial<Contact>;
  /** Roles of documents that are not `docs`. */
  readonly roles?: Readonly<Record<string, SourceRole>>;
  /** Documents that do not begin as `clause('30')`, by name. */
  readonly pages?: Readonly<Record<string, string>>;
}

/** The configuration of a stage: documents of Norvik, as `norvik/name`; a tool rests on them that is not clinical. */
export function stageConfig(
  site: Pick<Site, 'url' | 'host'>,
  names: readonly string[],
  more: StageOptions = {},
): Config {
  const base = testConfig(names.map((name) => testSource(site, name, more.roles?.[name] ?? 'docs', 'html')));
  const contacts = new Map(base.contacts);
  const compliance = contacts.get('compliance');
  if (compliance) contacts.set('compliance', { ...compliance, ...more.compliance });
  const tools = base.tools.map((tool) => ({ ...tool, isClinical: false, handlesPhi: false }));
  return { ...base, tools, contacts, ...more.config };
}

/** Sets the scene: the documents are up, and have been seen once. */
export async function setStage(
  postgres: TestDatabase,
  names: readonly string[],
  more: StageOptions = {},
): Promise<Stage> {
  const site = await startSite();
  const smtp = await startSmtp();
  for (const name of names) site.page(`/${name}`, { body: more.pages?.[name] ?? clause('30') });
  let config = stageConfig(site, names, more);
  const transport = createSmtpTransport({
    host: smtp.host,
    port: smtp.port,
    security: 'none',
    user: null,
    password: null,
  });
  const database = await postgres.newDatabase();
  const pipeline = await startPipeline(database, () => config, transport);
  for (const name of names) await pipeline.poll(`norvik/${name}`);
  return {
    pipeline,
    databaseUrl: database.databaseUrl,
    site,
    smtp,
    changeConfig: (changes) => {
      config = { ...config, ...changes };
    },
    close: async () => {
      await transport.close();
      await pipeline.close();
      await smtp.stop();
      await site.stop();
    },
  };
}

export interface SeenMail {
  /** Hours after the beginning of the story. */
  readonly at: number;
  /** The contact's name before the `@`. */
  readonly to: string;
  readonly subject: string;
  readonly parsed: ParsedMail;
}

interface Want {
  readonly from: number;
  readonly to: number;
  readonly contact: string;
  readonly subject: RegExp;
}

/** A story on a stage; hours count from now. */
export function timeline({ pipeline, site, smtp }: Stage) {
  const begin = pipeline.now().getTime();
  const events: { readonly hour: number; readonly act: () => Promise<unknown> }[] = [];
  const wants: Want[] = [];
  const mails: SeenMail[] = [];
  let heard = smtp.mails.length;

  return {
    mails,
    at: (hour: number) => ({
      /** A document shows this body from now on, and is polled. */
      see: (sourceId: string, body: string, status = 200) =>
        void events.push({
          hour,
          act: async () => {
            site.page(`/${sourceId.split('/')[1]}`, { status, body });
            await pipeline.poll(sourceId);
          },
        }),
      do: (act: () => Promise<unknown>) => void events.push({ hour, act }),
    }),
    want: {
      between: (from: number, to: number) => ({
        mail: (contact: string, subject: RegExp) => void wants.push({ from, to, contact, subject }),
      }),
    },
    /** Lets the hours pass; then every wanted mail has come in its time, and no other. */
    run: async (hours: number): Promise<void> => {
      await pass(hours);
      check(mails, wants);
    },
    /** Lets the hours pass, whatever mails come. */
    pass,
  };

  async function pass(hours: number): Promise<void> {
    const left = events.toSorted((a, b) => a.hour - b.hour);
    for (let hour = 0; hour <= hours; hour += stepHours) {
      pipeline.advance(begin + hour * hourMs - pipeline.now().getTime());
      while ((left[0]?.hour ?? Number.POSITIVE_INFINITY) <= hour) await left.shift()?.act();
      await pipeline.settleAndMail();
      for (; heard < smtp.mails.length; heard += 1) {
        const mail = smtp.mails[heard];
        if (!mail) continue;
        const parsed = await simpleParser(mail.bytes);
        mails.push({
          at: hour,
          to: mail.to[0]?.split('@')[0] ?? '',
          subject: parsed.subject ?? '',
          parsed,
        });
      }
    }
  }
}

function check(mails: readonly SeenMail[], wants: readonly Want[]): void {
  const said = (mail: SeenMail) => `${mail.at} h ${mail.to}: ${mail.subject}`;
  const left = [...mails];
  const missing = wants.filter(({ from, to, contact, subject }) => {
    const found = left.findIndex(
      (mail) => from <= mail.at && mail.at <= to && mail.to === contact && subject.test(mail.subject),
    );
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
  expect({
    missing: missing.map(({ from, to, contact, subject }) => `${from}–${to} h ${contact}: ${subject}`),
    unwanted: left.map(said),
  }).toEqual({ missing: [], unwanted: [] });
}
