/** Takes mail that came to us: what came back, and answers. From a folder, a mailbox, or both. */
import { createHash } from 'node:crypto';
import { listReturned, setAside } from '../mail/bounce-folder.ts';
import { loadInboxState, noteInboxFailure, saveInboxState } from '../store/answers.ts';
import type { Deps } from './deps.ts';
import type { TakenMail } from './incoming-mail.ts';
import { takeAnswer } from './take-answer.ts';
import { takeBounce } from './take-bounce.ts';

type Parts = Pick<Deps, 'db' | 'config' | 'now'>;

/** In one look, so that a flood is worked off in steps. */
const maxMails = 40;
const maxMailBytes = 6_000_000;

export type Taken = TakenMail & {
  /** Name of its file, or its place in the mailbox. */
  readonly from: string;
};

/** Takes every file of the folder that the settings name; none when they name none. */
export async function takeFolder(parts: Parts): Promise<readonly Taken[]> {
  const folder = parts.config().settings.mail.bounceFolder;
  if (folder === null) return [];
  const taken: Taken[] = [];
  for (const { name, bytes } of await listReturned(folder)) {
    taken.push({ ...(bytes === null ? tooLarge : await takeMail(parts, bytes)), from: name });
    // Should this fail, the file is read again and found to be known.
    await setAside(folder, name);
  }
  return taken;
}

export interface InboxLook {
  readonly taken: readonly Taken[];
  /** Why the mailbox could not be read, when that is news. */
  readonly failure: string | null;
}

/** Takes what is new in the mailbox that the settings name. What was taken and not noted as read is found to be known. */
export async function takeInbox(
  parts: Parts & Pick<Deps, 'fetchMail'>,
  signal: AbortSignal,
): Promise<InboxLook> {
  const { inbox } = parts.config().settings.mail;
  if (inbox === null) return { taken: [], failure: null };
  const state = await loadInboxState(parts.db);
  const after = state?.uid_validity == null ? null : { uidValidity: state.uid_validity, uid: state.last_uid };
  const answer = await parts.fetchMail(
    {
      ...inbox,
      wanted: { after },
      // The operator's own server, named in the settings.
      allowPrivate: [inbox.host],
      maxMails,
      maxMailBytes,
      maxTotalBytes: maxMails * maxMailBytes,
      known: null,
    },
    signal,
  );
  if (answer.kind === 'failure') {
    const isNews = await noteInboxFailure(parts.db, answer.detail, parts.now());
    return { taken: [], failure: isNews ? answer.detail : null };
  }
  if (answer.kind === 'unchanged') return { taken: [], failure: null };
  const taken: Taken[] = [];
  for (const { uid, bytes } of answer.mails)
    taken.push({ ...(await takeMail(parts, Buffer.from(bytes))), from: `mail ${uid} of ${inbox.mailbox}` });
  for (const uid of answer.tooLarge) taken.push({ ...tooLarge, from: `mail ${uid} of ${inbox.mailbox}` });
  const isSame = after?.uidValidity === answer.uidValidity;
  const last = Math.max(isSame ? after.uid : 0, ...answer.mails.map(({ uid }) => uid), ...answer.tooLarge);
  if (!isSame || last !== after.uid || state?.failed_since)
    await saveInboxState(parts.db, answer.uidValidity, last);
  return { taken, failure: null };
}

const tooLarge: TakenMail = {
  what: 'too-large',
  contact: null,
  detail: 'larger than a notification or an answer is',
  isNewlySuppressed: false,
  deliveries: [],
};

async function takeMail(parts: Parts, bytes: Buffer): Promise<TakenMail> {
  const mail = { id: createHash('sha256').update(bytes).digest('hex'), bytes };
  const taken = (await takeBounce(parts, mail)) ?? (await takeAnswer(parts, mail));
  return (
    taken ?? {
      what: 'not-for-us',
      contact: null,
      detail: 'neither a delivery status nor an answer with a token of ours',
      isNewlySuppressed: false,
      deliveries: [],
    }
  );
}
