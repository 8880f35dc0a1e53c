/** What the product makes of pairs to replay: noise must tell nobody, and a silent edit must be seen as one. */
import type { Rules } from '../domain/rules.ts';
import type { SourceRole } from '../domain/source.ts';
import type { DocumentReader } from './document-reader.ts';
import { sourceOf, vendorOf } from './evaluated-source.ts';
import { type Interval, wilson } from './figures.ts';
import { judgePair, judgeUnreadable, type PairJudgement } from './judge-pair.ts';
import type { ReplayPair } from './read-corpus.ts';

export interface ReplayOutcome {
  readonly pair: ReplayPair;
  readonly judgement: PairJudgement;
  readonly isMailed: boolean;
  /** Null when nothing was compared. */
  readonly isSilentEdit: boolean | null;
}

export interface ReplayFigures {
  readonly noise: { readonly pairs: number; readonly mailed: number; readonly interval: Interval | null };
  readonly silentEdit: { readonly correct: number; readonly n: number; readonly interval: Interval | null };
}

/** Pairs do not say what kind of document they are: noise is tried as each of these, and must pass as all. */
const roles: readonly SourceRole[] = ['terms', 'model-card', 'model-list', 'deprecations', 'docs'];

/** Judges every pair. */
export async function judgeReplay(
  pairs: readonly ReplayPair[],
  reader: DocumentReader,
  rules: Rules,
): Promise<readonly ReplayOutcome[]> {
  const outcomes: ReplayOutcome[] = [];
  for (const pair of pairs) {
    const judgements = await Promise.all(roles.map((role) => judgeAs(role, pair, reader, rules)));
    const told = judgements.find(({ outcome }) => outcome === 'told');
    const judgement = (pair.isNoise ? told : undefined) ?? judgements[0] ?? judgeUnreadable('not judged');
    outcomes.push({
      pair,
      judgement,
      isMailed: judgement.outcome === 'told',
      isSilentEdit: judgement.understanding?.printed.isSilentEdit ?? null,
    });
  }
  return outcomes;
}

/** Counts noise that would have mailed somebody, and verdicts on printed dates that are right. */
export function scoreReplay(outcomes: readonly ReplayOutcome[]): ReplayFigures {
  const noise = outcomes.filter(({ pair }) => pair.isNoise);
  const mailed = noise.filter(({ isMailed }) => isMailed).length;
  const dated = outcomes.filter(({ pair }) => pair.isSilentEdit !== null);
  const correct = dated.filter(({ pair, isSilentEdit }) => pair.isSilentEdit === isSilentEdit).length;
  return {
    noise: { pairs: noise.length, mailed, interval: wilson(mailed, noise.length) },
    silentEdit: { correct, n: dated.length, interval: wilson(correct, dated.length) },
  };
}

async function judgeAs(
  role: SourceRole,
  pair: ReplayPair,
  reader: DocumentReader,
  rules: Rules,
): Promise<PairJudgement> {
  const [before, after] = [await reader.read(pair.before), await reader.read(pair.after)];
  if (before.kind === 'unreadable') return judgeUnreadable(before.reason);
  if (after.kind === 'unreadable') return judgeUnreadable(after.reason);
  const id = `replay/${pair.id}`;
  return judgePair({
    source: sourceOf({ id, role }),
    vendor: vendorOf({ id }),
    before: before.document,
    after: after.document,
    rules,
    now: pair.after.at,
  });
}
