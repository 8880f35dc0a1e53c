/** A script that checks a bundle with what every Unix has, for readers who trust no program of ours. */
import type { Manifest } from './bundle-manifest.ts';
import { bundlePaths } from './bundle-paths.ts';

/** The script. It reads nothing but the bundle, and ends with 0 only if everything holds. */
export function verifyScript({ log }: Pick<Manifest, 'log'>): string {
  return `#!/usr/bin/env bash
# Checks this bundle with sha256sum and openssl (1.1.1 or newer) alone. Run it in the unpacked folder: bash verify.sh
set -u
fail=0
say() { printf '%s\\n' "$*"; }
bad() { fail=1; say "WRONG: $*"; }
hex() { od -An -v -tx1 | tr -d ' \\n'; }
unhex() { local text=$1; while [ -n "$text" ]; do printf "\\\\x\${text:0:2}"; text=\${text:2}; done; }
sum() { sha256sum | cut -d ' ' -f 1; }

say '1. Every file is the one that was exported.'
sha256sum --quiet -c ${bundlePaths.sums} || bad 'a file is not the one that was exported'
${
  log === null
    ? "say 'The log was not signed when this was exported, so nothing more can be proved.'; fail=1"
    : `
say '2. The state of the log was signed with its key.'
openssl pkeyutl -verify -pubin -inkey ${bundlePaths.publicKey} -rawin \\
  -in ${bundlePaths.signed} -sigfile ${bundlePaths.signature} >/dev/null 2>&1 || bad 'the signature does not fit'
[ "$(head -n "$(wc -l <${bundlePaths.signed})" ${bundlePaths.checkpoint})" = "$(cat ${bundlePaths.signed})" ] ||
  bad 'the checkpoint is not what was signed'
root=$(sed -n 3p ${bundlePaths.signed} | openssl base64 -d -A | hex)

say '3. Every entry is in that state of the log.'
count=0
for entry in log/entries/*.json; do
  number=$(basename "$entry" .json)
  hash=$( (printf '\\000'; cat "$entry") | sum)
  while read -r side other; do
    if [ "$side" = left ]; then pair=$other$hash; else pair=$hash$other; fi
    hash=$( (printf '\\001'; unhex "$pair") | sum)
  done <"log/paths/$number.txt"
  [ "$hash" = "$root" ] || bad "entry $number is not in the log"
  count=$((count + 1))
done
say "   $count entries"

say '4. The log speaks of these files.'
for file in bodies/* mails/*.eml; do
  [ -e "$file" ] || continue
  digest=$(sha256sum "$file" | cut -d ' ' -f 1)
  grep -q "$digest" log/entries/*.json || bad "no entry of the log speaks of $file"
done
for file in $(find documents changes registers -name '*.json' 2>/dev/null); do
  digest=$(sha256sum "$file" | cut -d ' ' -f 1)
  grep -q "$digest" log/entries/*.json || bad "no entry of the log speaks of $file"
done

for stamp in log/timestamps/*.tsr; do
  [ -e "$stamp" ] || continue
  if [ -z "\${TSA_CA:-}" ]; then
    say "5. $stamp: name the root of its authority to have it checked: TSA_CA=root.pem bash verify.sh"
  elif openssl ts -verify -data ${bundlePaths.checkpoint} -in "$stamp" -CAfile "$TSA_CA" >/dev/null 2>&1; then
    say "5. $stamp: $(openssl ts -reply -in "$stamp" -text 2>/dev/null | sed -n 's/^Time stamp: /stamped /p')"
  else
    bad "$stamp is no time stamp of the checkpoint by that authority"
  fi
done`
}

if [ "$fail" -eq 0 ]; then say 'All of it holds.'; else say 'Something is wrong; see above.'; fi
exit "$fail"
`;
}
