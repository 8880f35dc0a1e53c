import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { toRules } from '../../src/config/rules-file.ts';
import { sourceRoles } from '../../src/domain/source.ts';
import { shippedRules } from '../support/shipped-rules.ts';

const rule = {
  id: 'one',
  category: 'terms.data_use',
  severity: 'high',
  touched: ['\\btrain'],
  summary: 'It says {after}',
};

function problemsOf(parsed: unknown): readonly string[] {
  try {
    toRules([{ name: 'x.yaml', parsed }]);
    return [];
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  }
}

describe('rules files', () => {
  it('names rules by file and id, and fills what was left out', () => {
    const [first] = toRules([{ name: 'rules/terms.yaml', parsed: { rules: [rule] } }]).rules;
    expect(first).toMatchObject({ id: 'terms#one', roles: [], target: 'text', change: 'any', unless: [] });
    expect(first?.touched[0]?.test('They TRAIN on it')).toBe(true);
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['an unknown key', { rules: [{ ...rule, colour: 'red' }] }, /^rules\.0: .*colour/],
    ['an unknown role', { rules: [{ ...rule, roles: ['novel'] }] }, /^rules\.0\.roles\.0: /],
    [
      'a category without a group',
      { rules: [{ ...rule, category: 'data' }] },
      /^rules\.0\.category: must read/,
    ],
    ['a pattern that does not compile', { rules: [{ ...rule, touched: ['(a'] }] }, /^rules\.0\.touched\.0: /],
    [
      'a pattern that could explode',
      { rules: [{ ...rule, touched: ['(a+)+$'] }] },
      /^rules\.0\.touched\.0: a group/,
    ],
    [
      'a back reference',
      { rules: [{ ...rule, touched: ['(a)\\1'] }] },
      /^rules\.0\.touched\.0: back references/,
    ],
    [
      'a pattern that is too long',
      { rules: [{ ...rule, touched: ['a'.repeat(401)] }] },
      /^rules\.0\.touched\.0: /,
    ],
    [
      'an unknown placeholder',
      { rules: [{ ...rule, summary: 'It {sings}' }] },
      /^rules\.0\.summary: unknown placeholder \{sings\}/,
    ],
    ['an id used twice', { rules: [rule, rule] }, /^rules\.1\.id: rule id `one` is used twice/],
  ])('refuses %s and says where', (_, parsed, expected) => {
    expect(problemsOf(parsed).join('\n')).toMatch(expected);
  });

  it('gives the same content the same version, in whatever order files are read', () => {
    const files = [
      { name: 'a.yaml', parsed: { rules: [rule] } },
      { name: 'b.yaml', parsed: { rules: [{ ...rule, severity: 'low' }] } },
    ];
    const version = toRules(files).version;
    expect(toRules(files.toReversed()).version).toBe(version);
    expect(toRules(files.slice(0, 1)).version).not.toBe(version);
  });
});

describe('the shipped rules', () => {
  const { rules, editorial } = shippedRules();

  it.each([...sourceRoles])('leave nothing unsaid about role %s', (role) => {
    const forRole = rules.filter(({ roles }) => roles.length === 0 || roles.includes(role));
    expect(forRole.filter(({ target }) => target === 'rest')).toHaveLength(1);
    expect(forRole.filter(({ target }) => target === 'editorial')).toHaveLength(1);
  });

  it('never call a word weightless and weighty at once', () => {
    expect([...editorial.weightless].filter((word) => editorial.weighty.has(word))).toEqual([]);
  });

  it('give every specific rule something to match', () => {
    const blind = rules.filter(
      ({ target, touched, passage, headings, fields }) =>
        !['rest', 'editorial', 'models'].includes(target) &&
        touched.length + passage.length + headings.length + fields.length === 0,
    );
    expect(blind).toEqual([]);
  });
});
