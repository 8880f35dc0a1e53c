/** The kinds of source there are. A new kind is a file beside this one and a line in this list. */
import type { SourceAdapter } from './adapter.ts';
import { chaiCardAdapter } from './chai-card.ts';
import { feedAdapter } from './feed.ts';
import { gitHubAdapter } from './github.ts';
import { htmlAdapter } from './html.ts';
import { huggingFaceAdapter } from './huggingface.ts';
import { jsonAdapter } from './json.ts';
import { mailboxAdapter } from './mailbox.ts';
import { markdownAdapter } from './markdown.ts';
import { modelListAdapter } from './model-list.ts';
import { openFdaAdapter } from './openfda.ts';
import { pdfAdapter } from './pdf.ts';
import { sitemapAdapter } from './sitemap.ts';
import { statuspageAdapter } from './statuspage.ts';
import { textAdapter } from './text.ts';

const all: readonly SourceAdapter[] = [
  chaiCardAdapter,
  feedAdapter,
  gitHubAdapter,
  htmlAdapter,
  huggingFaceAdapter,
  jsonAdapter,
  mailboxAdapter,
  markdownAdapter,
  modelListAdapter,
  openFdaAdapter,
  pdfAdapter,
  sitemapAdapter,
  statuspageAdapter,
  textAdapter,
];

export const adapters: ReadonlyMap<string, SourceAdapter> = new Map(
  all.map((adapter) => [adapter.kind, adapter]),
);
