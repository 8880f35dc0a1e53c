/** All hashes of a tree, level by level, for proofs of many entries of one log; 64 bytes an entry. */
import { type Hash, nodeHash } from './merkle-tree.ts';

/** A step of an audit path: the hash of the neighbouring subtree, and on which side it stands. */
export interface PathStep {
  readonly side: 'left' | 'right';
  readonly hash: Hash;
}

/**
 * The levels of the tree over these leaves, the leaves first. A last one without a neighbour moves up as it is, which gives the
 * tree of RFC 6962 §2.1.
 */
export function growLevels(leaves: readonly Hash[]): readonly (readonly Hash[])[] {
  const levels: (readonly Hash[])[] = [leaves];
  for (let level = leaves; level.length > 1; ) {
    const above: Hash[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index], level[index + 1]];
      if (left) above.push(right ? nodeHash(left, right) : left);
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

/** The audit path of an entry, from the leaf upwards (RFC 6962 §2.1.1). @throws RangeError when there is no such entry */
export function pathOf(levels: readonly (readonly Hash[])[], index: number): readonly PathStep[] {
  if (!Number.isInteger(index) || index < 0 || index >= (levels[0]?.length ?? 0))
    throw new RangeError(`there is no entry ${index} among ${levels[0]?.length ?? 0}`);
  return levels.flatMap((level, height) => {
    const here = Math.floor(index / 2 ** height);
    const isRight = here % 2 === 1;
    const hash = level[isRight ? here - 1 : here + 1];
    return hash ? [{ side: isRight ? ('left' as const) : ('right' as const), hash }] : [];
  });
}
