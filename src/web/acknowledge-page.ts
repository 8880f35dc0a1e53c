/**
 * The page that a mail leads to. Opening it changes nothing, since scanners of links open it too; the form on it signs. The
 * token in its address is the whole right to do so: there is no login and no cookie, so no other page can act in a reader's name.
 */
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { readAcknowledgeToken } from '../domain/acknowledge-token.ts';
import { acknowledgementMeanings } from '../domain/acknowledgement.ts';
import { vendorText } from '../mail/inert-text.ts';
import { severityLabel, stateLabel } from '../mail/words.ts';
import { acknowledge, acknowledgeableOf, faultOf, signerOf } from '../pipeline/acknowledge.ts';
import { gatherTelling, type Telling } from '../pipeline/gather-telling.ts';
import { acknowledgeKey } from '../store/acknowledge-key.ts';
import { listAcknowledgements, type StoredAcknowledgement } from '../store/acknowledgements.ts';
import { loadAlerts } from '../store/alerts.ts';
import type { Db } from '../store/db.ts';
import { loadDelivery, type StoredDelivery } from '../store/deliveries.ts';
import { acknowledgeForm, type FormSubject } from './acknowledge-form.ts';
import type { Answer, Question } from './answer.ts';
import { faultPage } from './page.ts';

export interface PageParts {
  readonly db: Db;
  readonly config: () => Config;
  readonly now: () => Date;
}

const form = z.object({
  name: z.string().default(''),
  meaning: z.enum(acknowledgementMeanings).nullable().catch(null),
  note: z.string().default(''),
  subjects: z.array(z.string().max(200)).max(2_000),
});
type Form = z.output<typeof form>;

/** One change, or one finding, that the mail tells of. */
interface Subject {
  readonly id: string;
  readonly alertIds: readonly string[];
  readonly telling: Telling;
  readonly given: readonly StoredAcknowledgement[];
}

/** Shows, or takes, an acknowledgement by the token in the address. */
export async function acknowledgePage(parts: PageParts, token: string, question: Question): Promise<Answer> {
  const { db } = parts;
  const deliveryId = readAcknowledgeToken(await acknowledgeKey(db), token);
  const delivery = deliveryId === null ? null : await loadDelivery(db, deliveryId);
  if (delivery === null)
    return faultPage(
      404,
      'This link leads nowhere',
      'Open it once more from the mail, whole; some programs cut long links. Or acknowledge as the mail says, at a terminal.',
    );
  const subjects = await subjectsOf(parts, delivery.id);
  if (subjects.length === 0)
    return faultPage(404, 'Nothing to acknowledge', 'What this mail told of asks for no acknowledgement.');
  if (question.method === 'GET') return showForm(parts, delivery, subjects, null, null);
  const written = form.parse({
    name: question.form.get('name') ?? undefined,
    meaning: question.form.get('meaning'),
    note: question.form.get('note') ?? undefined,
    subjects: question.form.getAll('subject'),
  });
  const chosen = subjects.filter(({ id }) => written.subjects.includes(id));
  const fault = formFault(written, chosen.length);
  if (fault !== null || written.meaning === null)
    return showForm(parts, delivery, subjects, written, fault ?? 'choose what it means');
  const note = written.note.trim();
  await acknowledge(
    db,
    chosen.flatMap(({ alertIds }) => alertIds),
    {
      ...signer(parts.config(), delivery, written.name.trim()),
      meaning: written.meaning,
      note: note === '' ? null : note,
      way: 'link',
      account: question.from,
      at: parts.now(),
    },
  );
  return { status: 303, type: 'text/html; charset=utf-8', body: '', location: token };
}

function formFault(written: Form, chosen: number): string | null {
  const fault = faultOf(written.name, written.note);
  if (fault !== null) return `${fault.fault}: ${fault.advice}`;
  return chosen === 0 ? 'choose at least one of what the mail told of' : null;
}

/** The reader of the mail signs as that contact; somebody to whom it was forwarded, by their own name. */
function signer(config: Config, delivery: StoredDelivery, name: string) {
  const reader = config.contacts.get(delivery.contact_id);
  return reader?.name === name ? { name, contactId: reader.id } : signerOf(config, name);
}

async function subjectsOf({ db, config }: PageParts, deliveryId: string): Promise<readonly Subject[]> {
  const alerts = (await loadAlerts(db, await acknowledgeableOf(db, deliveryId))).filter(
    (alert) => alert.change_id !== null || alert.reason === 'finding',
  );
  const given = await listAcknowledgements(
    db,
    alerts.map(({ id }) => id),
  );
  const groups = Map.groupBy(alerts, (alert) => alert.change_id ?? alert.id);
  return Promise.all(
    [...groups].map(async ([id, members]): Promise<Subject> => {
      const newest = members[members.length - 1] ?? members[0];
      if (newest === undefined) throw new RangeError('a group has a member');
      const alertIds = members.map((alert) => alert.id);
      return {
        id,
        alertIds,
        telling: await gatherTelling(db, config(), newest),
        given: given.filter((one) => alertIds.includes(one.alert_id)),
      };
    }),
  );
}

function showForm(
  parts: PageParts,
  delivery: StoredDelivery,
  subjects: readonly Subject[],
  written: Form | null,
  fault: string | null,
): Answer {
  const contact = parts.config().contacts.get(delivery.contact_id);
  const isOpen = subjects.some(({ given }) => given.length === 0);
  const isChosen = ({ id, given }: Subject) =>
    written === null ? given.length === 0 || !isOpen : written.subjects.includes(id);
  return acknowledgeForm({
    mail: { subject: delivery.subject, writtenAt: delivery.created_at },
    timeZone: contact?.timeZone ?? 'UTC',
    subjects: subjects.map((subject) => ({ ...viewSubject(subject), isChosen: isChosen(subject) })),
    name: written?.name ?? contact?.name ?? '',
    meaning: written?.meaning ?? null,
    note: written?.note ?? '',
    fault,
  });
}

function viewSubject({ id, telling, given }: Subject): Omit<FormSubject, 'isChosen'> {
  const { change, trouble, severity } = telling;
  return {
    id,
    summary: vendorText(change?.summary ?? trouble?.finding.summary ?? id, 300),
    about: change
      ? `${change.sourceTitle}; severity ${severityLabel(severity).toLowerCase()}; ${stateLabel(change.verdict.state).toLowerCase()}`
      : (trouble?.sourceTitle ?? 'no longer watched'),
    given: given.map(({ name, meaning, note, acknowledged_at: at }) => ({ name, meaning, note, at })),
  };
}
