import { assert, constant, integer, nat, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isConsistent,
  isIncluded,
  proveConsistency,
  proveInclusion,
} from '../../src/evidence/merkle-proofs.ts';
import { type Hash, leafHash, rootOf, TreeEdge } from '../../src/evidence/merkle-tree.ts';

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');
const bytes = (text: string): Hash => Buffer.from(text, 'hex');

/** The reference tree of Certificate Transparency's own tests (RFC 6962 §2.1.3 draws its shape). */
const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const leaves = entries.map((entry) => leafHash(bytes(entry)));
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the tree', () => {
  it('has the published roots at every size', () => {
    const edge = new TreeEdge();
    expect(hex(edge.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (const [index, leaf] of leaves.entries()) {
      edge.append(leaf);
      expect(hex(edge.root())).toBe(roots[index]);
    }
  });

  it('grows on from its edge alone', () => {
    const half = new TreeEdge();
    for (const leaf of leaves.slice(0, 5)) half.append(leaf);
    const resumed = TreeEdge.resume(half.size, half.toBytes());
    for (const leaf of leaves.slice(5)) resumed?.append(leaf);
    expect(resumed && hex(resumed.root())).toBe(roots[7]);
    expect(TreeEdge.resume(6, half.toBytes().subarray(32))).toBeNull();
  });
});

describe('proofs', () => {
  it('are the published ones', () => {
    expect(proveInclusion(leaves, 0).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(proveConsistency(leaves, 1).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(proveConsistency(leaves, 6).map(hex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  const sized = integer({ min: 1, max: 70 }).chain((size) =>
    record({ size: constant(size), at: integer({ min: 0, max: size - 1 }) }),
  );
  const treeOf = (size: number) => Array.from({ length: size }, (_, index) => leafHash(`entry ${index}`));

  it('show that an entry is in a tree, and no other', () => {
    assert(
      property(sized, nat(), ({ size, at }, other) => {
        const all = treeOf(size);
        const [leaf, root, proof] = [leafHash(`entry ${at}`), rootOf(all), proveInclusion(all, at)];
        expect(isIncluded({ leaf, index: at, size, proof, root })).toBe(true);
        expect(isIncluded({ leaf: leafHash('another'), index: at, size, proof, root })).toBe(false);
        if (other % size !== at)
          expect(isIncluded({ leaf, index: other % size, size, proof, root })).toBe(false);
        expect(isIncluded({ leaf, index: at, size, proof: [...proof, leaf], root })).toBe(false);
        expect(isIncluded({ leaf, index: at, size, proof, root: leafHash('x') })).toBe(false);
      }),
    );
  });

  it('show that a tree is the beginning of another, and no other is', () => {
    assert(
      property(sized, nat(), ({ size, at }, flaw) => {
        const all = treeOf(size);
        const earlier = { size: at + 1, root: rootOf(all.slice(0, at + 1)) };
        const proof = proveConsistency(all, at + 1);
        const later = { laterSize: size, laterRoot: rootOf(all) };
        expect(isConsistent({ ...earlier, ...later, proof })).toBe(true);
        const altered = all.with(flaw % (at + 1), leafHash('altered'));
        const other = { size: at + 1, root: rootOf(altered.slice(0, at + 1)) };
        expect(isConsistent({ ...other, ...later, proof })).toBe(false);
        expect(isConsistent({ ...other, ...later, proof: proveConsistency(altered, at + 1) })).toBe(false);
      }),
    );
  });

  it('are refused for what is not there', () => {
    expect(() => proveInclusion(leaves, 8)).toThrow(RangeError);
    expect(() => proveConsistency(leaves, 0)).toThrow(RangeError);
    expect(isIncluded({ leaf: leafHash(''), index: 3, size: 3, proof: [], root: leafHash('') })).toBe(false);
    expect(
      isConsistent({ size: 0, root: leafHash(''), laterSize: 1, laterRoot: leafHash(''), proof: [] }),
    ).toBe(false);
  });
});
