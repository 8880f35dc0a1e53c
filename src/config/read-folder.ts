/** The configuration folder's files as they are on disk, with their fingerprints. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigFile } from './config.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';

export interface FolderFile extends ConfigFile {
  readonly text: string;
}

export interface FolderContent {
  readonly files: readonly FolderFile[];
  readonly problems: readonly ConfigProblem[];
  /** SHA-256 over all names and contents, hex. */
  readonly version: string;
}

/** Files at the top of the folder; the required ones must exist, since nothing useful happens without them. */
const topFiles = [
  { name: 'modelwarden.yaml', isRequired: false },
  { name: 'watchlist.yaml', isRequired: true },
  { name: 'contacts.yaml', isRequired: true },
  { name: 'register.yaml', isRequired: false },
] as const;
export const subfolders = ['vendors', 'rules'] as const;
/** Templates of the operator's own; the folder may be absent. */
export const templatesFolder = 'templates';

/** Many times what a large organisation writes; keeps a wrong file from filling the memory. */
const maxBytes = 2_000_000;

/**
 * Reads every YAML file that belongs to the configuration. Never throws for the folder's state: what cannot be
 * read, is missing or has a name that would be overlooked comes back as a problem.
 */
export async function readConfigFolder(folder: string): Promise<FolderContent> {
  const problems: ConfigProblem[] = [];
  const names: string[] = [];
  const found = (await yamlNames(folder, '', problems)) ?? [];
  const known: readonly string[] = topFiles.map((file) => file.name);
  for (const name of found) {
    if (known.includes(name)) names.push(name);
    else
      problems.push(
        aboutFile(name, `unknown file: expected one of ${known.join(', ')}`, nearest(name, known)),
      );
  }
  for (const file of topFiles) {
    if (file.isRequired && !found.includes(file.name))
      problems.push(aboutFile(file.name, 'this file is missing'));
  }
  for (const subfolder of subfolders) {
    const inside = await yamlNames(folder, `${subfolder}/`, problems);
    if (inside?.length === 0)
      problems.push(aboutFile(`${subfolder}/`, 'expected at least one .yaml file here'));
    for (const name of inside ?? []) {
      if (name.endsWith('.yaml')) names.push(name);
      else problems.push(aboutFile(name, 'this file is not read: its name must end in .yaml'));
    }
  }
  names.push(...(await templateFiles(folder, problems)));
  const files: FolderFile[] = [];
  for (const name of names.sort()) {
    const file = await readOne(folder, name, problems);
    if (file !== null) files.push(file);
  }
  return { files, problems, version: versionOf(files) };
}

function versionOf(files: readonly ConfigFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.sha256}  ${file.name}\n`);
  return hash.digest('hex');
}

/** Hidden files are left alone: editors and volume mounts keep theirs beside ours. */
async function yamlNames(
  folder: string,
  prefix: string,
  problems: ConfigProblem[],
): Promise<readonly string[] | null> {
  try {
    const entries = await readdir(join(folder, prefix));
    return entries
      .filter((entry) => /\.ya?ml$/iu.test(entry) && !entry.startsWith('.'))
      .map((entry) => `${prefix}${entry}`)
      .sort();
  } catch (error) {
    problems.push(aboutFile(prefix === '' ? folder : prefix, `this folder cannot be read: ${codeOf(error)}`));
    return null;
  }
}

async function templateFiles(folder: string, problems: ConfigProblem[]): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(folder, templatesFolder), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => `${templatesFolder}/${entry.name}`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT')
      problems.push(aboutFile(`${templatesFolder}/`, `this folder cannot be read: ${codeOf(error)}`));
    return [];
  }
}

async function readOne(folder: string, name: string, problems: ConfigProblem[]): Promise<FolderFile | null> {
  try {
    const path = join(folder, name);
    const { size } = await stat(path);
    if (size > maxBytes) {
      problems.push(
        aboutFile(name, `larger than ${maxBytes} bytes, which no configuration file needs to be`),
      );
      return null;
    }
    const bytes = await readFile(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { name, sha256, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    problems.push(aboutFile(name, `this file cannot be read: ${codeOf(error)}`));
    return null;
  }
}

function aboutFile(file: string, message: string, suggestion: string | null = null): ConfigProblem {
  return { file, line: 1, column: 1, path: '', value: null, message, suggestion };
}

function codeOf(error: unknown): string {
  if (error instanceof TypeError) return 'it is not UTF-8';
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
