/** Which kind of source reads a file or an address of which nothing but the name is known. */
import { formOfName } from '../extract/text-form.ts';

const extensionsOfKind: Readonly<Record<string, string>> = {
  markdown: 'md mdx markdown mdown mkd qmd rmd',
  json: 'json',
  html: 'html htm xhtml shtml php asp aspx jsp',
  feed: 'xml rss atom rdf',
  pdf: 'pdf',
};

const kindOfExtension: ReadonlyMap<string, string> = new Map(
  Object.entries(extensionsOfKind).flatMap(([kind, extensions]) =>
    extensions.split(' ').map((extension) => [extension, kind] as const),
  ),
);

/** The kind that a file's extension stands for; `text` for every other file. */
export function kindOfFile(path: string): string {
  return kindOfExtension.get(extensionOf(path)) ?? 'text';
}

/** The kind that an address stands for; a web page when its extension tells nothing. */
export function kindOfAddress(url: string): string {
  const path = pathOf(url);
  return kindOfExtension.get(extensionOf(path)) ?? (formOfName(path) === null ? 'html' : 'text');
}

/** The path of an address, without query and fragment; a text that is no address is its own path. */
export function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? url;
}

/** Lower case, without the dot; what follows the last dot of the last part, if it looks like an extension. */
function extensionOf(path: string): string {
  return /[^/\\]\.([a-z][a-z0-9]{0,15})$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}
