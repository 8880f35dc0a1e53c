/** Every way in which bytes can fail to become a document, with what to do about it. */
import { ExtractError, type Fault, type Retry } from '../domain/errors.ts';

interface ErrorKind {
  readonly retry: Retry;
  readonly fault: Fault;
  readonly advice: string;
}

const extractErrors = {
  selector_invalid: {
    retry: 'never',
    fault: 'config',
    advice: 'Correct the CSS selector in the options of the source.',
  },
  selector_matched_nothing: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Open the page: if its structure changed, adjust `select` in the options of the source.',
  },
  empty_document: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Open the address in a browser: it may need another address, kind or `select`.',
  },
  document_too_large: {
    retry: 'later',
    fault: 'theirs',
    advice:
      'Narrow what is read with `select`, `drop`, `keep` or `ignore`, or watch several smaller sources.',
  },
  nested_too_deep: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Look at the stored bytes: no document for human readers is nested this deeply.',
  },
  html_instead_of_markdown: {
    retry: 'later',
    fault: 'theirs',
    advice: 'The vendor may have withdrawn the Markdown address; use kind `html` or find its new address.',
  },
  html_instead_of_text: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Open the address: if the document is a web page now, use kind `html`, or find its new address.',
  },
  binary_content: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Only text can be read: find an address of the document as HTML, Markdown, JSON or plain text.',
  },
  malformed_feed: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Open the address: if it is no longer a feed, find the new one or use kind `html`.',
  },
  malformed_json: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Open the address: if it no longer answers with JSON, find the new one.',
  },
  records_not_found: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Compare `records` in the options of the source with what the endpoint answers now.',
  },
  unexpected_shape: {
    retry: 'later',
    fault: 'theirs',
    advice:
      'Compare the stored answer with what the kind of the source expects; the vendor may have a new interface.',
  },
  malformed_xml: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Open the address: if it no longer answers with the XML that this kind reads, find the new one.',
  },
  malformed_pdf: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Open the address: if it no longer answers with a PDF, find the new one or use another kind.',
  },
  too_costly: {
    retry: 'later',
    fault: 'theirs',
    advice:
      'Look at the stored bytes: they are made to exhaust their readers, or too large to be compared here.',
  },
  no_page_under_prefix: {
    retry: 'later',
    fault: 'theirs',
    advice: 'Compare `prefix` in the options of the source with the addresses in the sitemap.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ExtractErrorCode = keyof typeof extractErrors;

/** An ExtractError of a known kind; `message` says what was found and where. */
export function extractError(code: ExtractErrorCode, message: string, cause?: unknown): ExtractError {
  return new ExtractError(message, { code, ...extractErrors[code], cause });
}
