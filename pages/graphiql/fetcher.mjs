/* global fetch */

/**
 * Sends what an editor holds. `{{access}}`, `{{refresh}}` and `{{challenge}}` in headers and variables stand for
 * what the server answered last, so that the steps of a login follow each other without copying. The values
 * live in memory only and are gone with the page.
 *
 * @param {string} url
 * @returns {import('@graphiql/toolkit').Fetcher}
 */
export function createFetcher(url) {
  /** @type {Map<string, string>} */
  const answered = new Map();

  return async (params, { headers = {} } = {}) => {
    // The schema is open to everyone, and a tab may carry a token that has ended.
    const own = params.operationName === 'IntrospectionQuery' ? {} : headers;
    const missing = [...JSON.stringify([own, params.variables ?? {}]).matchAll(PLACEHOLDER)].find(
      ([, name = '']) => !answered.has(name),
    );
    if (missing) return { errors: [{ message: `No answer has filled in ${missing[0]} yet: ${FILLED_BY}` }] };

    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...fillIn(own, answered) },
      body: JSON.stringify({ ...params, variables: fillIn(params.variables, answered) }),
    });
    const result = await response.json();
    for (const field of Object.values(result.data ?? {})) remember(field, answered);
    return result;
  };
}

const PLACEHOLDER = /\{\{(access|refresh|challenge)\}\}/g;
const FILLED_BY = 'run ObtainToken first, or put the value there yourself.';

/**
 * @template T
 * @param {T} value
 * @param {ReadonlyMap<string, string>} answered
 * @returns {T}
 */
function fillIn(value, answered) {
  return (
    value &&
    JSON.parse(JSON.stringify(value), (_key, inner) =>
      typeof inner === 'string'
        ? inner.replace(PLACEHOLDER, (text, name) => answered.get(name) ?? text)
        : inner,
    )
  );
}

/**
 * @param {unknown} field
 * @param {Map<string, string>} answered
 */
function remember(field, answered) {
  if (typeof field !== 'object' || field === null) return;
  for (const [name, value] of Object.entries(field))
    if (['access', 'refresh', 'challenge'].includes(name) && typeof value === 'string')
      answered.set(name, value);
}
