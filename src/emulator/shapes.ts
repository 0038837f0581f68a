/**
 * Where RealtimeKit's OpenAPI document contradicts itself, the emulator can answer either way: in the shape of the document's
 * examples, which is what live answers look like (API document, sections 2 and 4.14), or in the shape of its schema.
 */
export const allShapes = ['examples', 'schema'] as const;

export type Shapes = (typeof allShapes)[number];

/** Fields as an answer shows them: hardly a schema that needs this switch allows null, so there a field without value is left out. */
export function inShape(shapes: Shapes, fields: object): object {
  return shapes === 'examples' ? fields : Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
