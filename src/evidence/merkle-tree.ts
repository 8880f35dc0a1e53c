/**
 * The Merkle tree of RFC 6962 §2.1 over SHA-256: leaves and nodes are hashed under different prefixes, so that neither can
 * pass for the other.
 */
import { createHash } from 'node:crypto';

/** 32 bytes. */
export type Hash = Uint8Array;

const hashBytes = 32;
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** MTH of one entry: SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array | string): Hash {
  return createHash('sha256').update(leafPrefix).update(entry).digest();
}

/** SHA-256(0x01 || left || right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  return createHash('sha256').update(nodePrefix).update(left).update(right).digest();
}

/** Whether two hashes are the same bytes. */
export function isSameHash(a: Hash, b: Hash): boolean {
  return Buffer.compare(a, b) === 0;
}

/**
 * A tree that grows leaf by leaf and remembers only its right edge: the root of any size on the way in memory that does
 * not grow with the log.
 */
export class TreeEdge {
  /** Roots of complete subtrees, largest first, one for each bit that is set in the size. */
  readonly #peaks: Hash[] = [];
  #size = 0;

  /** The tree that `toBytes` was asked of; null when these bytes cannot be the edge of a tree of this size. */
  static resume(size: number, bytes: Uint8Array): TreeEdge | null {
    const edge = new TreeEdge();
    for (let start = 0; start < bytes.length; start += hashBytes)
      edge.#peaks.push(Uint8Array.from(bytes.subarray(start, start + hashBytes)));
    edge.#size = size;
    return bytes.length === countOnes(size) * hashBytes ? edge : null;
  }

  get size(): number {
    return this.#size;
  }

  /** What to remember in order to go on later. */
  toBytes(): Uint8Array {
    return Buffer.concat(this.#peaks);
  }

  append(leaf: Hash): void {
    let peak = leaf;
    // As many subtrees close as the size has ones at its end.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.#peaks.pop();
      if (left) peak = nodeHash(left, peak);
    }
    this.#peaks.push(peak);
    this.#size += 1;
  }

  /** MTH of the leaves so far; of none, the hash of nothing. */
  root(): Hash {
    const [last, ...others] = this.#peaks.toReversed();
    if (!last) return createHash('sha256').digest();
    return others.reduce((right, left) => nodeHash(left, right), last);
  }
}

function countOnes(size: number): number {
  return size.toString(2).replaceAll('0', '').length;
}

/** The root over these leaf hashes. */
export function rootOf(leaves: readonly Hash[]): Hash {
  const edge = new TreeEdge();
  for (const leaf of leaves) edge.append(leaf);
  return edge.root();
}
