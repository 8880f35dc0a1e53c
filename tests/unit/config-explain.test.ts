import { describe, expect, it } from 'vitest';
import { explainConfig } from '../../src/config/explain-config.ts';
import { loadWith, validFiles } from '../support/config-folder.ts';

async function explain(changes: Readonly<Record<string, string>> = {}): Promise<string> {
  return explainConfig(await loadWith(changes));
}

describe('the explanation of a configuration', () => {
  it('says what is watched, how and how often', async () => {
    const text = await explain({
      'watchlist.yaml': "watch: [{vendor: norvik, cron: '0 6 * * *', timeZone: Asia/Tokyo}]",
    });
    expect(text).toContain('Watched: 2 sources of 1 vendor\n  Norvik Health AI\n');
    expect(text).toMatch(/norvik\/card +model-card +html +at 0 6 \* \* \* \(Asia\/Tokyo\)/u);
  });

  it('says who is told what, and who is never told', async () => {
    const contacts = (validFiles['contacts.yaml'] ?? '').replace('[bob]', '[amy]');
    const text = await explain({
      'contacts.yaml': `${contacts}  routes:\n    - {name: law, match: {roles: [terms, policy], minSeverity: high}, continue: true}\n`,
    });
    expect(text).toContain('root: everything → Amy <amy@example.org> (gathered for 2m)');
    expect(text).toContain(
      'law: role terms or policy, severity high or higher → Amy <amy@example.org> (gathered for 2m, then the routes below)',
    );
    expect(text).toContain('! bob is never told anything');
  });

  it('warns of what will make verdicts unknown', async () => {
    const text = await explain({
      'watchlist.yaml': 'watch: [{vendor: norvik, only: [card]}]',
      'vendors/norvik.yaml': (validFiles['vendors/norvik.yaml'] ?? '').replace(
        'every: 12h',
        'announcedBy: [changelog]',
      ),
    });
    expect(text).toContain('! no announcing source is watched');
    expect(text).toContain('! norvik/card is announced by norvik/changelog, which is not watched');
    expect(text).toContain('norvik/changelog: not among `only` in watchlist.yaml');
  });

  it('warns of a tool whose vendor is not watched', async () => {
    const text = await explain({ 'watchlist.yaml': 'watch: []' });
    expect(text).toContain('scribe: norvik-scribe-2 of norvik (clinical) ! its vendor is not watched');
  });
});
