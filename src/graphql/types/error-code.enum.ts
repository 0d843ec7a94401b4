import { GraphQLEnumType } from 'graphql';
import { ERROR_CODES } from '../../services/errors.js';

/**
 * No field has this type: it stands in the schema so that generated clients get the codes as an enum to
 * compare `extensions.code` with.
 */
export const ErrorCodeEnum = new GraphQLEnumType({
  name: 'ErrorCode',
  description:
    'Every value that `extensions.code` of an error can have. Beside it an error may carry `extensions.retryAfter` ' +
    '(seconds to wait), `extensions.attemptsLeft` (tries that remain on the code) and `extensions.field` (the argument that is wrong).\n\n' +
    'Any operation may answer `BAD_USER_INPUT` (to a document or variables that do not fit the schema), `UNAUTHENTICATED` (to an ' +
    '`Authorization` header that is not good), `SERVICE_UNAVAILABLE` and `INTERNAL_SERVER_ERROR`. What else it may answer is in its description.',
  values: Object.fromEntries(
    Object.entries(ERROR_CODES).map(([code, description]) => [code, { description }]),
  ),
});
