/** RealtimeKit's OpenAPI 3.0 document, read from beside the project: it is too large, and not ours, to keep a copy of. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const file = fileURLToPath(new URL('../../../shared/realtimekit-openapi.json', import.meta.url));

export const documentIsThere = existsSync(file);

/** The keywords that are converted; the others stay as they are. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  nullable?: boolean;
  writeOnly?: boolean;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

interface Response {
  $ref?: string;
  content?: Record<string, { schema: Schema; examples?: Record<string, { $ref?: string; value?: unknown }> } | undefined>;
}

interface Operation {
  operationId: string;
  responses: Record<string, Response | undefined>;
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface DocumentedOperation extends Operation {
  method: string;
  /** Below `/accounts/{account_id}/realtime/kit`. */
  path: string;
}

const kit = '/accounts/{account_id}/realtime/kit';
const methods = ['get', 'post', 'put', 'patch', 'delete'];
const document = documentIsThere ? (JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument) : { paths: {}, components: { schemas: {} } };

export const documentedOperations: readonly DocumentedOperation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => methods.includes(method))
    .map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path: path.replace(kit, '') })),
);

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
for (const [name, schema] of Object.entries(document.components.schemas)) ajv.addSchema(closedSchemaOf(schema), name);

/** What the document objects to in an answer, as `/data/id must be string`; nothing if the answer is as documented. */
export function objections(operationId: string, status: number, body: unknown): string[] {
  const operation = documentedOperations.find((one) => one.operationId === operationId);
  const documented = operation?.responses[status];
  const schema = documented && (resolved(documented) as Response).content?.['application/json']?.schema;
  if (schema === undefined) return [`${operationId} documents no JSON answer of status ${status}`];

  const closed = closedSchemaOf(schema);
  // The document forgets to require `data` of some operations.
  const validate = ajv.compile({ ...closed, required: Object.keys(closed.properties ?? {}) });
  validate(body);
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message, params['additionalProperty']].filter(Boolean).join(' '),
  );
}

/** What the document objects to in its own examples of an answer, without indices; nothing if it has none or they are as documented. */
export function exampleObjections(operationId: string, status: number): string[] {
  const documented = documentedOperations.find((one) => one.operationId === operationId)?.responses[status];
  const { examples = {} } = (documented && (resolved(documented) as Response).content?.['application/json']) ?? {};
  const bodies = Object.values(examples).map((example) => (resolved(example) as { value: unknown }).value);
  return withoutIndices(bodies.flatMap((body) => objections(operationId, status, body)));
}

/** The same objection to several rows of a list, once: `/data/3/id must be string` becomes `/data/…/id must be string`. */
export function withoutIndices(given: readonly string[]): string[] {
  return [...new Set(given.map((one) => one.replaceAll(/\/\d+(?=[/ ])/g, '/…')))];
}

/** What a reference stands for, or the value itself if it is none. */
function resolved(value: { $ref?: string }): object {
  if (value.$ref === undefined) return value;
  const names = value.$ref.slice(2).split('/');
  return resolved(names.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], document) as object);
}

/** JSON Schema of a part of a schema: ajv knows the components by name, and they may refer to themselves. */
function jsonSchemaOf(given: Schema): Schema {
  return given.$ref === undefined ? closedSchemaOf(given) : { $ref: given.$ref.replace('#/components/schemas/', '') };
}

/**
 * JSON Schema, for answers, of an OpenAPI 3.0 schema: `allOf` merged, `nullable` as a type, what is write-only left out. Objects
 * that list their properties are closed, or else a misspelt optional field would pass.
 */
function closedSchemaOf(given: Schema, hiddenAround: readonly string[] = []): Schema {
  const { nullable, type, required, properties, items, oneOf, ...rest } = merged(given);
  const writeOnly = Object.entries(properties ?? {}).flatMap(([name, one]) => (merged(one).writeOnly === true ? name : []));
  const hidden = [...hiddenAround, ...writeOnly];
  const converted: Schema = { ...rest };
  if (type !== undefined) converted.type = nullable === true ? [type, 'null'].flat() : type;
  if (required) converted.required = required.filter((name) => !hidden.includes(name));
  if (items) converted.items = jsonSchemaOf(items);
  if (typeof rest.additionalProperties === 'object') converted.additionalProperties = jsonSchemaOf(rest.additionalProperties);
  if (rest.anyOf) converted.anyOf = rest.anyOf.map(jsonSchemaOf);
  if (oneOf) {
    // The parts name only the properties that they narrow. Without a type of their own they would all be true of null.
    const parts = oneOf.map((part) => ({
      ...(type !== undefined && { type }),
      ...closedSchemaOf(part, hidden),
      additionalProperties: true,
    }));
    converted.oneOf = nullable === true ? [...parts, { type: 'null' }] : parts;
  }
  if (properties) {
    const readable = Object.entries(properties).filter(([name]) => !hidden.includes(name));
    converted.properties = Object.fromEntries(readable.map(([name, one]) => [name, jsonSchemaOf(one)]));
    converted.additionalProperties ??= rest.anyOf !== undefined;
  }
  return converted;
}

/** One schema of all parts of an `allOf`; what several parts say of a property is an `allOf` in its turn. */
function merged(given: Schema): Schema {
  const { allOf = [], ...own } = resolved(given) as Schema;
  return [...allOf.map(merged), own].reduce(both);
}

function both(first: Schema, second: Schema): Schema {
  const properties = { ...first.properties };
  for (const [name, schema] of Object.entries(second.properties ?? {})) properties[name] = together(properties[name], schema);
  const required = new Set([...(first.required ?? []), ...(second.required ?? [])]);
  return {
    ...first,
    ...second,
    ...((first.properties ?? second.properties) && { properties }),
    ...(required.size > 0 && { required: [...required] }),
    ...(second.items && { items: together(first.items, second.items) }),
  };
}

function together(first: Schema | undefined, second: Schema): Schema {
  return first ? { allOf: [first, second] } : second;
}
