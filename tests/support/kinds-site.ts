/** One source of every kind, put up on a site of our own, with the vendor's file that describes them all. */
import { stringify } from 'yaml';
import type { SourceRole } from '../../src/domain/source.ts';
import { chaiCard } from '../fixtures/chai-card.ts';
import { makePdf, textLines, textRow } from './make-pdf.ts';
import type { Page, Site } from './site.ts';

export interface KindExample {
  readonly kind: string;
  readonly role: SourceRole;
  /** Of the source's address, from the site's root. */
  readonly path: string;
  readonly options?: object;
  /** Everything that the source asks for, by path. */
  readonly pages: Readonly<Record<string, Page>>;
  /** What `preview` prints, among more. */
  readonly shows: readonly string[];
}

const json = (value: unknown): Page => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const typed = (type: string, body: string | Uint8Array): Page => ({
  headers: { 'content-type': type },
  body,
});
const sha = (digit: string): string => digit.repeat(40);

const card = makePdf({
  info: { Title: 'Norvik Scribe 2 system card', ModDate: 'D:20260304000000Z' },
  pages: [
    [
      { text: 'Norvik Scribe 2 system card', x: 60, y: 60, size: 20 },
      ...textLines(
        60,
        90,
        'Scribe 2 drafts visit notes from recordings of conversations, which',
        'clinicians review.',
      ),
      { text: '1 Evaluation', x: 60, y: 140, size: 14 },
      ...textRow([60, 250], 160, 'Data set', 'Word error rate').map((cell) => ({ ...cell, bold: true })),
      ...textRow([60, 250], 174, 'Ambulatory', '4.1 %'),
      ...textRow([60, 250], 188, 'Inpatient', '9.0 %'),
    ],
  ],
});

/** The mailbox needs a folder: `mails` is its path. */
export function kindExamples(mails: string): readonly KindExample[] {
  return [
    {
      kind: 'html',
      role: 'terms',
      path: '/terms',
      options: { select: { from: '#scope', to: '#contact' }, pages: ['terms-2'] },
      pages: {
        '/terms': {
          body: '<title>Terms</title><main><h1>Terms</h1><p>Hello.</p><h2 id="scope">Scope</h2><p>Customers may use the service.</p><h2 id="contact">Contact</h2><p>Write.</p></main>',
        },
        '/terms-2': {
          body: '<main><h2 id="scope">Liability</h2><p>The vendor is liable.</p><h2 id="contact">Contact</h2></main>',
        },
      },
      shows: [
        'Title: Terms',
        'paragraph  Customers may use the service.',
        'paragraph  The vendor is liable.',
      ],
    },
    {
      kind: 'markdown',
      role: 'deprecations',
      path: '/deprecations.md',
      pages: {
        '/deprecations.md': typed(
          'text/markdown',
          '---\ntitle: Deprecations\nupdated: 2026-03-04\n---\n# Deprecations\n\n| Model | Shutdown |\n|---|---|\n| norvik-scribe-1 | 2026-09-01 |\n',
        ),
      },
      shows: ['Title: Deprecations', 'norvik-scribe-1', '2026-09-01'],
    },
    {
      kind: 'feed',
      role: 'changelog',
      path: '/feed.xml',
      pages: {
        '/feed.xml': typed(
          'application/rss+xml',
          '<rss version="2.0"><channel><title>Changelog</title><item><guid>e1</guid><title>Scribe 3 is there</title><pubDate>Wed, 04 Mar 2026 08:00:00 GMT</pubDate><description>Faster notes.</description></item></channel></rss>',
        ),
      },
      shows: ['Scribe 3 is there', 'Faster notes.'],
    },
    {
      kind: 'json',
      role: 'docs',
      path: '/limits.json',
      options: { records: 'limits', ignore: ['checked'] },
      pages: {
        '/limits.json': json({ limits: [{ id: 'scribe-2', context: 64_000, checked: '2026-03-04' }] }),
      },
      shows: ['context: 64000'],
    },
    {
      kind: 'model-list',
      role: 'model-list',
      path: '/v1/models',
      pages: {
        '/v1/models': json({ object: 'list', data: [{ id: 'norvik-scribe-2', created: 1_767_225_600 }] }),
      },
      shows: ['norvik-scribe-2', 'created: 2026-01-01'],
    },
    {
      kind: 'pdf',
      role: 'model-card',
      path: '/card.pdf',
      pages: { '/card.pdf': typed('application/pdf', card) },
      shows: [
        'Title: Norvik Scribe 2 system card',
        "Remark: last modified on 2026-03-04, by the file's own account",
        'conversations, which clinicians review.',
        'Ambulatory | 4.1 %',
      ],
    },
    {
      kind: 'text',
      role: 'policy',
      path: '/ai.txt',
      pages: { '/ai.txt': typed('text/plain', 'Recordings are kept for thirty days.\n') },
      shows: ['Recordings are kept for thirty days.'],
    },
    {
      kind: 'github',
      role: 'docs',
      path: '/norvik/scribe',
      options: { repository: 'norvik/scribe', path: 'PROMPT.md' },
      pages: {
        '/raw/norvik/scribe/HEAD/PROMPT.md': typed('text/plain', '# Prompt\n\nYou draft notes.\n'),
        '/api/v3/repos/norvik/scribe/commits': json([
          {
            sha: sha('a'),
            commit: { message: 'Ask for brevity', committer: { date: '2026-03-04T08:00:00Z' } },
          },
        ]),
      },
      shows: ['You draft notes.', sha('a')],
    },
    {
      kind: 'huggingface',
      role: 'registry',
      path: '/norvik/scribe-2',
      options: { repository: 'norvik/scribe-2', revisions: [sha('b')] },
      pages: {
        '/api/models/norvik/scribe-2': json({
          id: 'norvik/scribe-2',
          sha: sha('a'),
          gated: 'manual',
          disabled: false,
          siblings: [
            { rfilename: 'model.safetensors', blobId: sha('c'), lfs: { sha256: 'd'.repeat(64), size: 8 } },
          ],
        }),
        '/norvik/scribe-2/raw/main/README.md': typed('text/plain', '# Scribe 2\n\nDrafts notes.\n'),
      },
      shows: ['d'.repeat(64), 'gated', `pinned revision ${sha('b')}: unreachable`, 'Drafts notes.'],
    },
    {
      kind: 'statuspage',
      role: 'status',
      path: '/',
      options: { components: true },
      pages: {
        '/api/v2/incidents.json': json({
          page: { name: 'Norvik' },
          incidents: [
            {
              id: 'i1',
              name: 'Slow notes',
              status: 'resolved',
              impact: 'minor',
              created_at: '2026-03-04T08:00:00Z',
              incident_updates: [
                { id: 'u1', status: 'resolved', body: 'All is well.', created_at: '2026-03-04T09:00:00Z' },
              ],
            },
          ],
        }),
        '/api/v2/components.json': json({
          page: { name: 'Norvik' },
          components: [{ id: 'c1', name: 'Notes', status: 'operational' }],
        }),
      },
      shows: ['Slow notes', 'All is well.', 'operational'],
    },
    {
      kind: 'chai-card',
      role: 'model-card',
      path: '/card.xml',
      pages: { '/card.xml': typed('application/xml', chaiCard) },
      shows: ['Norvik Triage', 'Norvik Triage sorts head CT studies by urgency.'],
    },
    {
      kind: 'sitemap',
      role: 'docs',
      path: '/sitemap.xml',
      options: { prefix: '/cards/' },
      pages: {
        '/sitemap.xml': typed(
          'application/xml',
          '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/cards/scribe-2</loc></url><url><loc>/news/1</loc></url></urlset>',
        ),
      },
      shows: ['/cards/scribe-2'],
    },
    {
      kind: 'openfda',
      role: 'registry',
      path: '/device/510k.json?search=k_number:K260001&limit=1000',
      pages: {
        '/device/510k.json': json({
          meta: { results: { skip: 0, limit: 1000, total: 1 } },
          results: [{ k_number: 'K260001', device_name: 'Norvik Triage', decision_date: '2026-02-02' }],
        }),
      },
      shows: ['K260001', 'Norvik Triage'],
    },
    {
      kind: 'mailbox',
      role: 'changelog',
      path: '/notices',
      options: { folder: mails, senders: ['@norvik.example'] },
      pages: {},
      shows: ['Scribe 1 retires', 'It ends in September.'],
    },
  ];
}

/** The mail that the mailbox's example shows. */
export const exampleMail =
  'From: Norvik <notices@norvik.example>\r\nSubject: Scribe 1 retires\r\nMessage-ID: <1@norvik.example>\r\nDate: Wed, 04 Mar 2026 08:00:00 +0000\r\n\r\nIt ends in September.\r\n';

/** Puts the pages of all examples up. */
export function putUp(site: Site, examples: readonly KindExample[]): void {
  for (const { pages } of examples) for (const [path, page] of Object.entries(pages)) site.page(path, page);
}

/** `vendors/norvik.yaml`, with one source of each kind, called as its kind. */
export function vendorFileOf(site: Site, examples: readonly KindExample[]): string {
  return stringify({
    vendor: { id: 'norvik', name: 'Norvik Health AI' },
    sources: examples.map(({ kind, role, path, options = {} }) => ({
      id: kind,
      title: `Norvik ${kind}`,
      role,
      kind,
      url: `${site.url}${path}`,
      allowPrivate: [site.host],
      options,
    })),
  });
}
