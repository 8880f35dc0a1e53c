import { describe, expect, it } from 'vitest';
import { problemObjectsWith, problemsWith, validFiles } from '../support/config-folder.ts';

/** The valid file with one passage written differently. */
function edited(name: string, passage: string, replacement: string): Readonly<Record<string, string>> {
  const text = validFiles[name] ?? '';
  if (!text.includes(passage)) throw new Error(`${name} does not hold ${passage}`);
  return { [name]: text.replace(passage, replacement) };
}

const contacts = 'contacts.yaml';
const vendor = 'vendors/norvik.yaml';
const register = 'register.yaml';

describe('what is wrong with a configuration', () => {
  it('is nothing for a valid folder', async () => {
    expect(await problemsWith({})).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string | null>>, readonly string[]]>([
    [
      'an operator who is no contact',
      edited(contacts, '[bob]', '[bbo]'),
      ['contacts.yaml:9:13 operators[0]: no contact has this id (found: bbo; did you mean "bob"?)'],
    ],
    [
      'a misspelt key, told once and not again as a missing one',
      edited(contacts, 'operators:', 'operatros:'),
      [
        'contacts.yaml:9:1 operatros: unknown key: expected one of contacts, operators, route (did you mean "operators"?)',
      ],
    ],
    [
      'a root route that tells nobody',
      edited(contacts, 'contacts: [amy]', 'contacts: []'),
      ['contacts.yaml:11:13 route.contacts: expected at least one contact'],
    ],
    [
      'a root route without contacts',
      edited(contacts, 'contacts: [amy]', 'routes: []'),
      ['contacts.yaml:11:3 route.contacts: missing: expected a list'],
    ],
    [
      'a mailbox for answers that nothing reads',
      { 'modelwarden.yaml': 'mail: {answers: answers@example.org}\n' },
      [
        'modelwarden.yaml:1:17 mail.answers: nothing reads this mailbox: set `inbox`, or `bounceFolder` (found: answers@example.org)',
      ],
    ],
    [
      'pages without an address of this machine',
      { 'modelwarden.yaml': 'web: {publicUrl: https://warden.example.org}\n' },
      [
        'modelwarden.yaml:1:18 web.publicUrl: nothing is served there: set `listen` to the address of this worker (found: https://warden.example.org)',
      ],
    ],
    [
      'links that anybody on the way can read',
      { 'modelwarden.yaml': 'web: {listen: 8474, publicUrl: "http://warden.example.org"}\n' },
      [
        'modelwarden.yaml:1:32 web.publicUrl: expected a https:// address without credentials, ? or #: who can read the way there can acknowledge in the place of the reader (found: "http://warden.example.org")',
      ],
    ],
    [
      'a port that is none',
      { 'modelwarden.yaml': 'web: {listen: "127.0.0.1:70000"}\n' },
      [
        'modelwarden.yaml:1:15 web.listen: expected an address and a port such as 127.0.0.1:8474 or [::1]:8474 (found: "127.0.0.1:70000")',
      ],
    ],
    [
      'an unknown time zone',
      edited(contacts, 'Europe/Berlin', 'Europe/Berln'),
      [
        'contacts.yaml:5:15 contacts[0].timeZone: unknown time zone: expected an IANA name such as Europe/Berlin (found: Europe/Berln; did you mean "Europe/Berlin"?)',
      ],
    ],
    [
      'an offset in place of a time zone',
      edited(contacts, 'Europe/Berlin', '"+02:00"'),
      [
        'contacts.yaml:5:15 contacts[0].timeZone: unknown time zone: expected an IANA name such as Europe/Berlin (found: "+02:00")',
      ],
    ],
    [
      'a malformed e-mail address',
      edited(contacts, 'bob@example.org', 'bob.example.org'),
      [
        'contacts.yaml:8:12 contacts[1].email: expected an e-mail address such as compliance@example.org (found: bob.example.org)',
      ],
    ],
    [
      'an address that smuggles in a header',
      edited(contacts, 'bob@example.org', '"bob@example.org\\r\\nBcc: eve@example.net"'),
      [
        'contacts.yaml:8:12 contacts[1].email: expected an e-mail address such as compliance@example.org (found: "bob@example.org\\r\\nBcc: eve@example.net")',
      ],
    ],
    [
      'a contact id that is used twice',
      edited(contacts, 'id: bob', 'id: amy'),
      [
        'contacts.yaml:6:9 contacts[1].id: another contact has this id already (found: amy)',
        'contacts.yaml:9:13 operators[0]: no contact has this id (found: bob)',
      ],
    ],
    [
      'a key that is written twice',
      edited(contacts, 'name: Amy', 'name: Amy\n    name: Amy B'),
      ['contacts.yaml:4:5: key "name" is written twice'],
    ],
    [
      'an unknown kind',
      edited(vendor, 'kind: feed', 'kind: fed'),
      [
        'vendors/norvik.yaml:8:11 sources[0].kind: unknown kind: expected one of html, markdown, feed, json (found: fed; did you mean "feed"?)',
      ],
    ],
    [
      "a misspelt option, by the kind's own schema",
      edited(vendor, 'select: main', 'selct: main'),
      [
        'vendors/norvik.yaml:17:7 sources[1].options.selct: unknown key: expected one of select, drop (did you mean "select"?)',
      ],
    ],
    [
      'an option of the wrong type, with both forms that it may take',
      edited(vendor, 'select: main', 'select: 5'),
      ['vendors/norvik.yaml:17:15 sources[1].options.select: expected text, or expected a list (found: 5)'],
    ],
    [
      'an address that is not http',
      edited(vendor, 'https://norvik.example/card', 'ftp://norvik.example/card'),
      [
        'vendors/norvik.yaml:14:10 sources[1].url: expected a http:// or https:// address (found: ftp://norvik.example/card)',
      ],
    ],
    [
      'an unknown role',
      edited(vendor, 'role: model-card', 'role: modelcard'),
      [
        'vendors/norvik.yaml:12:11 sources[1].role: expected one of changelog, deprecations, model-card, model-list, terms, policy, docs, status, registry (found: modelcard; did you mean "model-card"?)',
      ],
    ],
    [
      'a duration in words',
      edited(vendor, 'every: 12h', 'every: 12 hours'),
      [
        'vendors/norvik.yaml:15:12 sources[1].every: expected a duration such as 90s, 15m, 6h or 30d (found: 12 hours)',
      ],
    ],
    [
      'a cron expression that never fires',
      edited(vendor, 'every: 12h', 'cron: "0 0 31 2 *"'),
      [
        'vendors/norvik.yaml:15:11 sources[1].cron: expected a cron expression that fires at least every two days (found: "0 0 31 2 *")',
      ],
    ],
    [
      'two cadences at once',
      edited(vendor, 'every: 12h', 'every: 12h\n    cron: "0 6 * * *"'),
      [
        'vendors/norvik.yaml:16:11 sources[1].cron: give either `every` or `cron`, not both (found: "0 6 * * *")',
      ],
    ],
    [
      'an announcing source that does not exist',
      edited(vendor, 'every: 12h', 'announcedBy: [changlog]'),
      [
        'vendors/norvik.yaml:15:19 sources[1].announcedBy[0]: unknown source (found: changlog; did you mean "norvik/changelog"?)',
      ],
    ],
    [
      'a disabled source without a reason',
      edited(vendor, 'every: 12h', 'enabled: false'),
      ['vendors/norvik.yaml:10:5 sources[1].reason: missing: a source that is not enabled needs a reason'],
    ],
    [
      'a source id that is used twice',
      edited(vendor, 'id: card', 'id: changelog'),
      ['vendors/norvik.yaml:10:9 sources[1].id: another source has this id already (found: changelog)'],
    ],
    [
      "patterns that do not compile, explode or match nothing's name",
      edited(
        vendor,
        'name: Norvik Health AI',
        "name: N\n  models: [{pattern: 'a(b', family: x}, {pattern: '(a+)+', family: y}, {pattern: 'a*', family: z}]",
      ),
      [
        "vendors/norvik.yaml:4:22 vendor.models[0].pattern: expected a regular expression: Unterminated group (found: 'a(b')",
        "vendors/norvik.yaml:4:51 vendor.models[1].pattern: a repeated group must not itself hold + or * (found: '(a+)+')",
        "vendors/norvik.yaml:4:82 vendor.models[2].pattern: a pattern must not match empty text (found: 'a*')",
      ],
    ],
    [
      'an alias of an alias',
      edited(vendor, 'name: Norvik Health AI', 'name: N\n  aliases: {latest: stable, stable: scribe-2}'),
      [
        'vendors/norvik.yaml:4:21 vendor.aliases.latest: this is an alias itself: give the name that it stands for (found: stable)',
      ],
    ],
    [
      'a tool of an unknown vendor',
      edited(register, 'vendor: norvik', 'vendor: norvk'),
      [
        'register.yaml:4:13 tools[0].vendor: no file in vendors/ describes this vendor (found: norvk; did you mean "norvik"?)',
      ],
    ],
    [
      'a day that does not exist',
      edited(register, 'clinical: true', "lastApproved: {version: '2', on: 2026-02-30}"),
      ['register.yaml:7:38 tools[0].lastApproved.on: expected a date such as 2026-03-31 (found: 2026-02-30)'],
    ],
    [
      'a watched vendor that does not exist',
      { 'watchlist.yaml': 'watch:\n  - vendor: norvk\n' },
      [
        'watchlist.yaml:2:13 watch[0].vendor: no file in vendors/ describes this vendor (found: norvk; did you mean "norvik"?)',
      ],
    ],
    [
      'a watched source that does not exist',
      { 'watchlist.yaml': 'watch:\n  - vendor: norvik\n    only: [cards]\n' },
      [
        'watchlist.yaml:3:12 watch[0].only[0]: unknown source: norvik has changelog, card (found: cards; did you mean "card"?)',
      ],
    ],
    [
      'a required file that is missing',
      { 'watchlist.yaml': null },
      ['watchlist.yaml:1:1: this file is missing'],
    ],
    [
      'a file whose name would be overlooked',
      { 'register.yml': 'tools: []' },
      [
        'register.yml:1:1: unknown file: expected one of modelwarden.yaml, watchlist.yaml, contacts.yaml, register.yaml (did you mean "register.yaml"?)',
      ],
    ],
    [
      'an empty catalogue',
      { 'vendors/norvik.yaml': null, 'vendors/.keep': '' },
      [
        'register.yaml:4:13 tools[0].vendor: no file in vendors/ describes this vendor (found: norvik)',
        'vendors/:1:1: expected at least one .yaml file here',
        'watchlist.yaml:2:13 watch[0].vendor: no file in vendors/ describes this vendor (found: norvik)',
      ],
    ],
    [
      'syntax that is no YAML',
      { 'contacts.yaml': 'contacts: [\n' },
      [
        'contacts.yaml:2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    [
      'anchors and tags',
      { 'watchlist.yaml': 'watch: *all\nsources: !custom []\n' },
      [
        'watchlist.yaml:1:8 watch: anchors and aliases are not supported: write the value out',
        'watchlist.yaml:2:10: not valid YAML: Unresolved tag: !custom',
      ],
    ],
    [
      'a list where keys are expected',
      { 'contacts.yaml': '- amy\n' },
      ['contacts.yaml:1:1: expected keys and values'],
    ],
    [
      'a rule that the rules file does not allow',
      edited('rules/terms.yaml', 'severity: high', 'severity: hgh'),
      [
        'rules/terms.yaml:4:15 rules[0].severity: expected one of info, low, medium, high, critical (found: hgh; did you mean "high"?)',
      ],
    ],
    [
      'settings out of their bounds',
      {
        'modelwarden.yaml':
          'redis: {cluster: yes}\nworkers: {poll: 0}\nlogLevel: inf\nfetch: {maxBytes: lots}\n',
      },
      [
        'modelwarden.yaml:1:18 redis.cluster: expected true or false (found: yes)',
        'modelwarden.yaml:2:17 workers.poll: expected a whole number from 1 to 100 (found: 0)',
        'modelwarden.yaml:3:11 logLevel: expected one of fatal, error, warn, info, debug, trace, silent (found: inf; did you mean "info"?)',
        'modelwarden.yaml:4:19 fetch.maxBytes: expected a size such as 20MB or 500kB, from 1000 to 200000000 bytes (found: lots)',
      ],
    ],
    [
      'a relay without a sender, and a password in the open',
      { 'modelwarden.yaml': 'smtp: {host: relay.example, security: none, user: u, password: p}\n' },
      [
        'modelwarden.yaml:1:1 mail.from: missing: a relay is set, so mail needs a sender',
        'modelwarden.yaml:1:39 smtp.security: a password must not travel unprotected: expected tls or starttls (found: none)',
      ],
    ],
    [
      'sentinels without their name',
      { 'modelwarden.yaml': 'redis:\n  url: redis://r\n  sentinels: a:1, b:x\n' },
      [
        'modelwarden.yaml:2:3 redis.sentinelName: missing: `sentinels` and `sentinelName` go together',
        'modelwarden.yaml:3:14 redis.sentinels: expected host:port, several separated by commas (found: a:1, b:x)',
      ],
    ],
  ])('names %s', async (_, changes, expected) => {
    expect(await problemsWith(changes)).toEqual(expected);
  });

  it('tells the problems of all files together, in the order of files and lines', async () => {
    const problems = await problemObjectsWith({
      ...edited(contacts, '[bob]', '[rob]'),
      ...edited(vendor, 'kind: feed', 'kind: fed'),
      ...edited(register, 'clinical: true', 'clinical: perhaps'),
      'watchlist.yaml': 'watch: []\nsorces: []\n',
    });
    expect(problems.map(({ file, line, path }) => `${file}:${line} ${path}`)).toEqual([
      'contacts.yaml:9 operators[0]',
      'register.yaml:7 tools[0].clinical',
      'vendors/norvik.yaml:8 sources[0].kind',
      'watchlist.yaml:2 sorces',
    ]);
  });

  it('does not blame other files for the vendor whose own file is broken', async () => {
    const problems = await problemObjectsWith(edited(vendor, 'name: Norvik Health AI', 'name: []'));
    expect(problems.map(({ path }) => path)).toEqual(['vendor.name']);
  });
});

describe('contacts', () => {
  it.each([
    [
      'quietHours: [{from: "19:00", to: "7:00"}]',
      'quietHours[0].to: expected a time of day such as 08:00 (found: "7:00")',
    ],
    [
      'quietHours: [{from: "25:00", to: "07:00"}]',
      'quietHours[0].from: expected a time of day such as 08:00 (found: "25:00")',
    ],
    ['digestDay: monday', 'digestDay: expected one of mon, tue, wed, thu, fri, sat, sun (found: monday)'],
    ['maxMailsPerHour: 0', 'maxMailsPerHour: expected a whole number from 1 to 1000 (found: 0)'],
    [
      'quietHours: [{from: "07:00", to: "07:00"}]',
      'quietHours: these hours cover the whole week: nothing but what is critical would ever be sent',
    ],
  ])('with %s are refused', async (line, expected) => {
    const text = (validFiles[contacts] ?? '').replace('    timeZone', `    ${line}\n    timeZone`);
    const problems = await problemsWith({ [contacts]: text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`contacts[0].${expected}`);
  });

  it('name only vendors that a platform can host', async () => {
    const text = (validFiles['vendors/norvik.yaml'] ?? '').replace('sources:', '  hosts: [norvk]\nsources:');
    expect(await problemsWith({ 'vendors/norvik.yaml': text })).toEqual([
      'vendors/norvik.yaml:4:11 vendor.hosts[0]: no file in vendors/ describes this vendor (found: norvk; did you mean "norvik"?)',
    ]);
  });
});

describe('routes', () => {
  const withRoutes = (routes: string) => ({
    [contacts]: `${validFiles[contacts] ?? ''}  routes:\n${routes.replaceAll(/^/gmu, '    ')}\n`,
  });

  it.each([
    [
      'after one that takes everything',
      '- {name: a, match: {}}\n- {name: b, match: {vendors: [norvik]}}',
      true,
    ],
    [
      'after one that takes more of the same',
      '- {name: a, match: {roles: [terms, policy]}}\n- {name: b, match: {roles: [terms]}}',
      true,
    ],
    [
      'after one with a lower bound',
      '- {name: a, match: {minSeverity: low}}\n- {name: b, match: {minSeverity: high}}',
      true,
    ],
    [
      'after one that takes its whole group',
      "- {name: a, match: {categories: ['terms.*']}}\n- {name: b, match: {categories: [terms.data_use]}}",
      true,
    ],
    [
      'after one that continues',
      '- {name: a, match: {}, continue: true}\n- {name: b, match: {vendors: [norvik]}}',
      false,
    ],
    [
      'after one that takes every beginning alike',
      '- {name: a, match: {models: [claude-*]}}\n- {name: b, match: {models: [claude-opus-4-5, claude-opus-*]}}',
      true,
    ],
    [
      'after one that takes less',
      '- {name: a, match: {roles: [terms]}}\n- {name: b, match: {roles: [terms, policy]}}',
      false,
    ],
    [
      'after one with a higher bound',
      '- {name: a, match: {minSeverity: high}}\n- {name: b, match: {minSeverity: low}}',
      false,
    ],
    [
      'after one with a further condition',
      '- {name: a, match: {roles: [terms], vendors: [norvik]}}\n- {name: b, match: {roles: [terms]}}',
      false,
    ],
  ])('that come %s are refused only when nothing can reach them', async (_, routes, isRefused) => {
    const problems = await problemObjectsWith(withRoutes(routes));
    expect(problems.map(({ path, line }) => `${line} ${path}`)).toEqual(
      isRefused ? ['14 route.routes[1].name'] : [],
    );
  });

  it('are refused when several before them share all that they match', async () => {
    const routes =
      '- {name: a, match: {roles: [terms]}}\n- {name: b, match: {roles: [policy]}}\n- {name: c, match: {roles: [policy, terms], minSeverity: high}}';
    expect(await problemsWith(withRoutes(routes))).toEqual([
      'contacts.yaml:15:14 route.routes[2].name: nothing can reach this route: "b" and "a" above take all that it matches and do not continue (found: c)',
    ]);
  });

  it('are refused when a route above them lets nothing of theirs through', async () => {
    const routes =
      '- name: a\n  match: {roles: [terms]}\n  routes:\n    - {name: b, match: {roles: [status]}}\n    - {name: c, match: {minSeverity: high}}';
    expect(await problemsWith(withRoutes(routes))).toEqual([
      'contacts.yaml:16:36 route.routes[0].routes[0].match.roles: nothing can reach this route: "a" above lets none of these roles through',
    ]);
  });

  it.each([
    [
      'a contact that there is not',
      '[{after: 4h, contacts: [bbo]}]',
      'contacts.yaml:13:37 route.escalate[0].contacts[0]: no contact has this id (found: bbo; did you mean "bob"?)',
    ],
    [
      'a step that comes too early',
      '[{after: 4h, contacts: [bob]}, {after: 240m, contacts: [amy, eve]}]',
      'contacts.yaml:13:52 route.escalate[1].after: this step comes no later than the one before it, which is taken after 4h (found: 240m)',
    ],
    [
      'a step that tells nobody new',
      '[{after: 4h, contacts: [bob]}, {after: 8h, contacts: [amy, bob]}]',
      'contacts.yaml:13:66 route.escalate[1].contacts: this step tells nobody new: all of its contacts are told before it',
    ],
    [
      'a step without a time',
      '[{contacts: [bob]}]',
      'contacts.yaml:13:14 route.escalate[0].after: missing: expected a duration such as 90s, 15m, 6h or 30d',
    ],
  ])('may not escalate to %s', async (_, escalate, problem) => {
    const text = `${validFiles['contacts.yaml'] ?? ''}  escalate: ${escalate}\n`.replace(
      'operators:',
      '  - {id: eve, name: Eve, email: eve@example.org}\noperators:',
    );
    expect(await problemsWith({ 'contacts.yaml': text })).toEqual([problem]);
  });

  it('may escalate to somebody again where a milder matter skipped the step before', async () => {
    const escalate = '[{after: 4h, contacts: [bob]}, {after: 8h, minSeverity: high, contacts: [bob]}]';
    const text = `${validFiles['contacts.yaml'] ?? ''}  escalate: ${escalate}\n`;
    expect(await problemsWith({ 'contacts.yaml': text })).toEqual([]);
  });

  it('may only match on words that something bears', async () => {
    // Trouble with sources goes to the operators, whatever the tree says.
    const match =
      '{tools: [scrib], departments: [Surgry], categories: [terms.dat_use, terms.*, source.blocked], vendors: [norvk], jurisdictions: [us-ca]}';
    const problems = await problemObjectsWith(withRoutes(`- {name: a, match: ${match}}`));
    expect(problems.map(({ path, suggestion }) => [path.split('.').at(-1), suggestion])).toEqual([
      ['tools[0]', 'scribe'],
      ['departments[0]', 'Surgery'],
      ['categories[0]', 'terms.data_use'],
      ['categories[2]', null],
      ['vendors[0]', 'norvik'],
      ['jurisdictions[0]', null],
    ]);
  });

  it('have names of their own, and contacts that exist at any depth', async () => {
    const problems = await problemsWith(
      withRoutes(
        '- name: a\n  match: {roles: [terms]}\n  routes:\n    - {name: a, match: {minSeverity: high}, contacts: [eve]}',
      ),
    );
    expect(problems).toEqual([
      'contacts.yaml:16:18 route.routes[0].routes[0].name: another route has this name already (found: a)',
      'contacts.yaml:16:60 route.routes[0].routes[0].contacts[0]: no contact has this id (found: eve)',
    ]);
  });
});
