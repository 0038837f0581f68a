/** Keeps from the answers what the OpenAPI document marks as write-only. */
import type { Json, JsonObject } from '../store.ts';

const writeOnly = ['access_key', 'secret', 'password', 'private_key'];

/** A copy of a storage config, or of a config with one inside, without the secrets of the storage. */
export function withoutSecrets(config: JsonObject): JsonObject {
  const readable = Object.entries(config).filter(([name]) => !writeOnly.includes(name));
  return Object.fromEntries(readable.map(([name, value]) => [name, isObject(value) ? withoutSecrets(value) : value]));
}

/** Neither a list nor null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
