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
  checkedDateTimeIn,
  dateTimeIn,
  integerIn,
  numberIn,
  objectIn,
  objectsIn,
  textIn,
  textsIn,
  urlIn,
} from './upstream/lenient.ts';

/** An object of the wire whose fields nobody has checked. */
export type WireObject = Readonly<Record<string, unknown>>;

/** How a field reads the property that it shows, and nothing else: for who reads it without calling its resolver. */
interface PlainRead {
  readonly property: string;
  readonly read: (value: unknown) => unknown;
}

/** The reading of a field that was made here and shows one value; undefined of others. */
export function plainReadOf(extensions: Readonly<Record<string, unknown>>): PlainRead | undefined {
  return extensions['plainRead'] as PlainRead | undefined;
}

/** Of a nullable field: how it is resolved, and the same for `plainReadOf`. */
function reading<Shown>(name: string, read: (field: string, value: unknown) => Shown) {
  const plainRead: PlainRead = { property: name, read: (value) => read(name, value) };
  return { nullable: true, extensions: { plainRead }, resolve: (row: object) => read(name, (row as WireObject)[name]) } as const;
}

/**
 * Makers of nullable fields of a type, each given the wire's name of the field and a description:
 * `createdAt: wire.dateTime('created_at', 'When it was made.')`.
 */
export function wireFields<Row extends object>(t: PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Row>) {
  type Name = keyof Row & string;

  return {
    id: (name: Name, description: string) => t.id({ description, ...reading(name, textIn) }),
    text: (name: Name, description: string) => t.string({ description, ...reading(name, textIn) }),
    texts: (name: Name, description: string) => t.stringList({ nullable: true, description, resolve: (row) => textsIn(name, row[name]) }),
    float: (name: Name, description: string) => t.float({ description, ...reading(name, numberIn) }),
    int: (name: Name, description: string) => t.int({ description, ...reading(name, integerIn) }),
    boolean: (name: Name, description: string) => t.boolean({ description, ...reading(name, booleanIn) }),
    dateTime: (name: Name, description: string) => t.field({ type: 'DateTime', description, ...reading(name, dateTimeIn) }),
    /** A time that was checked with the row: it is there. */
    checkedDateTime: <Checked extends Name>(name: Row[Checked] extends string ? Checked : never, description: string) =>
      t.field({ type: 'DateTime', description, ...reading(name, checkedDateTimeIn), nullable: false }),
    url: (name: Name, description: string) => t.field({ type: 'URL', description, ...reading(name, urlIn) }),
    /**
     * Two fields for one word, to be spread: `...wire.word('status', 'status', …)` makes `status`, null for a word that the enum does
     * not know, and `statusText`, which has any word.
     */
    word: <Field extends string>(field: Field, name: Name, { type, read }: RestEnum, description: string) =>
      ({
        [field]: t.field({
          type,
          description: `${description} Null for a word that this schema does not know: see \`${field}Text\`.`,
          ...reading(name, (_name, value) => read(value)),
        }),
        [`${field}Text`]: t.string({
          description: `\`${field}\` in RealtimeKit's own word.`,
          ...reading(name, textIn),
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
