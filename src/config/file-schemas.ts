/** Each configuration file with its schema, for editors' schemas and for the reference in `docs/`. */
import type { z } from 'zod';
import { contactsFile } from './contacts-file.ts';
import { registerFile } from './register-file.ts';
import { rulesFile } from './rules-file.ts';
import { settingsFile } from './settings-file.ts';
import { vendorFile } from './vendor-file.ts';
import { watchlistFile } from './watchlist-file.ts';

export interface FileSchema {
  /** Name of the schema; its file is `config/schema/<name>.json`. */
  readonly name: string;
  /** Which files it describes. */
  readonly files: string;
  readonly purpose: string;
  readonly schema: z.ZodType;
}

export const fileSchemas: readonly FileSchema[] = [
  {
    name: 'modelwarden',
    files: 'modelwarden.yaml',
    purpose: 'How the worker itself runs. The file and every key in it may be left out.',
    schema: settingsFile,
  },
  {
    name: 'watchlist',
    files: 'watchlist.yaml',
    purpose: 'What is watched, and how often.',
    schema: watchlistFile,
  },
  { name: 'contacts', files: 'contacts.yaml', purpose: 'Who is told what.', schema: contactsFile },
  {
    name: 'register',
    files: 'register.yaml',
    purpose: 'The AI tools that the organisation uses. The file may be left out.',
    schema: registerFile,
  },
  {
    name: 'vendor',
    files: 'vendors/*.yaml',
    purpose: 'The catalogue: one vendor a file, which is named after the vendor.',
    schema: vendorFile,
  },
  {
    name: 'rules',
    files: 'rules/*.yaml',
    purpose: 'What makes a change matter, and how much.',
    schema: rulesFile,
  },
];
