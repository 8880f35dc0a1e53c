/** A notice becomes a message: subject, text, HTML and the whole difference as a file. Pure and repeatable. */
import type { Notice } from '../domain/notice.ts';
import type { Attachment } from './compose-message.ts';
import { htmlDensities, richest } from './density.ts';
import { viewNotice } from './notice-view.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { subjectLine } from './subject-line.ts';
import { templatesWith } from './templates.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface RenderedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly (Attachment & { readonly content: string })[];
}

/** Gmail hides what is beyond 102 kB; some room is left for what relays add. */
const maxHtmlBytes = 96_000;
/** So that no relay refuses the mail for its size. */
const maxAttachmentLength = 1_000_000;

/**
 * Renders a notice; `ownTemplates` stand in for ours of the same name, and have been checked. The same notice gives the same message, byte for byte. The HTML is always below 100 kB:
 * passages, rows and sections are left out until it is, and it says how many; the text form holds more.
 */
export function renderNotice(
  notice: Notice,
  ownTemplates: ReadonlyMap<string, string> = new Map(),
): RenderedNotice {
  const templates = templatesWith(ownTemplates);
  return {
    subject: subjectLine(notice, templates['subject.txt']),
    text: renderText(viewNotice(notice, richest), templates['notice.txt']),
    html: htmlThatFits(notice, templates['notice.html']),
    attachments: attachmentsOf(notice),
  };
}

function htmlThatFits(notice: Notice, template: string): string {
  let html = '';
  for (const density of htmlDensities) {
    html = renderHtml(viewNotice(notice, density), template);
    if (Buffer.byteLength(html) <= maxHtmlBytes) break;
  }
  return html;
}

/** One file with the whole difference of every change; it says itself what it leaves out for its size. */
function attachmentsOf(notice: Notice): RenderedNotice['attachments'] {
  const [only, ...others] = notice.changes;
  if (!only) return [];
  let content = '';
  for (const change of notice.changes)
    content += `${unifiedDiff(change, maxAttachmentLength - content.length)}\n`;
  const id =
    others.length === 0
      ? `change-${only.changeId.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 60)}`
      : 'changes';
  return [{ filename: `${id}.diff.txt`, contentType: 'text/plain', content }];
}
