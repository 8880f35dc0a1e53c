import { describe, expect, it } from 'vitest';
import { loadWith, problemsWith, validFiles } from '../support/config-folder.ts';

/** The valid folder with these lines added to the source `card`. */
function withKeys(...lines: readonly string[]) {
  const text = validFiles['vendors/norvik.yaml'] ?? '';
  return {
    'vendors/norvik.yaml': text.replace(
      '    every: 12h\n',
      ['    every: 12h', ...lines, ''].join('\n    ').trimEnd() + '\n',
    ),
  };
}

async function permissionOf(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  return (await loadWith(files)).sources.find(({ id }) => id === 'norvik/card')?.robotsPermission;
}

describe('robots.txt in the configuration of a source', () => {
  it('is obeyed unless a permission stands in its place', async () => {
    expect(await permissionOf({})).toBeUndefined();
    expect(await permissionOf(withKeys('robots: obey'))).toBeUndefined();
    expect(await permissionOf(withKeys('robots: ignore', 'permission: Ann of Norvik by mail'))).toBe(
      'Ann of Norvik by mail',
    );
  });

  it.each([
    [['robots: ignore'], "permission: missing: ignoring robots.txt needs the vendor's permission"],
    [['permission: Ann by mail'], 'permission: says nothing without `robots: ignore`'],
    [['robots: obey', 'permission: Ann by mail'], 'permission: says nothing without `robots: ignore`'],
  ])('has to be consistent: %s', async (lines, problem) => {
    const problems = await problemsWith(withKeys(...lines));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});
