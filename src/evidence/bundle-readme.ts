/** The page that explains a bundle to somebody who has nothing but the bundle. */
import type { Manifest } from './bundle-manifest.ts';
import { bundlePaths } from './bundle-paths.ts';
import { findGaps } from './bundle-texts.ts';
import type { Case } from './gather-case.ts';

export function bundleReadme(matter: Case, manifest: Manifest): string {
  const { window } = manifest;
  return `${[
    'EVIDENCE OF WHAT AN AI VENDOR PUBLISHED, WHEN IT WAS SEEN, AND WHO WAS TOLD',
    '',
    ...subjectLines(matter),
    `Time covered: ${window.from} to ${window.to}. All times here are UTC.`,
    `Made by ${manifest.program}${manifest.exportedBy === null ? '' : ` for ${manifest.exportedBy}`}.`,
    '',
    'WHAT THIS SHOWS',
    '',
    'Modelwarden is a program that fetches documents of AI vendors at regular times, keeps every answer, and tells the people',
    'responsible when something changed. This folder holds, for the matter above: each look at the documents in that time, also',
    'those that found nothing new or failed; the bytes that were received; what differed; how it was judged whether the vendor had',
    'announced it, with where was searched; the e-mails as they were sent, and what the mail servers answered.',
    '',
    'A change is never given a point in time. It lies between the last look that saw the old state and the first that saw the new.',
    '',
    ...matter.changes.flatMap(({ change, verdicts }) => [
      `Change ${change.id}: ${change.summary}`,
      `  after ${change.last_seen_before.toISOString()}, by ${change.first_seen_after.toISOString()}; judged ${verdicts.at(-1)?.state ?? 'not yet'}`,
    ]),
    ...(matter.changes.length === 0 ? ['No change was seen in this time.'] : []),
    '',
    ...coverageLines(matter),
    '',
    'WHAT IS WHERE',
    '',
    `${bundlePaths.timeline}         what happened, in order`,
    `${bundlePaths.coverage}         when each document was looked at, and when it was out of sight`,
    'changes/             what differed (words.txt, unified.diff), which rule said what, every judgement',
    'documents/           the documents as they were read: as text (.txt) and in the form that was hashed (.json)',
    'bodies/              the bytes as received; the name of each file is its SHA-256',
    `${bundlePaths.warc}        the same answers as a web archive (WARC/1.1), for tools that replay pages`,
    'looks/               every look, as a table (.csv) and in the form that was hashed (.jsonl)',
    'headers/             headers of answers and requests, in the form that was hashed',
    `mails/               the e-mails, byte for byte, and the answers of the mail servers (${bundlePaths.answers})`,
    `${bundlePaths.configurations}  which configuration was in force: register of tools, routes, rules, regulations`,
    'registers/           the AI tools of the organisation as they were registered then: owners, models, contracts, approvals',
    `${bundlePaths.acknowledgements}  who acknowledged which alert, when, and what it means`,
    `${bundlePaths.followUps}      who was reminded, and who was told as well, while nobody acknowledged`,
    'log/                 entries of the evidence log, their paths to its root, the signed root, the public key',
    `${bundlePaths.manifest}        every file with its size, its SHA-256 and what it is`,
    '',
    'HOW TO CHECK IT WITHOUT OUR PROGRAM',
    '',
    'On any Unix with bash, sha256sum and openssl, in this folder:',
    '',
    `    bash ${bundlePaths.script}`,
    '',
    'It does no more than this, which can be done by hand:',
    '',
    `1. sha256sum -c ${bundlePaths.sums}`,
    '   Every file is the one that was exported.',
    ...(manifest.log === null ? unsigned : signedSteps(manifest.log)),
    '',
    'HOW FAR IT PROVES ANYTHING',
    '',
    '- It proves what this program received and that the record was not altered after the log was signed. It does not prove that',
    '  everybody was shown the same page.',
    '- The key is in this folder, so the signature alone only shows that all of this comes from one hand. What shows that the',
    '  record is not newer than it says: the same checkpoint, or an earlier one of the same log, stands at the foot of e-mails in',
    '  mailboxes that the operator does not control, and in time stamps (log/timestamps), where there are any.',
    '- That this was exported, when, by whom, and the SHA-256 of the file, is itself an entry of the log (kind "export").',
    ...(manifest.unproven.length === 0
      ? []
      : [`- Not in a signed state of the log: ${manifest.unproven.slice(0, 50).join(', ')}.`]),
    ...(manifest.gone.length === 0
      ? []
      : [`- Removed when its retention ended, and known by SHA-256 only: ${manifest.gone.join(', ')}.`]),
    '',
    "The documents are the vendors' and were kept for compliance evidence. Whether they may be passed on is for whoever does it",
    'to find out. Nothing here is legal advice.',
  ].join('\n')}\n`;
}

function subjectLines({ subject }: Case): readonly string[] {
  if (subject.kind === 'change') return [`Matter: change ${subject.id}.`];
  if (subject.kind === 'alert') return [`Matter: alert ${subject.id}.`];
  const whose = subject.vendor === null ? 'all watched vendors' : `vendor ${subject.vendor}`;
  return [`Matter: everything that was seen and told of ${whose} in the time below.`];
}

function coverageLines(matter: Case): readonly string[] {
  const gaps = matter.sources.flatMap((source) => findGaps(source, matter.window));
  if (gaps.length === 0) return ['No document was out of sight for longer than is tolerated in this time.'];
  return [
    `IN ${gaps.length} STRETCH${gaps.length === 1 ? '' : 'ES'} OF THIS TIME A DOCUMENT WAS OUT OF SIGHT, and what stood there then is not known (${bundlePaths.coverage}).`,
  ];
}

const unsigned: readonly string[] = [
  '   The log had not been signed when this was exported, so no more than this can be checked.',
];

function signedSteps(log: NonNullable<Manifest['log']>): readonly string[] {
  return [
    `2. openssl pkeyutl -verify -pubin -inkey ${bundlePaths.publicKey} -rawin -in ${bundlePaths.signed} -sigfile ${bundlePaths.signature}`,
    `   The state of the log "${log.origin}" at ${log.size} entries was signed, at ${log.signedAt}. The third line of`,
    `   ${bundlePaths.signed} is the root of its hash tree (RFC 6962), in base64.`,
    "3. For an entry:  (printf '\\000'; cat log/entries/NUMBER.json) | sha256sum",
    '   Then for each line of log/paths/NUMBER.txt, with H for the last result: "left X" means SHA-256 of the byte 01, X and H;',
    '   "right X" of the byte 01, H and X, all as bytes. The last result is the root.',
    '4. The entries hold the SHA-256 of the files: sha256sum of a file in bodies/, mails/, headers/, documents/ (.json) or changes/',
    '   (.json) is found in one of log/entries/. Those of single looks are of the lines of looks/*.jsonl, without the line end.',
    `5. Where there is a time stamp: openssl ts -verify -data ${bundlePaths.checkpoint} -in log/timestamps/NAME.tsr -CAfile ROOT.pem`,
    '   with the root certificate of the authority, from the authority itself. It states when that signed state existed.',
  ];
}
