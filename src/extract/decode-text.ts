/** Bytes to text: which character set an answer is written in, found in the order browsers use. */
import { MIMEType } from 'whatwg-mimetype';

export interface DecodedText {
  readonly text: string;
  /** Name of the character set used, as the Encoding Standard spells it. */
  readonly charset: string;
  readonly remarks: readonly string[];
}

type Decoder = InstanceType<typeof TextDecoder>;

/** How far into the bytes a declaration is looked for; browsers stop at 1,024. */
const declarationBytes = 4096;

/**
 * Decodes by byte order mark, then the Content-Type header, then a declaration in the text (`<meta charset>`,
 * XML declaration), then as UTF-8. Never fails: invalid bytes become U+FFFD and a remark, NUL is removed.
 * The same bytes and header always give the same text.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): DecodedText {
  const remarks: string[] = [];
  const labels = [
    markedCharset(bytes),
    contentType ? (MIMEType.parse(contentType)?.parameters.get('charset') ?? null) : null,
    declaredCharset(bytes),
  ];
  for (const label of labels) {
    if (label === null) continue;
    const decoder = decoderFor(label);
    if (decoder) return decodeWith(decoder, bytes, remarks);
    remarks.push(`unknown character set ${JSON.stringify(label.slice(0, 40))} passed over`);
  }
  return decodeWith(new TextDecoder('utf-8'), bytes, remarks);
}

function decodeWith(decoder: Decoder, bytes: Uint8Array, remarks: string[]): DecodedText {
  const text = decoder.decode(bytes);
  if (text.includes('\uFFFD') && !isValid(decoder.encoding, bytes)) {
    remarks.push(`some bytes are not valid ${decoder.encoding} and are shown as U+FFFD`);
  }
  return { text: text.replaceAll('\0', ''), charset: decoder.encoding, remarks };
}

function isValid(charset: string, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(charset, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false; // `fatal` has no other way to say it
  }
}

function decoderFor(label: string): Decoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null; // not a label of the Encoding Standard
  }
}

function markedCharset(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return null;
}

const declarations = [
  /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,40})["']/i,
  /<meta\s[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i,
];

function declaredCharset(bytes: Uint8Array): string | null {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, declarationBytes));
  for (const declaration of declarations) {
    const label = declaration.exec(start)?.[1];
    if (!label) continue;
    // HTML Standard, prescan: a declaration readable as ASCII cannot be in UTF-16.
    return /^utf-?16/i.test(label) ? 'utf-8' : label;
  }
  return null;
}
