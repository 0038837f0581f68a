/** The one shape of every list: `first` and `after` over RealtimeKit's numbered pages. */
import type { ArgBuilder, ObjectRef } from '@pothos/core';
import { builder, type SchemaTypes } from './builder.ts';
import { GatewayError } from './errors.ts';
import type { ListRows } from './loading/list-loader.ts';
import type { ReadStretch, Stretch } from './loading/stretch.ts';

const mostRows = 100;
const defaultRows = 25;

/** A stretch of a list, and where it lies. A row that could not be understood is the error that says so. */
export interface Connection<Row> extends ReadStretch<Row | Error> {
  readonly offset: number;
}

/** What a page of a list costs, for descriptions. */
export const costOfPage = "A page costs one REST call, or two if it spans two of RealtimeKit's pages.";

/** What something of n meetings costs that lists of an app tell too, for descriptions. */
export const costOfMeetings = (list: string) =>
  `Of n meetings together: that for each, or the pages of the list of all ${list}, whichever is less, and one more at most.`;

interface Edge<Row> {
  readonly node: Row | Error;
  readonly offset: number;
}

/** The arguments of every list, as a resolver gets them. */
export interface PageArgs {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** The arguments of every list. */
export function pageArgs(arg: ArgBuilder<SchemaTypes>) {
  return {
    first: arg.int({ required: true, defaultValue: defaultRows, description: `How many to give, 1 to ${mostRows}.` }),
    after: arg.string({ description: 'Cursor from an earlier answer: the page begins after it.' }),
  };
}

/**
 * Where the asked stretch lies.
 *
 * @throws GatewayError `BAD_USER_INPUT` that names the argument and the rule it breaks
 */
export function stretchOf({ first, after }: PageArgs): Stretch {
  if (first < 1 || first > mostRows) throw new GatewayError('BAD_USER_INPUT', `first must be 1 to ${mostRows} (this one is ${first}).`);
  return { first, offset: after == null ? 0 : offsetBehind(after) };
}

/** A connection of what a loader read; null stays null. */
export function connectionOf<Parent, Row>(read: ListRows<Parent, Row> | null, { offset }: Stretch) {
  return read && { ...read, offset };
}

const PageInfo = builder.objectRef<Connection<unknown>>('PageInfo').implement({
  description: 'Where a page stands in its list.',
  fields: (t) => ({
    hasNextPage: t.boolean({
      description: 'Whether there are more after this page.',
      resolve: ({ offset, rows, total }) => (total === undefined ? rows.length > 0 : offset + rows.length < total && rows.length > 0),
    }),
    hasPreviousPage: t.boolean({ description: 'Whether there are some before this page.', resolve: ({ offset }) => offset > 0 }),
    startCursor: t.string({
      nullable: true,
      description: 'Cursor of the first one on this page.',
      resolve: ({ offset, rows }) => (rows.length === 0 ? null : cursorOf(offset)),
    }),
    endCursor: t.string({
      nullable: true,
      description: 'Cursor of the last one on this page: the `after` of the next.',
      resolve: ({ offset, rows }) => (rows.length === 0 ? null : cursorOf(offset + rows.length - 1)),
    }),
  }),
});

/** The connection type of an object type, with its edge type. `plural` is what its objects are called in a sentence. */
export function connectionType<Row extends object>(name: string, plural: string, node: ObjectRef<SchemaTypes, Row>) {
  const EdgeType = builder.objectRef<Edge<Row>>(`${name}Edge`).implement({
    description: `One place in a list of ${plural}.`,
    fields: (t) => ({
      cursor: t.string({ description: 'Opaque; for `after`.', resolve: ({ offset }) => cursorOf(offset) }),
      node: t.field({
        type: node,
        nullable: true,
        description: 'Null if RealtimeKit sent it in a shape that is not documented: then `errors` says what is wrong.',
        // graphql-js reports an error that is returned like one that is thrown.
        resolve: ({ node: row }) => row as never,
      }),
    }),
  });
  return builder.objectRef<Connection<Row>>(`${name}Connection`).implement({
    description: `A page of a list of ${plural}. Cursors are places in the list, not ${plural}: the list shifts when others add to it.`,
    fields: (t) => ({
      nodes: t.field({
        type: t.listRef(node, { nullable: true }),
        description: 'What the page holds, in order. A place is `null` if RealtimeKit sent it in a shape that is not documented.',
        resolve: ({ rows }) => rows as readonly Row[],
      }),
      edges: t.field({
        type: [EdgeType],
        description: 'What the page holds, each with its cursor.',
        resolve: ({ rows, offset }) => rows.map((row, index) => ({ node: row, offset: offset + index })),
      }),
      pageInfo: t.field({ type: PageInfo, description: 'Where the page stands in the list.', resolve: (connection) => connection }),
      totalCount: t.int({
        nullable: true,
        description: `How many ${plural} the whole list has. Costs nothing. Null if RealtimeKit does not tell.`,
        resolve: ({ total }) => total ?? null,
      }),
    }),
  });
}

const cursorPrefix = 'place:';

function cursorOf(offset: number): string {
  return btoa(`${cursorPrefix}${offset}`);
}

function offsetBehind(cursor: string): number {
  const [, place] = /^place:(\d{1,9})$/.exec(decoded(cursor)) ?? [];
  if (place === undefined) throw new GatewayError('BAD_USER_INPUT', 'after must be a cursor from an answer of this gateway.');
  return Number(place) + 1;
}

function decoded(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}
