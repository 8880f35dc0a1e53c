import { describe, expect, it } from 'vitest';
import { compareDocuments, documentHash } from '../../src/compare/compare-documents.ts';
import { understandChange } from '../../src/compare/understand-change.ts';
import type { Understanding } from '../../src/domain/change.ts';
import type { Document } from '../../src/domain/document.ts';
import type { Source } from '../../src/domain/source.ts';
import { extractHuggingFace, type PinnedRevision } from '../../src/extract/huggingface-document.ts';
import { roleOf } from '../../src/extract/huggingface-files.ts';
import { huggingFaceAdapter } from '../../src/sources/huggingface.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';
import { shippedRules } from '../support/shipped-rules.ts';

const oid = (digit: string): string => digit.repeat(64);
const blob = (digit: string): string => digit.repeat(40);

const files = [
  { rfilename: '.gitattributes', blobId: blob('0') },
  { rfilename: 'README.md', blobId: blob('1') },
  { rfilename: 'LICENSE', blobId: blob('2') },
  { rfilename: 'config.json', blobId: blob('3') },
  { rfilename: 'tokenizer.json', blobId: blob('4'), lfs: { sha256: oid('4'), size: 17, pointerSize: 134 } },
  { rfilename: 'model-00001-of-00002.safetensors', blobId: blob('5'), lfs: { sha256: oid('5') } },
  { rfilename: 'model-00002-of-00002.safetensors', blobId: blob('6'), lfs: { sha256: oid('6') } },
  { rfilename: 'images/scan.png', blobId: blob('7') },
];

const repository = {
  _id: '6566',
  id: 'norvik/medscribe-4b',
  sha: blob('a'),
  lastModified: '2026-03-01T10:00:00.000Z',
  gated: false,
  disabled: false,
  private: false,
  downloads: 1000,
  likes: 12,
  pipeline_tag: 'text-generation',
  cardData: { license: 'apache-2.0', base_model: ['norvik/base-4b'] },
  siblings: files,
};

const card =
  '---\nlicense: apache-2.0\n---\n# MedScribe 4B\n\nA model that drafts visit notes.\n\n## Limitations\n\nNot for diagnosis.\n';

function read(
  part: object = {},
  text: string | null = card,
  pinned: readonly PinnedRevision[] = [],
): Document {
  return extractHuggingFace(JSON.stringify({ ...repository, ...part }), text, pinned);
}

/** The files with one of them replaced by other content. */
function withFile(rfilename: string, part: object): object {
  return { siblings: files.map((file) => (file.rfilename === rfilename ? { ...file, ...part } : file)) };
}

describe('a repository', () => {
  it('is who may read it, the hash of each file that makes the model, and the card', () => {
    const document = read();
    expect(document.title).toBe('MedScribe 4B');
    expect(document.blocks.map(({ text }) => text)).toEqual([
      'access: open',
      'availability: available',
      'task: text-generation',
      `LICENSE.content: ${blob('2')}`,
      `config.json.oid: ${blob('3')}`,
      `model-00001-of-00002.safetensors.oid: ${oid('5')}`,
      `model-00002-of-00002.safetensors.oid: ${oid('6')}`,
      `tokenizer.json.oid: ${oid('4')}`,
      expect.stringMatching(/^weights\.sha256: [0-9a-f]{64}$/),
      'license: apache-2.0',
      'MedScribe 4B',
      'A model that drafts visit notes.',
      'Limitations',
      'Not for diagnosis.',
    ]);
    expect(document.blocks[0]).toMatchObject({ kind: 'key-value', record: 'norvik/medscribe-4b' });
  });

  it('names its licence itself when the card is not read', () => {
    const texts = read({}, null).blocks.map(({ text }) => text);
    expect(texts).toContain('license: apache-2.0');
    expect(texts).toContain('base_model: norvik/base-4b');
  });

  it('tells its commit as evidence that is not compared, nor is what counts readers', () => {
    const later = read({ sha: blob('b'), lastModified: '2026-04-01T00:00:00Z', downloads: 5, likes: 6 });
    expect(later.remarks).toContain(`the repository stood at commit ${blob('b')}`);
    expect(documentHash(later)).toBe(documentHash(read()));
  });

  it.each<readonly [string, string, string]>([
    ['an error', '{"error":"Repository not found"}', 'unexpected_shape'],
    ['an answer without files', '{"id":"a/b","sha":"c"}', 'unexpected_shape'],
    [
      'files without hashes',
      '{"id":"a/b","sha":"c","siblings":[{"rfilename":"config.json"}]}',
      'unexpected_shape',
    ],
    ['half an answer', '{"id":"a/b"', 'malformed_json'],
  ])('is not made up from %s', (_name, answer, code) => {
    expect(() => extractHuggingFace(answer, null)).toThrow(expect.objectContaining({ code }));
  });
});

describe('what a file is', () => {
  it.each<readonly [string, string]>([
    ['model.safetensors', 'model'],
    ['gguf/model-q4.gguf', 'model'],
    ['vocab.txt', 'model'],
    ['chat_template.jinja', 'model'],
    ['modeling_norvik.py', 'model'],
    ['something.unheard-of', 'model'],
    ['LICENSE.txt', 'document'],
    ['USE_POLICY.md', 'document'],
    ['paper.pdf', 'document'],
    ['README.md', 'furniture'],
    ['.gitattributes', 'furniture'],
    ['.github/workflows/x.yml', 'furniture'],
    ['assets/logo.svg', 'furniture'],
  ])('%s: %s', (path, role) => {
    expect(roleOf(path)).toBe(role);
  });
});

describe('what a change means', () => {
  const source: Source = {
    id: 'norvik/medscribe',
    vendor: 'norvik',
    title: 'MedScribe at Hugging Face',
    role: 'registry',
    kind: 'huggingface',
    url: 'https://huggingface.co/norvik/medscribe-4b',
    cadence: { kind: 'every', everyMs: 3_600_000 },
    headers: {},
    allowPrivate: [],
    announcedBy: [],
    options: {},
  };
  const vendor = { id: 'norvik', name: 'Norvik', models: [], aliases: {}, graceMs: 0 };
  const pins = (isReachable: boolean): readonly PinnedRevision[] => [{ revision: blob('a'), isReachable }];

  function understand(before: Document, after: Document): Understanding {
    const comparison = compareDocuments(before, after);
    const now = new Date('2026-05-01T08:00:00Z');
    return understandChange({ source, vendor, before, after, comparison, rules: shippedRules(), now });
  }

  function categoriesOf(before: Document, after: Document): readonly string[] {
    return understand(before, after).findings.map(({ category, base }) => `${category} ${base}`);
  }

  it.each<readonly [string, string, Document, Document]>([
    [
      'other weights',
      'model.identity_changed critical',
      read(),
      read(withFile('model-00001-of-00002.safetensors', { lfs: { sha256: oid('9') } })),
    ],
    [
      'another tokenizer',
      'model.identity_changed critical',
      read(),
      read(withFile('tokenizer.json', { lfs: { sha256: oid('9') } })),
    ],
    [
      'another configuration',
      'model.identity_changed critical',
      read(),
      read(withFile('config.json', { blobId: blob('9') })),
    ],
    ['a gate', 'model.availability_changed medium', read(), read({ gated: 'manual' })],
    ['a host that removed it', 'lifecycle.deprecated high', read(), read({ disabled: true })],
    [
      'a pinned commit that is gone',
      'model.removed_unannounced critical',
      read({}, card, pins(true)),
      read({}, card, pins(false)),
    ],
    [
      'a limit that went',
      'card.safety_changed high',
      read(),
      read({}, card.replace('Not for diagnosis', 'Suited for triage')),
    ],
  ])('%s: %s', (_name, category, before, after) => {
    expect(categoriesOf(before, after)).toContain(category);
  });

  it('names the file whose content changed', () => {
    const after = read(withFile('model-00002-of-00002.safetensors', { lfs: { sha256: oid('9') } }));
    expect(understand(read(), after).summary).toContain('model-00002-of-00002.safetensors');
  });

  it('weights cut into other pieces are other weights', () => {
    const rest = files.filter(({ rfilename }) => !rfilename.endsWith('.safetensors'));
    const whole = { rfilename: 'model.safetensors', blobId: blob('8'), lfs: { sha256: oid('8') } };
    expect(categoriesOf(read(), read({ siblings: [...rest, whole] }))).toContain(
      'model.identity_changed critical',
    );
  });

  it('a further format beside the same weights is heard, and is no other model', () => {
    const more = { rfilename: 'medscribe-q4.gguf', blobId: blob('8'), lfs: { sha256: oid('8') } };
    const found = categoriesOf(read(), read({ siblings: [...files, more] }));
    expect(found.filter((finding) => !finding.endsWith(' info'))).not.toEqual([]);
    expect(found.join()).not.toContain('identity');
  });

  it('another licence is heard, and is no other model', () => {
    const found = categoriesOf(read(), read(withFile('LICENSE', { blobId: blob('9') })));
    expect(found.filter((finding) => !finding.endsWith(' info'))).not.toEqual([]);
    expect(found.join()).not.toContain('identity');
  });

  it('a typing slip in the card is editorial, although the commit moved', () => {
    const after = read({ sha: blob('b') }, card.replace('drafts', 'draftes'));
    expect(categoriesOf(read(), after).every((finding) => finding.endsWith(' info'))).toBe(true);
  });
});

describe('the adapter', () => {
  const base = 'https://huggingface.co';
  const answer = captureOf(JSON.stringify(repository), {
    url: `${base}/api/models/norvik/medscribe-4b?blobs=true`,
  });
  const readme = captureOf(card, { url: `${base}/norvik/medscribe-4b/raw/main/README.md` });
  const options = { repository: 'norvik/medscribe-4b', revisions: [blob('a'), blob('b')] };
  const pinnedCapture = (revision: string, status: number) =>
    captureOf('', { url: `${base}/api/models/norvik/medscribe-4b/revision/${revision}`, status });

  it('tells of each pinned commit whether it is there, and nothing of one that was not asked for', () => {
    const full = [answer, readme, pinnedCapture(blob('a'), 200), pinnedCapture(blob('b'), 404)];
    const reading = huggingFaceAdapter.read(full, options);
    const texts = reading.kind === 'document' ? reading.document.blocks.map(({ text }) => text) : [];
    expect(texts).toContain(`pinned revision ${blob('a')}: reachable`);
    expect(texts).toContain(`pinned revision ${blob('b')}: unreachable`);
    expect(JSON.stringify(huggingFaceAdapter.read(full.slice(0, 2), options))).not.toContain('pinned');
  });

  it('does not take a missing card for an empty one', () => {
    expect(() => huggingFaceAdapter.read([answer], options)).toThrow(
      expect.objectContaining({ code: 'empty_document' }),
    );
  });

  it.each([['norvik/../x'], ['a/b/c'], ['../x'], ['a b'], ['a/b?x=1'], ['']])(
    'refuses %j as a repository',
    (repository) => {
      expect(huggingFaceAdapter.options.safeParse({ repository }).success).toBe(false);
    },
  );
});
