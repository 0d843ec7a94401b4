import { GraphQLEnumType } from 'graphql';
import { ERROR_CODES } from '../core/service-error.js';

/**
 * No field has this type. It is in the schema so that generated clients have an enum to compare `extensions.code`
 * with.
 */
export const ErrorCodeEnum = new GraphQLEnumType({
  name: 'ErrorCode',
  description:
    'All values of `extensions.code` in an error. An error can also have `extensions.retryAfter` (seconds to wait), ' +
    '`extensions.attemptsLeft` (number of tries left for the code) and `extensions.field` (name of the invalid argument).\n\n' +
    'Any operation can return `BAD_USER_INPUT` (the document or the variables do not match the schema), `UNAUTHENTICATED` ' +
    '(the `Authorization` header is not valid), `SERVICE_UNAVAILABLE` and `INTERNAL_SERVER_ERROR`. ' +
    'The description of each operation lists its other errors.',
  values: Object.fromEntries(
    Object.entries(ERROR_CODES).map(([code, description]) => [code, { description }]),
  ),
});
