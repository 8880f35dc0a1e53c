/** Writes `docs/taxonomy.md` anew. */
import { writeFileSync } from 'node:fs';
import { writeTable } from './taxonomy-table.ts';

writeFileSync(new URL('../../docs/taxonomy.md', import.meta.url), writeTable());
