/** What a plain text is made of: prose, settings (TOML, INI, YAML …) or source code. */

export const textForms = ['prose', 'settings', 'code'] as const;
export type TextForm = (typeof textForms)[number];

const settingsExtensions =
  'toml ini cfg conf config yaml yml env properties props hcl tf tfvars desktop editorconfig gitconfig reg';
const codeExtensions =
  'py pyi js mjs cjs jsx ts mts cts tsx go rs java kt kts swift c h cc cpp cxx hpp cs rb php scala dart ex exs ' +
  'lua pl pm r jl sh bash zsh fish ps1 sql proto graphql gql thrift vue svelte zig nim hs ml clj groovy gradle';
const proseExtensions = 'txt text log rst adoc asciidoc org tex';

const formOfExtension: ReadonlyMap<string, TextForm> = new Map([
  ...settingsExtensions.split(' ').map((extension) => [extension, 'settings'] as const),
  ...codeExtensions.split(' ').map((extension) => [extension, 'code'] as const),
  ...proseExtensions.split(' ').map((extension) => [extension, 'prose'] as const),
]);

/** The form that a file's extension stands for, or null. Takes a path, or an address without its query. */
export function formOfName(path: string): TextForm | null {
  const extension = /\.(\w{1,20})$/.exec(path)?.[1];
  return formOfExtension.get(extension?.toLowerCase() ?? '') ?? null;
}

/** Lines looked at; the start of a text tells what it is. */
const maxLines = 2_000;
const comment = /^\s*(?:#|\/\/|;|\*|\/\*)/;
const setting =
  /^\s*(?:\[{1,2}[^[\]]{1,200}\]{1,2}\s*$|(?:- )?["']?[\w.$/@-]{1,80}["']?(?:\s*=\s*|:\s+)\S|["']?[\w.$/@-]{1,80}["']?:\s*$|- \S+$)/;
const statement =
  /(?:[;{}([,]|=>|\)\s*:|^\s*(?:[)\]}]+[,;]?|@\w+))\s*$|^\s*(?:import|from|package|use|using|def|class|func|fn|function|const|let|var|export|public|private|return|type|enum|interface|struct|#include)\s+[\w{"'<*$]/;
/** Beyond these shares of its lines a text is taken for settings or code; prose has lines of any shape. */
const settingsShare = 0.6;
const codeShare = 0.4;

/** The form of a text that nothing else tells, by the shape of its lines. */
export function formOfContent(text: string): TextForm {
  const lines = text
    .split(/\r\n|\r|\n/, maxLines)
    .map((line) => line.slice(0, 400))
    .filter((line) => line.trim() !== '' && !comment.test(line));
  const shareOf = (pattern: RegExp): number =>
    lines.length === 0 ? 0 : lines.filter((line) => pattern.test(line)).length / lines.length;
  if (shareOf(statement) >= codeShare) return 'code';
  return shareOf(setting) >= settingsShare ? 'settings' : 'prose';
}
