import { expect, it } from 'vitest';
import { countRegions } from '../../src/store/volatile-regions.ts';
import { makeConfigFolder } from '../support/config-folder.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { startSite } from '../support/site.ts';
import { tryCommand } from '../support/try-command.ts';

it('a preview of a watched source shows the passages that were learned as restless', async () => {
  const postgres = await startTestDatabase();
  const site = await startSite();
  const { kysely, databaseUrl } = await postgres.newDatabase();
  const folder = await makeConfigFolder({
    'modelwarden.yaml': `databaseUrl: ${databaseUrl}\n`,
    'vendors/norvik.yaml': [
      'vendor: { id: norvik, name: Norvik Health AI }',
      'sources:',
      `  - { id: terms, title: Norvik terms, role: terms, kind: html, url: '${site.url}/terms', allowPrivate: ['${site.host}'] }`,
      '',
    ].join('\n'),
  });
  try {
    site.page('/terms', { body: '<main><h1>Terms</h1><p>3,412 readers are here now.</p></main>' });
    const argv = ['--config', folder.path, 'preview', 'norvik/terms'];
    expect((await tryCommand(argv)).printed).not.toContain('Passages that differ');
    const region = { place: 'p', shows: '… readers are here now.', before: '3,411', after: '3,412' };
    await countRegions(kysely, 'norvik/terms', [region], 5, new Date('2026-02-01T00:00:00Z'));
    const { printed, remarked } = await tryCommand(argv);
    expect(printed, remarked).toMatch(
      /Passages that differ from look to look\n {2}… readers are here now\.\n {4}differed 5 times/,
    );
  } finally {
    await folder.remove();
    await site.stop();
    await postgres.stop();
  }
});
