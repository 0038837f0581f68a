/** The order of lists: one input for each list that can be sorted, a field and a direction. */
import type { ArgBuilder } from '@pothos/core';
import { builder, type SchemaTypes } from './builder.ts';
import { type EnumValues, restEnum } from './rest-enum.ts';

export const SortDirection = restEnum('SortDirection', 'Which end of a list comes first.', {
  ASC: 'The oldest, the shortest or the least first.',
  DESC: 'The newest, the longest or the most first.',
});

/**
 * The input that orders lists of a type, `{ field, direction }`, both as RealtimeKit words them, and the argument that takes it.
 * The default is the first of the fields, DESC: said to RealtimeKit, which does not document its own.
 */
export function orderInput(name: string, plural: string, fields: EnumValues) {
  const field = restEnum(`${name}OrderField`, `What ${plural} can be sorted by.`, fields);
  const type = builder.inputType(`${name}Order`, {
    description: `The order of a list of ${plural}.`,
    fields: (t) => ({
      field: t.field({ type: field.type, required: true, description: 'What to sort by.' }),
      direction: t.field({ type: SortDirection.type, required: true, defaultValue: 'DESC', description: 'Which end comes first.' }),
    }),
  });
  const [first = ''] = field.words;
  return {
    type,
    argument: (arg: ArgBuilder<SchemaTypes>) =>
      arg({ type, required: true, defaultValue: { field: first, direction: 'DESC' }, description: 'In which order.' }),
  };
}
