/** Packs old looks that found nothing new. */
import type { Deps } from '../src/pipeline/deps.ts';
import { packOldLooks } from '../src/store/pack-looks.ts';

export async function pack({ db, now, log }: Deps, _payload: unknown, signal: AbortSignal): Promise<void> {
  const looks = await packOldLooks(db, now(), signal);
  if (looks > 0) log.info({ looks }, 'old looks packed');
}
