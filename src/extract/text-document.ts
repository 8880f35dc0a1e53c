/** Plain text, settings and source code as documents. */
import type { Document } from '../domain/document.ts';
import { createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { isHtmlPage } from './markdown-document.ts';
import { writeCode } from './text-code.ts';
import { formOfContent, type TextForm } from './text-form.ts';
import { writeProse } from './text-prose.ts';
import { writeSettings } from './text-settings.ts';

/**
 * Reads a text in the form given, or else in the form that its lines have. Works in time linear to its length.
 * @throws ExtractError `html_instead_of_text`, `empty_document`, `document_too_large`, `nested_too_deep`
 */
export function extractText(text: string, form: TextForm | null = null): Document {
  if (isHtmlPage(text))
    throw extractError('html_instead_of_text', 'an HTML page came where plain text was expected');
  const writer = createBlockWriter();
  switch (form ?? formOfContent(text)) {
    case 'prose':
      writeProse(text.split(/\r\n|\r|\n/), writer);
      break;
    case 'settings':
      writeSettings(text, writer);
      break;
    case 'code':
      writeCode(text, writer);
      break;
  }
  if (writer.blocks.length === 0) throw extractError('empty_document', 'the text holds nothing to read');
  return { title: null, blocks: writer.blocks, language: null, remarks: [] };
}

/**
 * Refuses bytes that are no text: NUL occurs in none but UTF-16, which marks itself, and PDF says what it is.
 * @throws ExtractError `binary_content`
 */
export function refuseBinary(bytes: Uint8Array): void {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const place = isUtf16 ? -1 : bytes.indexOf(0);
  if (place !== -1) throw extractError('binary_content', `byte ${place + 1} is NUL: this is no text`);
  if (new TextDecoder('latin1').decode(bytes.subarray(0, 5)) === '%PDF-') {
    throw extractError('binary_content', 'this is a PDF, not a text');
  }
}
