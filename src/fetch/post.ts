/** Posts to a service that the operator named in the settings; unlike vendors' documents it may be on the operator's own network. */
import type { Post, PostRequest } from '../domain/post.ts';
import type { ConnectorOptions } from './connector.ts';
import { exchange } from './exchange.ts';
import { Trouble } from './trouble.ts';

type PostOptions = Pick<ConnectorOptions, 'resolve' | 'proxies' | 'certificateAuthorities'> & {
  readonly userAgent: string;
  readonly timeoutMs: number;
};

export function createPost(options: PostOptions): Post {
  return async (request: PostRequest, callerSignal: AbortSignal) => {
    const url = new URL(request.url);
    const deadline = AbortSignal.timeout(options.timeoutMs);
    try {
      const answer = await exchange(
        {
          url,
          method: 'POST',
          content: request.body,
          headers: {
            'user-agent': options.userAgent,
            accept: request.accept,
            'content-type': request.contentType,
          },
          maxBytes: request.maxBytes,
          bodyOf: () => 'whole',
        },
        {
          ...options,
          allowPrivate: [url.host],
          signal: AbortSignal.any([callerSignal, deadline]),
          onConnected: () => undefined,
        },
      );
      if (answer.bodyTrouble) throw answer.bodyTrouble;
      const { status, body, headers } = answer;
      return { kind: 'answer', status, body, contentType: headers['content-type'] ?? '' };
    } catch (error) {
      callerSignal.throwIfAborted();
      if (deadline.aborted)
        return { kind: 'failure', detail: `${url.host} did not answer within ${options.timeoutMs} ms` };
      if (error instanceof Trouble) return { kind: 'failure', detail: error.message };
      throw error;
    }
  };
}
