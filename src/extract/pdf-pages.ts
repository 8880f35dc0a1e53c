/** PDF bytes to positioned text: the one place that knows PDF.js, which runs in a thread of its own. */
import { getResolvedPDFJS } from 'unpdf';

/** One stretch of text in one font. Coordinates in points from the upper left corner of the page as shown. */
export interface PdfRun {
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly width: number;
  /** Font size as shown. */
  readonly size: number;
  /** Name of the font within its file; says only whether two runs share it. */
  readonly font: string;
  /** Id of the marked content that it belongs to, for tagged files. */
  readonly mark: string | null;
}

/** What a tagged file says of its parts: `H1`, `P`, `Table` …; leaves name marked content. */
export interface PdfTag {
  readonly role: string;
  readonly children: readonly (PdfTag | { readonly mark: string })[];
}

export interface PdfPage {
  readonly height: number;
  readonly runs: readonly PdfRun[];
  readonly tags: PdfTag | null;
}

export interface PdfFile {
  readonly pages: readonly PdfPage[];
  readonly title: string | null;
  readonly language: string | null;
  /** Dates of the file's own metadata, as written there (`D:20260303…`). */
  readonly created: string | null;
  readonly modified: string | null;
  /** Texts that stand neither upright nor level, such as marks across the page; not among the runs. */
  readonly slanted: number;
}

/** Beyond these a file is no document that people read; only its bytes are compared then. */
const maxPages = 2_000;
const maxRuns = 500_000;

/** Why a file gives no text, in words for its readers; the same bytes always give the same reason. */
export class UnreadablePdf extends Error {}

/** @throws UnreadablePdf */
export async function readPdfPages(bytes: Uint8Array): Promise<PdfFile> {
  const { getDocument } = await getResolvedPDFJS();
  const task = getDocument({
    data: bytes.slice(),
    useSystemFonts: false,
    disableFontFace: true,
    stopAtErrors: false,
    verbosity: 0,
  });
  try {
    const file = await task.promise.catch((error: unknown) => {
      throw new UnreadablePdf(reasonOf(error));
    });
    if (file.numPages > maxPages)
      throw new UnreadablePdf(`it has ${file.numPages} pages, of which at most ${maxPages} are read`);
    const pages: PdfPage[] = [];
    const count = { runs: 0, slanted: 0 };
    for (let number = 1; number <= file.numPages; number += 1) {
      pages.push(await readPage(await file.getPage(number), count));
    }
    const info = await infoOf(file);
    return { pages, slanted: count.slanted, ...info };
  } catch (error) {
    throw error instanceof UnreadablePdf ? error : new UnreadablePdf(reasonOf(error));
  } finally {
    await task.destroy();
  }
}

type File = Awaited<ReturnType<Awaited<ReturnType<typeof getResolvedPDFJS>>['getDocument']>['promise']>;
type Page = Awaited<ReturnType<File['getPage']>>;

async function readPage(page: Page, count: { runs: number; slanted: number }): Promise<PdfPage> {
  const viewport = page.getViewport({ scale: 1 });
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: readonly number[] = viewport.transform;
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  const runs: PdfRun[] = [];
  const marks: (string | null)[] = [];
  for (const item of items) {
    if ('type' in item) {
      if (item.type === 'endMarkedContent') marks.pop();
      else marks.push(isArtefact(item) ? artefact : (item.id ?? marks.at(-1) ?? null));
      continue;
    }
    if (item.str.trim() === '') continue;
    count.runs += 1;
    if (count.runs > maxRuns) throw new UnreadablePdf(`it has more than ${maxRuns} pieces of text`);
    const [ta = 0, tb = 0, tc = 0, td = 0, te = 0, tf = 0] = item.transform.map(Number);
    // The text's own matrix as the page shows it: turned pages are read upright.
    const run = [a * ta + c * tb, b * ta + d * tb, a * tc + c * td, b * tc + d * td] as const;
    if (Math.abs(run[1]) > Math.abs(run[0]) / 10 || run[0] <= 0) {
      count.slanted += 1;
      continue;
    }
    runs.push({
      text: item.str,
      x: a * te + c * tf + e,
      y: b * te + d * tf + f,
      width: item.width,
      size: Math.hypot(run[2], run[3]),
      font: item.fontName,
      mark: marks.at(-1) ?? null,
    });
  }
  const tree: unknown = await page.getStructTree();
  return { height: viewport.height, runs, tags: toTag(tree, 0) };
}

/** The name of the mark is there, although the library's types do not know it. */
function isArtefact(item: object): boolean {
  return 'tag' in item && item.tag === 'Artifact';
}

/** Mark of what the file itself calls no part of its content: running heads, page numbers. */
export const artefact = 'artefact';

const maxDepth = 200;

/** The tree is the file's own word: anything may be in it. */
function toTag(node: unknown, depth: number): PdfTag | null {
  if (!isRecord(node) || !Array.isArray(node['children']) || depth > maxDepth) return null;
  const children = node['children'].flatMap((child: unknown): (PdfTag | { mark: string })[] => {
    if (isRecord(child) && child['type'] === 'content' && typeof child['id'] === 'string')
      return [{ mark: child['id'] }];
    const tag = toTag(child, depth + 1);
    return tag ? [tag] : [];
  });
  return { role: typeof node['role'] === 'string' ? node['role'] : '', children };
}

async function infoOf(file: File): Promise<Pick<PdfFile, 'title' | 'language' | 'created' | 'modified'>> {
  const { info }: { readonly info: unknown } = await file.getMetadata();
  const text = (key: string): string | null => {
    const value = isRecord(info) ? info[key] : null;
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  return {
    title: text('Title'),
    language: text('Language'),
    created: text('CreationDate'),
    modified: text('ModDate'),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'its structure is damaged';
  if (error.name === 'PasswordException') return 'it is encrypted with a password';
  return `its structure is damaged (${error.message.slice(0, 200)})`;
}
