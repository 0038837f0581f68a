/** Fields that show one field of the wire each, read leniently: what makes no sense costs that field alone. */
import type { ObjectRef } from '@pothos/core';
import type { SchemaTypes } from './builder.ts';
import type { RestEnum } from './rest-enum.ts';
import { booleanIn, dateTimeIn, integerIn, numberIn, objectIn, objectsIn, textIn, textsIn, urlIn } from './upstream/lenient.ts';

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
    texts: (name: Name, description: string) => t.stringList({ description, resolve: (row) => textsIn(name, row[name]) }),
    float: (name: Name, description: string) => t.float({ nullable: true, description, resolve: (row) => numberIn(name, row[name]) }),
    int: (name: Name, description: string) => t.int({ nullable: true, description, resolve: (row) => integerIn(name, row[name]) }),
    boolean: (name: Name, description: string) => t.boolean({ nullable: true, description, resolve: (row) => booleanIn(name, row[name]) }),
    dateTime: (name: Name, description: string) =>
      t.field({ type: 'DateTime', nullable: true, description, resolve: (row) => dateTimeIn(name, row[name]) }),
    url: (name: Name, description: string) =>
      t.field({ type: 'URL', nullable: true, description, resolve: (row) => urlIn(name, row[name]) }),
    /** A word that the enum does not know is null. */
    word: (name: Name, { type, read }: RestEnum, description: string) =>
      t.field({ type, nullable: true, description, resolve: (row) => read(row[name]) }),
    /** Words that the enum does not know are left out. */
    words: (name: Name, { type, read }: RestEnum, description: string) =>
      t.field({
        type: t.listRef(type),
        description,
        resolve: (row) =>
          textsIn(name, row[name])
            .map(read)
            .filter((word) => word !== null),
      }),
    object: (name: Name, type: ObjectRef<SchemaTypes, WireObject>, description: string) =>
      t.field({ type, nullable: true, description, resolve: (row) => objectIn(name, row[name]) }),
    objects: (name: Name, type: ObjectRef<SchemaTypes, WireObject>, description: string) =>
      t.field({ type: t.listRef(type), description, resolve: (row) => objectsIn(name, row[name]) }),
  };
}
