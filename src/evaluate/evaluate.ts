/**
 * Measures the product's judgement against labels: what it would have told of each labelled pair, what it would
 * have said of the announcement, and what it makes of pure noise.
 */
import type { Rules } from '../domain/rules.ts';
import { AnnouncementRecord } from './announcement-record.ts';
import { type CrossValidation, crossValidate } from './cross-validate.ts';
import { DocumentReader } from './document-reader.ts';
import { sourceOf, vendorIdOf, vendorOf } from './evaluated-source.ts';
import { judgeAnnounced } from './judge-announced.ts';
import { judgePair, judgeUnreadable, type PairJudgement } from './judge-pair.ts';
import { judgeReplay, type ReplayFigures, type ReplayOutcome, scoreReplay } from './judge-replay.ts';
import type { Corpus, Label } from './read-corpus.ts';
import { isDisclosureScored, type Scored, type Scores, score } from './score.ts';

export interface Evaluation extends Scores, ReplayFigures {
  readonly rulesVersion: string;
  readonly pairs: number;
  readonly vendors: Readonly<Record<string, Scores>>;
  /** Whether the rules do as well on one vendor as on the others. */
  readonly crossValidation: CrossValidation;
  /** Every label with what was made of it, for listing misses. */
  readonly scored: readonly Scored[];
  readonly replayed: readonly ReplayOutcome[];
  readonly remarks: readonly string[];
}

/** Evaluates a folder, or one vendor's part of it. `onProgress` is called after each labelled pair. */
export async function evaluate(input: {
  readonly corpus: Corpus;
  readonly rules: Rules;
  readonly vendor: string | null;
  readonly onProgress: (done: number, total: number, document: string) => void;
}): Promise<Evaluation> {
  const { corpus, rules, vendor, onProgress } = input;
  const labels = corpus.labels.filter(
    ({ document }) => vendor === null || vendorIdOf(document.id) === vendor,
  );
  const judge = new Judge(corpus, rules);
  const scored: Scored[] = [];
  for (const label of labels) {
    scored.push(await judge.judge(label));
    onProgress(scored.length, labels.length, label.document.id);
  }
  const replayed = await judgeReplay(corpus.pairs, new DocumentReader(corpus.folder), rules);
  const vendors = Map.groupBy(scored, ({ label }) => vendorIdOf(label.document.id));
  return {
    ...score(scored),
    ...scoreReplay(replayed),
    rulesVersion: rules.version,
    pairs: labels.length,
    vendors: Object.fromEntries([...vendors].map(([id, own]) => [id, score(own)])),
    crossValidation: crossValidate(scored),
    scored,
    replayed,
    remarks: [...corpus.remarks, ...judge.remarks],
  };
}

class Judge {
  readonly #corpus: Corpus;
  readonly #rules: Rules;
  readonly #reader: DocumentReader;
  readonly #records = new Map<string, AnnouncementRecord>();
  readonly #remarks = new Set<string>();

  constructor(corpus: Corpus, rules: Rules) {
    this.#corpus = corpus;
    this.#rules = rules;
    this.#reader = new DocumentReader(corpus.folder);
  }

  get remarks(): ReadonlySet<string> {
    return this.#remarks;
  }

  async judge(label: Label): Promise<Scored> {
    const judgement = await this.#judgePair(label);
    const { companion } = label.document;
    const record = companion === null ? null : this.#recordOf(companion);
    const verdict =
      companion !== null && record && isDisclosureScored(label)
        ? await judgeAnnounced(label, judgement, record, companion)
        : null;
    return { label, judgement, verdict };
  }

  async #judgePair({ document, from, to }: Label): Promise<PairJudgement> {
    const before = await this.#reader.read(from);
    const after = await this.#reader.read(to);
    if (after.kind === 'unreadable') return judgeUnreadable(`${to.file}: ${after.reason}`);
    if (before.kind === 'unreadable') return judgeUnreadable(`${from.file}: ${before.reason}`);
    return judgePair({
      source: sourceOf(document),
      vendor: vendorOf(document),
      before: before.document,
      after: after.document,
      rules: this.#rules,
      now: to.at,
    });
  }

  #recordOf(companion: string): AnnouncementRecord | null {
    const known = this.#records.get(companion);
    if (known) return known;
    const document = this.#corpus.documents.get(companion);
    if (!document) {
      this.#remarks.add(`${companion} announces for others but has no revisions here`);
      return null;
    }
    const record = new AnnouncementRecord(document, this.#reader);
    this.#records.set(companion, record);
    return record;
  }
}
