/** One spelling for each number of a JSON text, without passing through binary floating point. */

/** Beyond this many zeros the scientific spelling stays readable and short. */
const maxZeros = 30;
const jsonNumber = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Canonical spelling of a number as JSON writes it: `1.50`, `15e-1` and `1.5` are all `1.5`; large integers keep
 * every digit; `-0` is `0`. Text that is no JSON number is returned as it is.
 */
export function canonicalNumber(source: string): string {
  const match = jsonNumber.exec(source);
  if (!match) return source;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return '0';
  /** The value is 0.digits × 10^point. */
  const point = BigInt(exponentText) + BigInt(significant.length - fraction.length);
  const scientific = `${sign}${digits}e${point - BigInt(digits.length)}`;
  if (point > BigInt(digits.length + maxZeros) || point < BigInt(-maxZeros)) return scientific;
  const place = Number(point);
  if (place <= 0) return `${sign}0.${'0'.repeat(-place)}${digits}`;
  if (place >= digits.length) return `${sign}${digits}${'0'.repeat(place - digits.length)}`;
  return `${sign}${digits.slice(0, place)}.${digits.slice(place)}`;
}
