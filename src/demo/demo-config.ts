/** The configuration folder of the demo: real files in the real format, with intervals of seconds. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

/** Seconds where operators would write hours and days. */
const every = '2s';
const grace = '7s';

const shippedRules = fileURLToPath(new URL('../../config/rules/', import.meta.url));

/** Ids of the demo's sources, by what happens to them. */
export const demoSources = {
  changelog: 'norvik/changelog',
  card: 'norvik/scribe-card',
  models: 'norvik/models',
  terms: 'norvik/terms',
  policy: 'norvik/acceptable-use',
} as const;

/** Writes the configuration for a vendor site and returns the folder. */
export async function writeDemoConfig(
  folder: string,
  site: { readonly url: string; readonly host: string },
): Promise<string> {
  const config = join(folder, 'config');
  await mkdir(join(config, 'vendors'), { recursive: true });
  await cp(shippedRules, join(config, 'rules'), { recursive: true });
  const write = (name: string, content: unknown) => writeFile(join(config, name), stringify(content));
  await write('modelwarden.yaml', {
    dataFolder: join(folder, 'data'),
    redis: { url: '${REDIS_URL:-}' },
    fetch: { spacing: '0s' },
    mail: { from: 'modelwarden@clinic.example', organisation: 'Lakeside Clinic' },
  });
  await write('vendors/norvik.yaml', vendorFile(site));
  await write('watchlist.yaml', { watch: [{ vendor: 'norvik' }] });
  await write('contacts.yaml', contactsFile);
  await write('register.yaml', registerFile);
  return config;
}

function vendorFile(site: { readonly url: string; readonly host: string }) {
  const source = (id: string, title: string, role: string, kind: string, path: string, options = {}) => ({
    id,
    title,
    role,
    kind,
    url: `${site.url}/${path}`,
    every,
    allowPrivate: [site.host],
    options,
  });
  return {
    vendor: {
      id: 'norvik',
      name: 'Norvik Health AI',
      grace,
      models: [
        { pattern: 'norvik-scribe-\\d+', family: 'norvik-scribe' },
        { pattern: 'norvik-triage-\\d+', family: 'norvik-triage' },
      ],
    },
    sources: [
      source('changelog', 'Norvik changelog', 'changelog', 'html', 'changelog'),
      source('scribe-card', 'norvik-scribe-2 model card', 'model-card', 'markdown', 'card'),
      source('models', 'Norvik model list', 'model-list', 'json', 'models', { records: 'data', id: 'id' }),
      source('terms', 'Norvik terms of service', 'terms', 'html', 'terms'),
      source('acceptable-use', 'Norvik acceptable-use policy', 'policy', 'html', 'policy'),
    ],
  };
}

const contactsFile = {
  contacts: [
    {
      id: 'compliance',
      name: 'Dana Reyes, compliance',
      email: 'compliance@clinic.example',
      timeZone: 'America/Chicago',
    },
    { id: 'operator', name: 'IT operations', email: 'it@clinic.example', timeZone: 'America/Chicago' },
  ],
  operators: ['operator'],
  route: { contacts: ['compliance'], groupWait: '2s' },
};

const registerFile = {
  tools: [
    {
      id: 'visit-notes',
      name: 'Visit Notes',
      vendor: 'norvik',
      models: ['norvik-scribe-2'],
      departments: ['Family medicine', 'Internal medicine'],
      owner: 'Dr Amara Osei',
      clinical: true,
      phi: true,
      noticeDays: 30,
    },
  ],
};
