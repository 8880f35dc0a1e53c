/** Posting to a service that the operator named, as the rest of the program sees it. */

export interface PostRequest {
  readonly url: string;
  readonly contentType: string;
  readonly accept: string;
  readonly body: Uint8Array;
  readonly maxBytes: number;
}

export type PostAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly contentType: string;
      readonly body: Uint8Array;
    }
  /** One sentence: why there is none. Never a secret. */
  | { readonly kind: 'failure'; readonly detail: string };

/** Never throws for what the other side does. No redirect is followed. */
export type Post = (request: PostRequest, signal: AbortSignal) => Promise<PostAnswer>;
