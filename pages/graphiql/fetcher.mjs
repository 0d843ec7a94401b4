/* global fetch */

/**
 * Makes the function that sends the operation of a tab. It replaces `{{access}}`, `{{refresh}}` and `{{challenge}}` in
 * headers and variables with the latest values from the server, so that nobody has to copy them between the steps of
 * a login. The values are kept in memory only.
 *
 * @param {string} url
 * @returns {import('@graphiql/toolkit').Fetcher}
 */
export function createFetcher(url) {
  /** @type {Map<string, string>} */
  const latest = new Map();

  return async (params, { headers = {} } = {}) => {
    // The schema needs no token, and the token of the tab may have expired.
    const own = params.operationName === 'IntrospectionQuery' ? {} : headers;
    const missing = [...JSON.stringify([own, params.variables ?? {}]).matchAll(PLACEHOLDER)].find(
      ([, name = '']) => !latest.has(name),
    );
    if (missing) return { errors: [{ message: `There is no value for ${missing[0]} yet: ${FILLED_BY}` }] };

    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...fillIn(own, latest) },
      body: JSON.stringify({ ...params, variables: fillIn(params.variables, latest) }),
    });
    const result = await response.json();
    for (const field of Object.values(result.data ?? {})) remember(field, latest);
    return result;
  };
}

const PLACEHOLDER = /\{\{(access|refresh|challenge)\}\}/g;
const FILLED_BY = 'run ObtainToken first, or enter the value yourself.';

/**
 * @template T
 * @param {T} value
 * @param {ReadonlyMap<string, string>} latest
 * @returns {T}
 */
function fillIn(value, latest) {
  return (
    value &&
    JSON.parse(JSON.stringify(value), (_key, inner) =>
      typeof inner === 'string'
        ? inner.replace(PLACEHOLDER, (text, name) => latest.get(name) ?? text)
        : inner,
    )
  );
}

/**
 * @param {unknown} field
 * @param {Map<string, string>} latest
 */
function remember(field, latest) {
  if (typeof field !== 'object' || field === null) return;
  for (const [name, value] of Object.entries(field))
    if (['access', 'refresh', 'challenge'].includes(name) && typeof value === 'string')
      latest.set(name, value);
}
