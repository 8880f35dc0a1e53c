import { describe, expect, it } from 'vitest';
import { expandVariables } from '../../src/config/environment.ts';
import { explainConfig } from '../../src/config/explain-config.ts';
import { InvalidConfigError } from '../../src/config/problem.ts';
import { loadWith, problemObjectsWith, problemsWith, validFiles } from '../support/config-folder.ts';

const secret = 'correct-horse-battery';

describe('variables', () => {
  it.each([
    ['${A}', { A: 'x' }, 'x'],
    ['pre-${A}-post', { A: 'x' }, 'pre-x-post'],
    ['${A}${B}', { A: 'x', B: 'y' }, 'xy'],
    ['${A:-fallback}', {}, 'fallback'],
    ['${A:-fallback}', { A: '' }, 'fallback'],
    ['${A:-}', {}, ''],
    ['${A}', { A: '' }, ''],
    ['${A:-https://a.example/?b=c}', {}, 'https://a.example/?b=c'],
    ['$${A}', { A: 'x' }, '${A}'],
    ['${A}', { A: '${B}', B: 'never' }, '${B}'],
    ['$5 and 3{4}', {}, '$5 and 3{4}'],
  ])('%s with %o gives %s', (text, env, expected) => {
    expect(expandVariables(text, env)).toMatchObject({ value: expected, faults: [] });
  });

  it.each(['${}', '${A', '${A-b}', '${1A}', '${A B}'])('refuses the malformed %s', (text) => {
    expect(expandVariables(text, { A: 'x' }).faults).toHaveLength(1);
  });

  it('does not take inherited properties for variables', () => {
    expect(expandVariables('${constructor}', {}).faults).toHaveLength(1);
  });

  it('that are not set are named with their line and the one probably meant', async () => {
    const [problem] = await problemsWith(
      { 'modelwarden.yaml': 'logLevel: info\ndatabaseUrl: ${DATABSE_URL}\n' },
      { DATABASE_URL: 'postgresql://db' },
    );
    expect(problem).toBe(
      'modelwarden.yaml:2:14 databaseUrl: environment variable DATABSE_URL is not set and has no default (found: ${DATABSE_URL}; did you mean "DATABASE_URL"?)',
    );
  });

  it('that come out empty leave the default in force', async () => {
    const { settings } = await loadWith(
      {
        'modelwarden.yaml':
          'databaseUrl: ${D:-}\nlogLevel: ${L:-}\nweb: {listen: "${P:-}"}\nsmtp:\n  port: ${S:-}\n',
      },
      { L: '' },
    );
    expect(settings).toMatchObject({
      databaseUrl: null,
      logLevel: 'info',
      web: { listen: null },
      smtp: null,
    });
  });

  it('may give numbers and switches', async () => {
    const { settings } = await loadWith(
      {
        'modelwarden.yaml':
          'redis: {url: "${R}", cluster: "${C}"}\nworkers: {poll: "${W}"}\nweb: {listen: "${P}"}\n',
      },
      { R: 'rediss://r.example', C: 'true', W: '7', P: '8080' },
    );
    expect(settings.redis).toEqual({ url: 'rediss://r.example', cluster: true });
    expect(settings.workers.pollConcurrency).toBe(7);
    expect(settings.web.listen).toEqual({ host: '127.0.0.1', port: 8080 });
  });
});

describe('secrets', () => {
  const inCard = (lines: string) => ({
    'vendors/norvik.yaml': (validFiles['vendors/norvik.yaml'] ?? '').replace('    every: 12h', lines),
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a database address', { 'modelwarden.yaml': `databaseUrl: \${SECRET}\n` }],
    ['a relay address', { 'modelwarden.yaml': `smtp: {url: "http://u:\${SECRET}@relay"}\n` }],
    ['a name', { 'modelwarden.yaml': `logLevel: \${SECRET}\n` }],
    ['a header with a line break', inCard('    headers: {Authorization: "Bearer ${SECRET}\\n"}')],
    ['an option', inCard('    role: ${SECRET}')],
    [
      'an e-mail address',
      { 'contacts.yaml': (validFiles['contacts.yaml'] ?? '').replace('amy@example.org', '${SECRET}') },
    ],
    [
      'a contact id',
      { 'contacts.yaml': (validFiles['contacts.yaml'] ?? '').replace('[bob]', '["${SECRET}"]') },
    ],
  ])('from the environment do not show in the problem with %s', async (_, changes) => {
    const env = { SECRET: secret };
    const error = await loadWith(changes, env).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof InvalidConfigError)) throw new Error('expected a refusal');
    expect(error.problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(error.problems) + error.message + String(error.stack)).not.toContain(secret);
  });

  it('show as the name of their variable', async () => {
    const [problem] = await problemObjectsWith(
      { 'modelwarden.yaml': 'databaseUrl: ${SECRET}\n' },
      { SECRET: secret },
    );
    expect(problem?.value).toBe('${SECRET}');
  });

  it.each([
    ['a password', 'modelwarden.yaml', `smtp: {password: [${secret}]}\n`],
    ['a password of the wrong type', 'modelwarden.yaml', `smtp: {password: 12345678}\n`],
    ['credentials in an address', 'modelwarden.yaml', `databaseUrl: mysql://me:${secret}@db/x\n`],
  ])('written in plain text are hidden too: %s', async (_, name, text) => {
    const problems = await problemsWith({ [name]: text });
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toMatch(/correct-horse|12345678/u);
  });

  it('may not stand in an address, which e-mails show', async () => {
    const url = 'https://norvik.example/card';
    const withUrl = (changed: string) => ({
      'vendors/norvik.yaml': (validFiles['vendors/norvik.yaml'] ?? '').replace(url, changed),
    });
    const env = { SECRET: secret };
    expect(await problemsWith(withUrl(`${url}?key=\${SECRET}`), env)).toEqual([
      'vendors/norvik.yaml:14:10 sources[1].url: an address is shown in e-mails and must not hold secrets: use `headers` (found: https://norvik.example/card?key=(hidden))',
    ]);
    expect(await problemsWith(withUrl('https://me:${SECRET}@norvik.example/card'), env)).toEqual([
      'vendors/norvik.yaml:14:10 sources[1].url: an address is shown in e-mails and must not hold credentials: use `headers` (found: https://(hidden)@norvik.example/card)',
    ]);
  });

  it('are not in the explanation', async () => {
    const config = await loadWith(
      {
        ...inCard('    headers: {Authorization: "Bearer ${SECRET}"}'),
        'modelwarden.yaml': [
          'databaseUrl: postgresql://u:${SECRET}@db/x',
          'redis: {url: "redis://:${SECRET}@r"}',
          'smtp: {host: relay.example, user: u, password: "${SECRET}"}',
          'mail: {from: a@example.org}',
        ].join('\n'),
      },
      { SECRET: secret },
    );
    expect(config.sources[1]?.headers).toEqual({ authorization: `Bearer ${secret}` });
    expect(config.settings.smtp?.password).toBe(secret);
    expect(explainConfig(config)).not.toContain(secret);
  });
});
