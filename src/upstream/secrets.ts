/** Secrets inside answers: taken out before anything is kept or shared, or shown to be absent to who asked for them. */

/** A field of an object of the wire. */
export type WireField = readonly [holder: object, field: string];

/** Fields of something that should be an object; none of anything else. */
export function fieldsOf(holder: unknown, fields: readonly string[]): WireField[] {
  return typeof holder === 'object' && holder !== null ? fields.map((field) => [holder, field] as const) : [];
}

/** Takes the secrets out. A field that is missing from then on was taken out. */
export function conceal(secrets: readonly WireField[]): void {
  for (const [holder, field] of secrets) Reflect.deleteProperty(holder, field);
}

/** Takes out what has a secret's name, however deep: an answer that is not as documented may have it anywhere. */
export function concealDeeply(value: unknown, names: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  conceal(fieldsOf(value, names));
  for (const inner of Object.values(value)) concealDeeply(inner, names);
}

/** Says of each field that the answer does not have that there is none: then nobody asks for it again. */
export function completeWithNull(fields: readonly WireField[]): void {
  for (const [holder, field] of fields) if (!(field in holder)) Reflect.set(holder, field, null);
}

/** Fields of bodies that nobody but RealtimeKit may see (API document, 4.13), and addresses that hold a key. */
const secretNames = new Set(['access_key', 'secret', 'password', 'private_key', 'rtmp_url', 'stream_key', 'token']);

/** A text of RealtimeKit's without the secrets of the body that it answers. */
export function withoutSecretsOf(body: unknown, text: string): string {
  // The longest first: one may be the beginning of another. In a text they may stand as JSON writes them.
  const secrets = secretTextsIn(body).flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return secrets.sort((one, other) => other.length - one.length).reduce((cut, secret) => cut.replaceAll(secret, '[secret]'), text);
}

function secretTextsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' ? (secretNames.has(name) && inner !== '' ? [inner] : []) : secretTextsIn(inner),
  );
}
