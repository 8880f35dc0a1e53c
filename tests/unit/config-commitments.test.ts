import { expect, it } from 'vitest';
import { loadWith, problemsWith, validFiles } from '../support/config-folder.ts';

const norvik = validFiles['vendors/norvik.yaml'] ?? '';

/** The valid vendor with lines of its own beneath `vendor`. */
function vendorWith(lines: string): Readonly<Record<string, string>> {
  return { 'vendors/norvik.yaml': norvik.replace('sources:', `${lines}\nsources:`) };
}

function commitment(keys: string): Readonly<Record<string, string>> {
  return vendorWith(`  commitments:\n    - {${keys}, readOn: 2026-11-23, note: as read}`);
}

it('a vendor has the commitments that it published, each with where and when it was read', async () => {
  const config = await loadWith(
    vendorWith(`  commitments:
    - kind: retirement-notice
      appliesTo: ga
      days: 60
      launchedBefore: 2026-09-07
      source: changelog
      readOn: 2026-11-23
      note: Released models stay for 60 days after the notice.
    - kind: silent-updates
      holds: false
      source: https://norvik.example/policy
      readOn: 2026-11-23
      note: No change without a new version.
    - {kind: terms-notice, source: norvik/card, readOn: 2026-11-23, note: No number is named.}`),
  );
  const shared = { launchedFrom: null, readOn: '2026-11-23' };
  expect(config.vendors.get('norvik')?.commitments).toEqual([
    {
      ...shared,
      kind: 'retirement-notice',
      appliesTo: 'ga',
      days: 60,
      holds: null,
      launchedBefore: '2026-09-07',
      source: 'norvik/changelog',
      note: 'Released models stay for 60 days after the notice.',
    },
    {
      ...shared,
      kind: 'silent-updates',
      appliesTo: 'all',
      days: null,
      holds: false,
      launchedBefore: null,
      source: 'https://norvik.example/policy',
      note: 'No change without a new version.',
    },
    expect.objectContaining({ kind: 'terms-notice', days: null, holds: null, source: 'norvik/card' }),
  ]);
});

it.each([
  [
    'a kind that nothing is',
    commitment('kind: retirement, days: 60, source: card'),
    /commitments\[0\]\.kind: expected one of .*retirement-notice/,
  ],
  [
    'days for what is either so or not',
    commitment('kind: version-pinning, days: 3, holds: true, source: card'),
    /commitments\[0\]\.days: version-pinning is either so or not: use `holds`/,
  ],
  [
    'neither yes nor no where one is due',
    commitment('kind: version-pinning, source: card'),
    /commitments\[0\]\.holds: missing: version-pinning is either so or not/,
  ],
  [
    'a yes for a number of days',
    commitment('kind: terms-notice, holds: true, source: card'),
    /commitments\[0\]\.holds: terms-notice is a number of `days`/,
  ],
  [
    'half a day',
    commitment('kind: terms-notice, days: 1.5, source: card'),
    /commitments\[0\]\.days: expected a whole number from 0 to 3650/,
  ],
  [
    'launches from after before',
    commitment('kind: minimum-life, launchedFrom: 2026-09-07, launchedBefore: 2026-09-07, source: card'),
    /commitments\[0\]\.launchedBefore: must be after `launchedFrom`/,
  ],
  [
    'a source that the catalogue does not have',
    commitment('kind: terms-notice, days: 30, source: crad'),
    /commitments\[0\]\.source: unknown source \(found: crad; did you mean "norvik\/card"\?\)/,
  ],
  [
    'a day that does not exist',
    vendorWith('  commitments:\n    - {kind: terms-notice, source: card, readOn: 2026-02-30, note: as read}'),
    /commitments\[0\]\.readOn: expected a date/,
  ],
  [
    'a name that the pattern does not find',
    vendorWith("  models:\n    - {pattern: 'scribe-\\d', family: scribe, examples: [scribe-2, scribble-2]}"),
    /models\[0\]\.examples\[1\]: the pattern does not find this name: scribe-\\d \(found: scribble-2\)/,
  ],
  [
    'a name of which the pattern finds a part',
    vendorWith("  models:\n    - {pattern: 'scribe-\\d', family: scribe, examples: [scribe-2-mini]}"),
    /models\[0\]\.examples\[0\]: the pattern does not find this name/,
  ],
])('%s is refused', async (_name, files, message) => {
  const problems = await problemsWith(files);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(message);
});
