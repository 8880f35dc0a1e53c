/** Where things are in a bundle: written by one half of the program and found by the other. */

export const bundlePaths = {
  manifest: 'manifest.json',
  sums: 'SHA256SUMS',
  readme: 'README.txt',
  script: 'verify.sh',
  timeline: 'timeline.txt',
  coverage: 'coverage.txt',
  configurations: 'configurations.json',
  register: (hash: string) => `registers/${hash}.json`,
  warc: 'captures.warc',
  checkpoint: 'log/checkpoint.txt',
  signed: 'log/checkpoint.signed',
  signature: 'log/checkpoint.signature',
  publicKey: 'log/key.pem',
  body: (hash: string) => `bodies/${hash}`,
  looks: (source: string) => `looks/${source}.jsonl`,
  looksTable: (source: string) => `looks/${source}.csv`,
  headers: (hash: string) => `headers/${hash}.json`,
  document: (version: string) => `documents/${version}.json`,
  documentText: (version: string) => `documents/${version}.txt`,
  change: (change: string, part: string) => `changes/${change}/${part}`,
  verdict: (change: string, number: number | string) => `changes/${change}/verdict-${number}.json`,
  alertTrouble: (alert: string) => `alerts/${alert}.json`,
  mail: (delivery: string) => `mails/${delivery}.eml`,
  answers: 'mails/answers.csv',
  acknowledgements: 'acknowledgements.json',
  followUps: 'follow-ups.json',
  entry: (seq: number) => `log/entries/${String(seq).padStart(10, '0')}.json`,
  path: (seq: number) => `log/paths/${String(seq).padStart(10, '0')}.txt`,
  timestamp: (authority: string) => `log/timestamps/${authority.replaceAll(/[^\w.-]+/g, '_')}.tsr`,
  isTimestamp: (path: string) => path.startsWith('log/timestamps/') && path.endsWith('.tsr'),
} as const;

/** Entries in a bundle have the number of their place as name. */
export function seqOfEntry(path: string): number | null {
  const digits = /^log\/entries\/(?<seq>\d{10})\.json$/.exec(path)?.groups?.['seq'];
  return digits === undefined ? null : Number(digits);
}
