/** Inputs as REST takes them. */

/** Names of fields that REST spells in a way that the rule below does not find. */
export type Spellings = Readonly<Record<string, string>>;

/**
 * A copy with every field in snake case, or as `spellings` says; fields that are not given are left out, null stays.
 * Enum values are RealtimeKit's own words already.
 */
export function wireBody(input: object, spellings: Spellings = {}): Record<string, unknown> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [spellings[name] ?? snakeCase(name), wireValue(value, spellings)]));
}

function wireValue(value: unknown, spellings: Spellings): unknown {
  if (Array.isArray(value)) return value.map((item) => wireValue(item, spellings));
  return typeof value === 'object' && value !== null ? wireBody(value, spellings) : value;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
