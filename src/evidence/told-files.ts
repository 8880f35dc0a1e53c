/** Which files of a bundle an entry of the log speaks of, and what their SHA-256 must be. */
import { bundlePaths } from './bundle-paths.ts';
import type { LoggedFact } from './read-entry.ts';

interface ExpectedFile {
  readonly path: string;
  readonly sha256: string;
}

export function filesOf({ kind, ref, record }: LoggedFact): readonly ExpectedFile[] {
  const expect = (path: string, digest: unknown): readonly ExpectedFile[] =>
    typeof digest === 'string' ? [{ path, sha256: digest }] : [];
  switch (kind) {
    case 'body':
      return expect(bundlePaths.body(ref), ref);
    case 'version':
      return expect(bundlePaths.document(ref), record['document']);
    case 'change':
      return (['edits', 'understanding', 'coming'] as const).flatMap((part) =>
        expect(bundlePaths.change(ref, `${part}.json`), record[part]),
      );
    case 'verdict':
      return expect(
        bundlePaths.verdict(String(record['change']), String(record['number'])),
        record['record'],
      );
    case 'alert':
      return expect(bundlePaths.alertTrouble(ref), record['trouble']);
    case 'register':
      return expect(bundlePaths.register(ref), record['tools']);
    case 'delivery':
      return expect(bundlePaths.mail(ref), record['sha256']);
    default:
      return [];
  }
}
