/** A request that HTTP itself refuses, before GraphQL. Its message is for developers, and so in English. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';

  /** @param headers extra headers of the response */
  constructor(
    readonly statusCode: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The body of a response to a request that is not valid HTTP or not for this API. */
export function notWellFormed(message: string) {
  return { errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] };
}
