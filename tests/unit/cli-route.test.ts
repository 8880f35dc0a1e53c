import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConfigFolder, makeConfigFolder, validFiles } from '../support/config-folder.ts';
import { tryCommand } from '../support/try-command.ts';

const routes = `  routes:
    - name: surgeons
      match: {tools: [scribe], minSeverity: high}
      contacts: [bob]
      groupWait: 30s
    - name: law
      match: {roles: [terms], models: ['norvik-*']}
      cadence: daily
    - name: rest
      match: {departments: [Surgery]}
`;

let folder: ConfigFolder;
beforeAll(async () => {
  folder = await makeConfigFolder({ 'contacts.yaml': `${validFiles['contacts.yaml'] ?? ''}${routes}` });
});
afterAll(() => folder.remove());

function explain(...more: readonly string[]) {
  return tryCommand(['--config', folder.path, 'route', 'explain', ...more]);
}

describe('route explain', () => {
  it('prints the path, every matcher that refused, and what was not asked', async () => {
    const { code, printed } = await explain('--labels', 'tool=scribe', 'severity=critical');

    expect(code).toBe(0);
    expect(printed).toContain('root › surgeons  (critical: at once)\n    → bob <bob@example.org>');
    expect(printed).toContain('Refused\n  by no route');
    expect(printed).toContain('Not asked, since a route above took the alert\n  root › law\n  root › rest');
  });

  it('says for each refusal what was found and what was wanted', async () => {
    const { printed } = await explain('--labels', 'vendor=norvik', 'role=changelog', 'severity=low');

    expect(printed).toContain(
      '  root › surgeons\n    tool is none, wanted scribe\n    severity is low, wanted at least high\n',
    );
    expect(printed).toContain(
      '  root › law\n    model is none, wanted norvik-*\n    role is changelog, wanted terms\n',
    );
    expect(printed).toContain('root  (gathered for 2m)\n    → amy <amy@example.org>');
  });

  it('takes departments and vendor from the tools that are named', async () => {
    const { printed } = await explain('--labels', 'tool=scribe', '--json');

    expect(JSON.parse(printed)).toMatchObject({
      labels: { vendor: 'norvik', departments: ['Surgery'], severity: 'medium', disclosure: 'pending' },
      routes: [{ path: ['root', 'rest'], contacts: [{ id: 'amy', email: 'amy@example.org' }] }],
    });
  });

  it.each([
    [['--labels', 'vendor=norvk'], /no vendor is called norvk; did you mean norvik\?/],
    [['--labels', 'tol=scribe'], /there is no label called tol; did you mean tool\?/],
    [['--labels', 'severity=hihg'], /no severity is called hihg; did you mean high\?/],
    [['--labels', 'vendor'], /expected name=value/],
    [['--labels', 'role=terms', 'role=policy'], /an alert has one role only/],
    [[], /give either a change or --labels/],
    [['a@2', '--labels', 'vendor=norvik'], /give either a change or --labels/],
  ])('refuses %j', async (argv, message) => {
    const { code, remarked } = await explain(...argv);

    expect(code).toBe(2);
    expect(remarked).toMatch(message);
  });
});
