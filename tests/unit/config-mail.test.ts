import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadWith, problemsWith, validFiles } from '../support/config-folder.ts';

const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const edwards = pem(generateKeyPairSync('ed25519').privateKey);

function settings(lines: readonly string[]): Readonly<Record<string, string>> {
  return { 'modelwarden.yaml': ['mail:', ...lines.map((line) => `  ${line}`), ''].join('\n') };
}

describe('the signing key', () => {
  it('is taken from a file beside the configuration', async () => {
    const config = await loadWith({
      ...settings(['from: a@clinic.example', 'dkim: { selector: mw1, keyFile: dkim.pem }']),
      'dkim.pem': rsa,
    });
    expect(config.settings.mail.dkim).toEqual({
      domain: 'clinic.example',
      selector: 'mw1',
      privateKey: rsa,
    });
  });

  it('is taken from the environment, on one line or on many', async () => {
    for (const key of [rsa, rsa.replaceAll('\n', String.raw`\n`)]) {
      const config = await loadWith(settings(['dkim: { selector: mw1, key: "${DKIM_KEY}" }']), {
        DKIM_KEY: key,
      });
      expect(config.settings.mail.dkim?.selector).toBe('mw1');
    }
  });

  it.each([
    ['a file that is not there', ['dkim: { selector: a, keyFile: no.pem }'], /cannot be read .*no\.pem/],
    ['no selector', ['dkim: { key: x }'], /mail\.dkim\.selector: missing/],
    ['no key', ['dkim: { selector: a }'], /mail\.dkim\.key: missing/],
    ['two keys', ['dkim: { selector: a, key: x, keyFile: y }'], /give either/],
    ['words instead of a key', ['dkim: { selector: a, key: hush-hush }'], /no private key in PEM form/],
    ['a key that is not RSA', ['dkim: { selector: a, key: "${KEY}" }'], /expected an RSA key/],
  ])('is refused: %s', async (_name, lines, expected) => {
    const problems = await problemsWith(settings(lines), { KEY: edwards });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
    expect(problems[0]).toMatch(/^modelwarden\.yaml:2:/);
    expect(problems[0]).not.toContain('hush-hush');
  });
});

it.each([
  ['bounces: nobody', /mail\.bounces: expected an e-mail address/],
  ['unsubscribeUrl: http://clinic.example/leave', /mail\.unsubscribeUrl: expected a https:/],
  ['maxPerHour: 0', /mail\.maxPerHour: expected a whole number/],
  ['actWithin: { hihg: 2 }', /did you mean "high"/],
])('refuses %s', async (line, expected) => {
  expect((await problemsWith(settings([line]))).join('\n')).toMatch(expected);
});

describe('regulations', () => {
  const file = (entry: string) => ({
    'rules/terms.yaml': `${validFiles['rules/terms.yaml']}regulations:\n  - ${entry}\n`,
  });
  const entry = '{ id: r, title: R, citation: C, jurisdiction: US, status: in-force, categories: [terms.*] }';

  it('come with their status', async () => {
    const { rules } = await loadWith(file(entry));
    expect(rules.regulations).toMatchObject([{ id: 'r', status: 'in-force', lastVerified: null }]);
  });

  it('that are not enabled are left out', async () => {
    const { rules } = await loadWith(file(entry.replace('{ id', '{ enabled: false, id')));
    expect(rules.regulations).toEqual([]);
  });

  it.each([
    [entry.replace('terms.*', 'terms.data_uses'), /no rule makes findings of this category.*terms\.data_use/],
    [entry.replace('in-force', 'required'), /status: expected one of in-force/],
    [entry.replace('in-force', 'upcoming'), /effective: missing/],
    [entry.replace('status', 'lastVerified: soon, status'), /lastVerified: expected a date/],
  ])('are refused: %s', async (written, expected) => {
    const problems = await problemsWith(file(written));
    expect(problems.join('\n')).toMatch(expected);
    expect(problems.join('\n')).toMatch(/^rules\/terms\.yaml:\d+:\d+/);
  });
});
