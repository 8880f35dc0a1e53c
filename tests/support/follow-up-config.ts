/** A chain for tests: whoever was told is reminded every 4 h, `lead` is told after 6 h and `board` after 10 h. */
import type { Contact } from '../../src/domain/register.ts';
import { hourMs, testConfig } from './pipeline.ts';

const { contacts: people, route } = testConfig([]);
const [like] = people.values();
if (!like) throw new Error('the test configuration has no contact');
const contacts = new Map<string, Contact>(people);
for (const id of ['lead', 'board'])
  contacts.set(id, { ...like, id, name: id, email: `${id}@clinic.example` });

/** What of the configuration makes the chain. */
export const followUpConfig = {
  contacts,
  route: {
    ...route,
    followUp: {
      remindEveryMs: { high: 4 * hourMs },
      escalate: [
        { afterMs: 6 * hourMs, minSeverity: 'high', contacts: ['lead'] },
        { afterMs: 10 * hourMs, minSeverity: 'high', contacts: ['board'] },
      ],
    },
  },
} as const;
