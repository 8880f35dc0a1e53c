/**
 * Proofs of RFC 6962 §2.1.1 and §2.1.2: that an entry is in a tree, and that a tree is the beginning of a larger one.
 * They are checked as RFC 9162 §2.1.3.2 and §2.1.4.2 say, with the roots alone.
 */
import { type Hash, isSameHash, nodeHash, rootOf } from './merkle-tree.ts';

/**
 * The audit path of entry `index` in the tree over `leaves`, from the leaf upwards.
 * @throws RangeError when there is no such entry
 */
export function proveInclusion(leaves: readonly Hash[], index: number): readonly Hash[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new RangeError(`there is no entry ${index} among ${leaves.length}`);
  if (leaves.length === 1) return [];
  const middle = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return index < middle
    ? [...proveInclusion(left, index), rootOf(right)]
    : [...proveInclusion(right, index - middle), rootOf(left)];
}

/**
 * Proof that the tree over the first `size` leaves is the beginning of the tree over all of them; empty when they are one.
 * @throws RangeError when `size` is none of 1 … the number of leaves
 */
export function proveConsistency(leaves: readonly Hash[], size: number): readonly Hash[] {
  if (!Number.isInteger(size) || size < 1 || size > leaves.length)
    throw new RangeError(`there is no tree of ${size} within ${leaves.length} entries`);
  return subproof(leaves, size, true);
}

function subproof(leaves: readonly Hash[], size: number, isWhole: boolean): readonly Hash[] {
  if (size === leaves.length) return isWhole ? [] : [rootOf(leaves)];
  const middle = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return size <= middle
    ? [...subproof(left, size, isWhole), rootOf(right)]
    : [...subproof(right, size - middle, false), rootOf(left)];
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

/** Whether `proof` shows that `leaf` is entry `index` of the tree of `size` entries with this root. */
export function isIncluded(parts: {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}): boolean {
  const { leaf, index, size, proof, root } = parts;
  if (!Number.isInteger(index) || index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const step of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(step, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else {
      hash = nodeHash(hash, step);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isSameHash(hash, root);
}

/** Whether `proof` shows that the tree of `size` with `root` is the beginning of the tree of `laterSize`. */
export function isConsistent(parts: {
  readonly size: number;
  readonly root: Hash;
  readonly laterSize: number;
  readonly laterRoot: Hash;
  readonly proof: readonly Hash[];
}): boolean {
  const { size, root, laterSize, laterRoot, proof } = parts;
  if (size < 1 || size > laterSize) return false;
  if (size === laterSize) return proof.length === 0 && isSameHash(root, laterRoot);
  let node = size - 1;
  let last = laterSize - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  // A complete subtree is its own beginning and is not repeated in the proof.
  const steps = node === 0 ? [root, ...proof] : [...proof];
  const [first, ...others] = steps;
  if (!first) return false;
  let earlier = first;
  let later = first;
  for (const step of others) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      earlier = nodeHash(step, earlier);
      later = nodeHash(step, later);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else {
      later = nodeHash(later, step);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isSameHash(earlier, root) && isSameHash(later, laterRoot);
}

function half(count: number): number {
  return Math.floor(count / 2);
}
