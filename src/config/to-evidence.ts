/** The `evidence` part of the settings: places, and the roots of a time-stamp authority read and tried. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { EvidenceSettings } from './config.ts';
import type { ConfigProblem } from './problem.ts';
import { readCertificates } from './read-certificates.ts';
import type { SettingsFile } from './settings-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** The settings of the evidence; a file of roots that is of no use is added to `problems`. */
export function toEvidence(
  file: YamlFile,
  { evidence, dataFolder }: Pick<SettingsFile, 'evidence' | 'dataFolder'>,
  folder: string,
  problems: ConfigProblem[],
): EvidenceSettings {
  const { key, timestamps } = evidence;
  return {
    folder: join(dataFolder, 'evidence'),
    keyFile: key ?? join(dataFolder, 'evidence', 'log-key'),
    timestamps:
      timestamps === undefined
        ? null
        : { url: timestamps.url, everyMs: timestamps.every, roots: roots(timestamps.ca) },
  };

  function roots(path: string | undefined): readonly Uint8Array[] {
    if (path === undefined) return [];
    const refuse = (message: string): readonly Uint8Array[] => {
      problems.push(file.problem(['evidence', 'timestamps', 'ca'], message));
      return [];
    };
    let pem: string;
    try {
      pem = readFileSync(resolve(folder, path), 'utf8');
    } catch {
      return refuse('this file cannot be read'); // Whatever the reason, the operator must look at the file.
    }
    const found = readCertificates(pem);
    return typeof found === 'string' ? refuse(found) : found;
  }
}
