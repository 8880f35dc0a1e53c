/** JSON Schemas of the configuration files, so that editors complete keys and mark mistakes while typing. */
import { z } from 'zod';
import type { FileSchema } from './file-schemas.ts';

/** A value may be a variable wherever it stands, whatever else is expected there. */
const variable = '\\$\\{';

/** The text of `config/schema/<name>.json`: the same for the same schema. */
export function editorSchema({ schema, files, purpose }: FileSchema): string {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (typeof jsonSchema.pattern === 'string')
        jsonSchema.pattern = `(?:${jsonSchema.pattern})|${variable}`;
      if (jsonSchema.enum !== undefined) {
        jsonSchema.anyOf = [{ enum: jsonSchema.enum }, { type: 'string', pattern: variable }];
        delete jsonSchema.enum;
        delete jsonSchema.type;
      }
    },
  });
  return `${JSON.stringify({ ...json, title: files, description: purpose }, null, 2)}\n`;
}
