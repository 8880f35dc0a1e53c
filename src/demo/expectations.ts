/** What must be true at each stage of the demo; the demo succeeds only if all of it came about. */

import { isAnnounced } from '../domain/disclosure.ts';
import { demoSources } from './demo-config.ts';
import type { DemoChange, DemoMail, DemoRecord } from './demo-record.ts';

/** Null when it has come about, else what is still missing. */
export type Expectation = (record: DemoRecord) => string | null;

export const baselinesTaken: Expectation = ({ outcomes }) => {
  const missing = Object.values(demoSources).filter((id) => !outcomes.get(id)?.includes('first-seen'));
  return missing.length === 0 ? null : `no baseline yet of ${missing.join(', ')}`;
};

export const announcedModelTold: Expectation = (record) => {
  const change = onlyChange(record, demoSources.models);
  if (typeof change === 'string') return change;
  if (!isAnnounced(change.disclosure)) return `the new model is judged ${change.disclosure}`;
  return sentOnce(change, 'detected');
};

export const silentChangeDetected: Expectation = (record) => {
  const change = onlyChange(record, demoSources.card);
  return typeof change === 'string' ? change : sentOnce(change, 'detected');
};

export const silentChangeSettled: Expectation = (record) => {
  const change = onlyChange(record, demoSources.card);
  if (typeof change === 'string') return change;
  if (change.disclosure !== 'unannounced') return `the silent change is judged ${change.disclosure}`;
  return sentOnce(change, 'settled');
};

export const noiseIgnored: Expectation = ({ outcomes, noise, changes }) => {
  if (changes.get(demoSources.terms)?.length) return 'noise on the terms was taken for a change';
  if (outcomes.get(demoSources.terms)?.at(-1) !== 'unchanged') return 'the terms were not polled again yet';
  return (noise.get(demoSources.terms) ?? 0) > 0 ? null : 'the noise on the terms was not seen yet';
};

export const challengeReported: Expectation = ({ outcomes, changes, troubleMails }) => {
  if (changes.get(demoSources.policy)?.length) return 'the challenge page was taken for a change';
  if (!outcomes.get(demoSources.policy)?.includes('blocked')) return 'the challenge page was not seen yet';
  const mails = troubleMails.filter((mail) => mail.contact === 'operator' && mail.isSent);
  return mails.length === 1 ? null : `${mails.length} mails about the blocked source were sent`;
};

function onlyChange({ changes }: DemoRecord, sourceId: string): DemoChange | string {
  const found = changes.get(sourceId) ?? [];
  const [change] = found;
  if (!change) return `no change of ${sourceId} yet`;
  return found.length === 1 ? change : `${found.length} changes of ${sourceId} where one was made`;
}

function sentOnce(change: DemoChange, reason: string): string | null {
  const mails: readonly DemoMail[] = change.mails.filter(
    (mail) => mail.reason === reason && mail.contact === 'compliance',
  );
  if (mails.length !== 1) return `${mails.length} ${reason} mails about ${change.id}`;
  return mails[0]?.isSent ? null : `the ${reason} mail about ${change.id} is not sent yet`;
}
