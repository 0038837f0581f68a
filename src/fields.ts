/**
 * Fields that show one field of the wire each, read leniently: what makes no sense costs that field alone.
 *
 * So they are nullable, lists as well: a list that cannot be read is null with an error, one that is not there is empty. The
 * exception are facts that were checked with the row (see `builder.ts`).
 */
import type { FieldRef, ObjectRef } from '@pothos/core';
import type { SchemaTypes } from './builder.ts';
import type { RestEnum } from './rest-enum.ts';
import {
  booleanIn,
  dateTimeIn,
  integerIn,
  numberIn,
  objectIn,
  objectsIn,
  presentDateTimeIn,
  textIn,
  textsIn,
  urlIn,
} from './upstream/lenient.ts';

/** An object of the wire whose fields nobody has checked. */
export type WireObject = Readonly<Record<string, unknown>>;

/**
 * Makers of nullable fields of a type, each given the wire's name of the field and a description:
 * `createdAt: wire.dateTime('created_at', 'When it was made.')`.
 */
export function wireFields<Row extends object>(t: PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Row>) {
  type Name = keyof Row & string;

  return {
    id: (name: Name, description: string) => t.id({ nullable: true, description, resolve: (row) => textIn(name, row[name]) }),
    text: (name: Name, description: string) => t.string({ nullable: true, description, resolve: (row) => textIn(name, row[name]) }),
    texts: (name: Name, description: string) => t.stringList({ nullable: true, description, resolve: (row) => textsIn(name, row[name]) }),
    float: (name: Name, description: string) => t.float({ nullable: true, description, resolve: (row) => numberIn(name, row[name]) }),
    int: (name: Name, description: string) => t.int({ nullable: true, description, resolve: (row) => integerIn(name, row[name]) }),
    boolean: (name: Name, description: string) => t.boolean({ nullable: true, description, resolve: (row) => booleanIn(name, row[name]) }),
    dateTime: (name: Name, description: string) =>
      t.field({ type: 'DateTime', nullable: true, description, resolve: (row) => dateTimeIn(name, row[name]) }),
    /** A time that was checked with the row: it is there. */
    checkedDateTime: <Checked extends Name>(name: Row[Checked] extends string ? Checked : never, description: string) =>
      t.field({ type: 'DateTime', description, resolve: (row) => presentDateTimeIn(name, row[name]) }),
    url: (name: Name, description: string) =>
      t.field({ type: 'URL', nullable: true, description, resolve: (row) => urlIn(name, row[name]) }),
    /**
     * Two fields for one word, to be spread: `...wire.word('status', 'status', …)` makes `status`, null for a word that the enum does
     * not know, and `statusText`, which has any word.
     */
    word: <Field extends string>(field: Field, name: Name, { type, read }: RestEnum, description: string) =>
      ({
        [field]: t.field({
          type,
          nullable: true,
          description: `${description} Null for a word that this schema does not know: see \`${field}Text\`.`,
          resolve: (row) => read(row[name]),
        }),
        [`${field}Text`]: t.string({
          nullable: true,
          description: `\`${field}\` in RealtimeKit's own word.`,
          resolve: (row) => textIn(name, row[name]),
        }),
      }) as Record<Field | `${Field}Text`, FieldRef<SchemaTypes>>,
    /** Words that the enum does not know are left out. */
    words: (name: Name, { type, read }: RestEnum, description: string) =>
      t.field({
        type: t.listRef(type),
        nullable: true,
        description,
        resolve: (row) =>
          textsIn(name, row[name])
            .map(read)
            .filter((word) => word !== null),
      }),
    object: (name: Name, type: ObjectRef<SchemaTypes, WireObject>, description: string) =>
      t.field({ type, nullable: true, description, resolve: (row) => objectIn(name, row[name]) }),
    objects: (name: Name, type: ObjectRef<SchemaTypes, WireObject>, description: string) =>
      t.field({ type: t.listRef(type), nullable: true, description, resolve: (row) => objectsIn(name, row[name]) }),
  };
}
