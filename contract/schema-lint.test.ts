/**
 * The schema is well described, well named and what Relay wants. The rules are our own: @graphql-eslint/eslint-plugin 4.4.1 and
 * graphql-schema-linter 3.0.1 know graphql 16 at most, and the gateway runs on 17.
 */
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { complaintsAbout } from './support/schema-rules.ts';

/** What has been complained of and not been put right yet. */
const known: readonly string[] = [];

describe('schema.graphql', () => {
  test('keeps to all rules', () => {
    const schema = buildSchema(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));

    expect(complaintsAbout(schema)).toEqual(known);
  });
});

describe('the rules', () => {
  const good = `
    "Everything that can be read."
    type Query {
      "Any object by its id."
      node("An id from an answer before." nodeId: ID!): Node
      "All that stand in the house."
      rooms("How many." first: Int! = 25, "A cursor." after: String, "Which to list." filter: RoomFilter): RoomConnection
    }
    "An object that can be read again."
    interface Node { "Opaque." nodeId: ID! }
    "Four walls and a door."
    type Room implements Node { "Opaque." nodeId: ID!, "Its number." id: ID!, "What it is for." use: RoomUse }
    "What people do in a room."
    enum RoomUse { "They sleep." FOR_SLEEP, "They eat." FOR_FOOD @deprecated(reason: "Everybody eats out.") }
    "Which rooms to list."
    input RoomFilter { "On this floor." floorNumber: Int }
    "Some rooms."
    type RoomConnection { "With their cursors." edges: [RoomEdge!]!, "Where they stand." pageInfo: PageInfo! }
    "One place in a list."
    type RoomEdge { "For \`after\`." cursor: String!, "What stands there." node: Room }
    "Where a page stands in a list."
    type PageInfo {
      "Whether there are more." hasNextPage: Boolean!, "Whether there were some." hasPreviousPage: Boolean!
      "Of the first." startCursor: String, "Of the last." endCursor: String
    }
  `;

  test('are kept by a schema that does nothing wrong', () => {
    expect(complaintsAbout(buildSchema(good))).toEqual([]);
  });

  test.each([
    ['Room.id: has no description', '"Its number." id', 'id'],
    ['Query.rooms(first:): has no description', '"How many." first', 'first'],
    ['RoomFilter.floorNumber: has no description', '"On this floor." floor', 'floor'],
    ['RoomUse.FOR_SLEEP: has no description', '"They sleep."', ''],
    ['Room: has no description', '"Four walls and a door."', ''],
    ['RoomFilter: description does not begin like a sentence: which rooms to list.', 'Which rooms', 'which rooms'],
    ['RoomUse.FOR_FOOD: description does not end like a sentence: They eat', 'They eat.', 'They eat'],
    ['RoomFilter.floorNumber: description only repeats the name: The floor number.', 'On this floor.', 'The floor number.'],
    ['RoomFilter.floor_number: is not in camelCase', 'floorNumber', 'floor_number'],
    ['Query.rooms(After:): is not in camelCase', 'after: String', 'After: String, "A cursor." after: String'],
    ['RoomUse.forSleep: is not in SCREAMING_SNAKE_CASE', 'FOR_SLEEP', 'forSleep'],
    ['room_use: is not in PascalCase', /RoomUse/g, 'room_use'],
    ['Query.getRooms: begins with "get"', 'rooms("', 'getRooms("'],
    ['RoomArgs: is an input that is not called …Filter, …Order or …Input', /RoomFilter/g, 'RoomArgs'],
    ['RoomUse.FOR_FOOD: is deprecated without a reason', '"Everybody eats out."', '"Because"'],
    ['RoomUse.FOR_FOOD: is deprecated without a reason', '(reason: "Everybody eats out.")', ''],
    ['Query: rooms gives a connection and takes no first: Int and after: String', '"A cursor." after: String,', ''],
    ['Query: rooms takes first and after and gives no connection', '): RoomConnection', '): [Room]'],
    ['RoomConnection: has no edges: a list of …Edge', '[RoomEdge!]!', 'RoomEdge'],
    ['RoomConnection: has no pageInfo: PageInfo!', 'pageInfo: PageInfo!', 'pageInfo: PageInfo'],
    ['Rooms: has edges and pageInfo and is not called …Connection', /RoomConnection/g, 'Rooms'],
    ['RoomEdge: has no cursor: String!', 'cursor: String!', 'cursor: Int!'],
    ['RoomEdge: has no node, or many', 'node: Room ', 'node: [Room] '],
    ['PageInfo: does not tell of a next and a previous page', 'hasPreviousPage: Boolean!', 'hasPreviousPage: Boolean'],
    ['PageInfo: has no startCursor: String and endCursor: String', 'endCursor: String', 'endCursor: Int'],
    ['Query: has no node(nodeId: ID!)', 'nodeId: ID!): Node', 'id: ID!): Node'],
    ['Room: has an id and is no Node', 'Room implements Node { "Opaque." nodeId: ID!,', 'Room {'],
    ['Interface field Node.owner expected but Room does not provide it.', '"Opaque." nodeId: ID! }', '"Of whom it is." owner: ID }'],
    ['Room: is a Node without nodeId: ID!', /"Opaque." nodeId/g, '"Opaque." key'],
    ['Colour: is not used', '"Some rooms."', '"Nobody asks." scalar Colour "Some rooms."'],
  ])('are broken: %s', (complaint, from, to) => {
    const spoilt = good.replace(from, to);

    expect(spoilt).not.toBe(good);
    expect(complaintsAbout(buildSchema(spoilt))).toContain(complaint);
  });
});
