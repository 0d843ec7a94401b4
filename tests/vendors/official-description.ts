import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type SchemaObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { HttpRequest, HttpResponse } from '../../src/vendors/http-transport.js';

/** The parts of an OpenAPI operation that the contract is made of. */
interface Operation {
  parameters?: { name: string; in: string; schema: SchemaObject }[];
  requestBody?: { content: Record<string, { schema: SchemaObject }> };
  responses: Record<string, { content?: Record<string, { schema: SchemaObject; examples?: Examples }> }>;
}
type Examples = Record<string, { value: Record<string, unknown> }>;

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, SchemaObject> };
}

const FORM = 'application/x-www-form-urlencoded';

/** An excerpt of Twilio's own OpenAPI description of Verify v2: the paths that the server calls. */
const description = readDescription();
const ajv = createValidator();

/** What of a request the official description does not allow; empty when all is well. */
export function problemsOfRequest(request: HttpRequest): string[] {
  const found = findOperation(request);
  if (!found) return [`${request.method} ${request.url} is not in the description`];
  const { operation, pathValues } = found;
  const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
  const problems = inPath.flatMap(({ name, schema }) => validate(schema, pathValues[name], name));
  const body = operation.requestBody?.content[FORM];
  if (!body) return request.body ? [...problems, 'a body where none is described'] : problems;
  if (request.headers['Content-Type'] !== FORM) problems.push(`Content-Type is not ${FORM}`);
  const form = Object.fromEntries(new URLSearchParams(request.body));
  return [...problems, ...validate(closed(body.schema), form, 'form')];
}

/** The same for a reply. Besides the schema, it must have each field that the official example has. */
export function problemsOfReply(request: HttpRequest, response: HttpResponse): string[] {
  const body: unknown = JSON.parse(response.body);
  if (response.status >= 400) return validate(ERROR, body, 'error');
  const described =
    findOperation(request)?.operation.responses[response.status]?.content?.['application/json'];
  if (!described) return [`HTTP ${response.status} is not described for ${request.method} ${request.url}`];
  const [example] = Object.values(described.examples ?? {});
  const required = Object.keys(example?.value ?? {}).filter((name) => name !== 'mailer_sid');
  return validate({ ...closed(described.schema), required }, body, 'reply');
}

/** The description leaves errors out; this is their shape in Twilio's documentation. */
const ERROR: SchemaObject = {
  type: 'object',
  properties: {
    code: { type: 'integer', minimum: 20000, maximum: 69999 },
    message: { type: 'string', minLength: 1 },
    more_info: { type: 'string', pattern: '^https://www\\.twilio\\.com/docs/errors/\\d{5}$' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
  },
  required: ['code', 'message', 'more_info', 'status'],
  additionalProperties: false,
};

function readDescription(): Description {
  const path = join(import.meta.dirname, 'twilio-openapi/verify-v2.json');
  return JSON.parse(readFileSync(path, 'utf8'), withoutBareNullable) as Description;
}

/** OpenAPI allows `nullable` without a `type`, where it says nothing; ajv does not. */
function withoutBareNullable(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('nullable' in value) || 'type' in value) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'nullable'));
}

function createValidator(): Ajv {
  const validator = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  addFormats.default(validator);
  validator.addFormat('uri-map', true);
  validator.addSchema({ $id: 'verify', components: description.components });
  return validator;
}

/** The schema behind a reference, shut against fields it does not know: a misspelled one must not pass. */
function closed(schema: SchemaObject): SchemaObject {
  const name =
    typeof schema['$ref'] === 'string' ? schema['$ref'].replace('#/components/schemas/', '') : undefined;
  return { ...(name ? description.components.schemas[name] : schema), additionalProperties: false };
}

function validate(schema: SchemaObject, value: unknown, where: string): string[] {
  const absolute = JSON.parse(
    JSON.stringify(schema).replaceAll('"#/components', '"verify#/components'),
  ) as SchemaObject;
  const check = ajv.compile(absolute);
  if (check(value)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${where}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function findOperation({ method, url }: HttpRequest) {
  for (const [template, operations] of Object.entries(description.paths)) {
    const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = pattern.exec(new URL(url).pathname);
    const operation = operations[method.toLowerCase()];
    if (match && operation) return { operation, pathValues: { ...match.groups } };
  }
  return undefined;
}
