import { describe, expect, it } from 'vitest';
import { loadWith, validFiles } from '../support/config-folder.ts';

const hourMs = 3_600_000;
const vendorText = validFiles['vendors/norvik.yaml'] ?? '';

describe('a loaded configuration', () => {
  it('has sources with their full ids, checked options and cadence', async () => {
    const config = await loadWith();
    expect(config.sources).toEqual([
      {
        id: 'norvik/changelog',
        vendor: 'norvik',
        title: 'Norvik changelog',
        role: 'changelog',
        kind: 'feed',
        url: 'https://norvik.example/feed.xml',
        cadence: { kind: 'every', everyMs: 6 * hourMs },
        headers: {},
        allowPrivate: [],
        announcedBy: [],
        options: {},
      },
      expect.objectContaining({
        id: 'norvik/card',
        cadence: { kind: 'every', everyMs: 12 * hourMs },
        options: { select: 'main' },
      }),
    ]);
  });

  it('has tools, contacts and a root route that takes everything', async () => {
    const config = await loadWith();
    expect(config.tools).toEqual([
      {
        id: 'scribe',
        name: 'Scribe',
        vendor: 'norvik',
        models: ['norvik-scribe-2'],
        departments: ['Surgery'],
        jurisdictions: [],
        owner: null,
        isClinical: true,
        handlesPhi: false,
        noticeDays: null,
        lastApproved: null,
      },
    ]);
    expect(config.contacts.get('bob')).toEqual({
      id: 'bob',
      name: 'Bob',
      email: 'bob@example.org',
      timeZone: 'UTC',
      quietHours: [],
      digest: { at: 480, day: 'mon' },
      wantsWatchReport: true,
      maxMailsPerHour: { inAll: 20, ofOneVendor: 10 },
    });
    expect(config.operators).toEqual(['bob']);
    expect(config.route).toEqual({
      name: 'root',
      match: {},
      contacts: ['amy'],
      goesOn: false,
      cadence: 'immediate',
      groupWaitMs: 120_000,
      followUp: { remindEveryMs: { critical: 14_400_000, high: 86_400_000 }, escalate: [] },
      routes: [],
    });
    expect(config.rules.rules.map((rule) => rule.id)).toEqual(['terms#data-use']);
  });

  it('has defaults for every setting', async () => {
    const { settings } = await loadWith();
    expect(settings).toEqual({
      dataFolder: 'data',
      databaseUrl: null,
      redis: null,
      smtp: null,
      mail: {
        from: 'modelwarden@modelwarden.invalid',
        replyTo: null,
        domain: 'modelwarden.invalid',
        organisation: 'this organisation',
        bounces: null,
        answers: null,
        inbox: null,
        bounceFolder: null,
        unsubscribeUrl: null,
        maxPerHour: 60,
        dkim: null,
        actWithin: { critical: 1, high: 3, medium: 10, low: 20, info: 20 },
      },
      fetch: { contact: null, timeoutMs: 60_000, maxBytes: 20_000_000, spacingMs: 1000 },
      browser: null,
      evidence: { folder: 'data/evidence', keyFile: 'data/evidence/log-key', timestamps: null },
      graceMs: 72 * hourMs,
      reminderDays: [30, 7, 1],
      cardWithinMs: 14 * 24 * hourMs,
      retentionYears: 6,
      workers: { pollConcurrency: 4, deliverConcurrency: 2 },
      logLevel: 'info',
      web: { listen: null, publicUrl: null, hasConsole: false, trustsProxy: false },
    });
  });

  it.each([
    [
      'smtp://relay.example',
      { host: 'relay.example', port: 587, security: 'starttls', user: null, password: null },
    ],
    [
      'smtps://relay.example',
      { host: 'relay.example', port: 465, security: 'tls', user: null, password: null },
    ],
    [
      'smtps://a%40b:c%2Fd@[::1]:2465',
      { host: '::1', port: 2465, security: 'tls', user: 'a@b', password: 'c/d' },
    ],
  ])('reads the relay %s', async (url, expected) => {
    const text = `smtp: {url: '${url}'}\nmail: {from: me@clinic.example}\n`;
    const { settings } = await loadWith({ 'modelwarden.yaml': text });
    expect(settings.smtp).toEqual(expected);
    expect(settings.mail.domain).toBe('clinic.example');
  });

  it('reads sentinels', async () => {
    const text = 'redis: {url: "redis://r/2", sentinels: "s1, [::2]:5", sentinelName: main}\n';
    const { settings } = await loadWith({ 'modelwarden.yaml': text });
    expect(settings.redis).toEqual({
      url: 'redis://r/2',
      cluster: false,
      sentinels: [
        { host: 's1', port: 26_379 },
        { host: '::2', port: 5 },
      ],
      sentinelName: 'main',
    });
  });

  it('lets children inherit what they do not say', async () => {
    const routes = `  groupWait: 5m
  routes:
    - name: terms
      match: {categories: ['terms.*']}
      contacts: [bob]
      cadence: daily
      remind: {critical: 1h}
      escalate: [{after: 2h, contacts: [amy]}]
      routes:
        - {name: surgery, match: {departments: [Surgery]}, groupWait: 0s, cadence: weekly, continue: true, escalate: []}
    - {name: high, match: {minSeverity: high}}
`;
    const { route } = await loadWith({ 'contacts.yaml': `${validFiles['contacts.yaml'] ?? ''}${routes}` });
    expect(route.routes).toEqual([
      {
        name: 'terms',
        match: { categories: ['terms.*'] },
        contacts: ['bob'],
        goesOn: false,
        cadence: 'daily',
        groupWaitMs: 300_000,
        followUp: {
          remindEveryMs: { critical: 3_600_000 },
          escalate: [{ afterMs: 7_200_000, minSeverity: 'critical', contacts: ['amy'] }],
        },
        routes: [
          {
            name: 'surgery',
            match: { departments: ['Surgery'] },
            contacts: ['bob'],
            goesOn: true,
            cadence: 'weekly',
            groupWaitMs: 0,
            followUp: { remindEveryMs: { critical: 3_600_000 }, escalate: [] },
            routes: [],
          },
        ],
      },
      {
        name: 'high',
        match: { minSeverity: 'high' },
        contacts: ['amy'],
        goesOn: false,
        cadence: 'immediate',
        groupWaitMs: 300_000,
        followUp: { remindEveryMs: { critical: 14_400_000, high: 86_400_000 }, escalate: [] },
        routes: [],
      },
    ]);
  });
});

describe('a contact', () => {
  it('may have quiet hours, times of digests and limits of its own', async () => {
    const habits = `    quietHours: [{from: '19:00', to: '07:00'}, {days: [sat, sun], from: '00:00', to: '24:00'}]
    digestAt: '06:30'
    digestDay: fri
    stillWatching: false
    maxMailsPerHour: 5
    maxMailsPerVendor: 2
`;
    const text = (validFiles['contacts.yaml'] ?? '').replace('  - id: bob', `${habits}  - id: bob`);
    const { contacts } = await loadWith({ 'contacts.yaml': text });
    expect(contacts.get('amy')).toMatchObject({
      quietHours: [
        { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: 19 * 60, to: 7 * 60 },
        { days: ['sat', 'sun'], from: 0, to: 24 * 60 },
      ],
      digest: { at: 390, day: 'fri' },
      wantsWatchReport: false,
      maxMailsPerHour: { inAll: 5, ofOneVendor: 2 },
    });
  });
});

describe('the watch list', () => {
  it.each<[string, string, readonly (readonly [string, string])[]]>([
    [
      'all enabled sources',
      'watch: [{vendor: norvik}]',
      [
        ['norvik/changelog', '6h'],
        ['norvik/card', '12h'],
      ],
    ],
    [
      'its default cadence',
      'defaults: {every: 1d}\nwatch: [{vendor: norvik}]',
      [
        ['norvik/changelog', '24h'],
        ['norvik/card', '12h'],
      ],
    ],
    [
      "a vendor's cadence over the source's own",
      'watch: [{vendor: norvik, every: 2h}]',
      [
        ['norvik/changelog', '2h'],
        ['norvik/card', '2h'],
      ],
    ],
    ['only some', 'watch: [{vendor: norvik, only: [card]}]', [['norvik/card', '12h']]],
    ['all except some', 'watch: [{vendor: norvik, except: [card]}]', [['norvik/changelog', '6h']]],
    ['nothing', 'watch: []', []],
    [
      "sources of one's own",
      'sources: [{id: norvik/deal, title: Deal, role: terms, kind: html, url: "http://a.example"}]',
      [['norvik/deal', '6h']],
    ],
  ])('watches %s', async (_, text, expected) => {
    const config = await loadWith({ 'watchlist.yaml': text });
    const watched = config.sources.map(({ id, cadence }) => [
      id,
      cadence.kind === 'every' ? `${cadence.everyMs / hourMs}h` : cadence.expression,
    ]);
    expect(watched).toEqual(expected);
  });

  it('takes a cron expression in a time zone', async () => {
    const text = "watch: [{vendor: norvik, cron: '30 6 * * mon-fri,sun,sat', timeZone: Asia/Tokyo}]";
    const { sources } = await loadWith({ 'watchlist.yaml': text });
    const expected = { kind: 'cron', expression: '30 6 * * mon-fri,sun,sat', timeZone: 'Asia/Tokyo' };
    expect(sources.map((source) => source.cadence)).toEqual([expected, expected]);
  });

  it('says of every source that is not watched why', async () => {
    const disabled = vendorText.replace('every: 12h', 'enabled: false\n    reason: needs a login');
    const vendorFiles = {
      'vendors/norvik.yaml': disabled,
      'vendors/acme.yaml': disabled.replaceAll('norvik', 'acme'),
    };
    const config = await loadWith({
      ...vendorFiles,
      'watchlist.yaml': 'watch: [{vendor: norvik, except: [changelog]}]',
    });
    expect(config.disabled.map(({ id, reason }) => [id, reason])).toEqual([
      ['acme/changelog', 'the vendor is not in watchlist.yaml'],
      ['acme/card', 'the vendor is not in watchlist.yaml'],
      ['norvik/changelog', 'left out by `except` in watchlist.yaml'],
      ['norvik/card', 'needs a login'],
    ]);
    const enabled = await loadWith({
      ...vendorFiles,
      'watchlist.yaml': 'watch: [{vendor: norvik, enable: [card]}]',
    });
    expect(enabled.sources.map(({ id }) => id)).toContain('norvik/card');
  });

  it('resolves announcing sources within the vendor and by full id', async () => {
    const text = vendorText.replace('every: 12h', 'announcedBy: [changelog, norvik/card]');
    const config = await loadWith({ 'vendors/norvik.yaml': text });
    expect(config.sources[1]?.announcedBy).toEqual(['norvik/changelog', 'norvik/card']);
  });
});

describe('the version', () => {
  it('is the same for the same files, and another after any edit or renaming', async () => {
    const base = await loadWith();
    expect((await loadWith()).version).toBe(base.version);
    expect(base.version).toMatch(/^[0-9a-f]{64}$/u);
    const edited = await loadWith({ 'vendors/norvik.yaml': `${vendorText}# note\n` });
    const renamed = await loadWith({
      'rules/terms.yaml': null,
      'rules/law.yaml': validFiles['rules/terms.yaml'] ?? '',
    });
    expect(new Set([base.version, edited.version, renamed.version]).size).toBe(3);
  });

  it('does not depend on the environment, which holds secrets', async () => {
    const files = { 'modelwarden.yaml': 'databaseUrl: ${D:-}\n' };
    const bare = await loadWith(files);
    const set = await loadWith(files, { D: 'postgresql://db' });
    expect(set.version).toBe(bare.version);
    expect(set.files).toContainEqual({
      name: 'modelwarden.yaml',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/u),
    });
  });
});
