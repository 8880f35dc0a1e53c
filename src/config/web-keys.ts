/** The `web` part of `modelwarden.yaml`: what the worker serves, and the address that mails lead to. */
import { z } from 'zod';
import { flag } from './scalars.ts';

const listenError = 'expected an address and a port such as 127.0.0.1:8474 or [::1]:8474';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:8474`, `[::]:8474`; a port alone, `8474`, means loopback. */
const listen = z.union([z.string(), z.number()], { error: listenError }).transform((value, context) => {
  const written = typeof value === 'number' ? String(value) : value;
  const match = /^(?:(?<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):)?(?<port>\d{1,5})$/u.exec(written);
  const port = Number(match?.groups?.['port']);
  if (!match || port > 65_535) {
    context.addIssue({ code: 'custom', message: listenError });
    return z.NEVER;
  }
  const host = (match.groups?.['host'] ?? '127.0.0.1').replaceAll(/[[\]]/g, '');
  return { host, port } satisfies ListenAddress;
});

const publicUrl = z
  .string({ error: 'expected a https:// address' })
  .refine(
    (value) => {
      const url = URL.parse(value);
      const isPlain = url !== null && url.username === '' && url.password === '' && url.search === '';
      return isPlain && url.hash === '' && (url.protocol === 'https:' || isLoopback(url));
    },
    {
      error:
        'expected a https:// address without credentials, ? or #: who can read the way there can acknowledge in the place of the reader',
    },
  )
  .transform((value) => value.replace(/\/+$/u, ''));

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

export const webKeys = z
  .strictObject({
    listen: listen.optional().meta({
      description:
        'Where the worker serves `/health`, `/metrics` and the page for acknowledging, for example `127.0.0.1:8474`. Absent: nowhere.',
    }),
    publicUrl: publicUrl.optional().meta({
      description:
        'Where readers of mails reach that, mostly a proxy with TLS: mails then hold a link for acknowledging. Absent: no links.',
    }),
    console: flag().prefault(false).meta({
      description:
        'Whether `/` shows sources, changes and open alerts to everybody who can reach the address; nothing can be altered there.',
    }),
    trustProxy: flag().prefault(false).meta({
      description: 'Whether the last address of X-Forwarded-For is taken for that of the reader.',
    }),
  })
  .prefault({})
  .meta({ description: 'Pages of the worker.' });
