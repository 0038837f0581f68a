/** Values for arguments: such that fit their type and name, and such that fit nothing. */
import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { seedId, type SeedKind } from '../../src/emulator/seed/ids.ts';
import type { Choices } from './choices.ts';

const kinds: Readonly<Record<string, SeedKind>> = {
  appId: 'a',
  meetingId: 'b',
  participantId: 'c',
  presetId: 'd',
  sessionId: 'e',
  recordingId: 'f',
  webhookId: '1',
  livestreamId: '2',
  livestreamSessionId: '3',
  peerId: '4',
};

const nodeIds = [
  btoa(`Meeting/${seedId('a', 1)}/${seedId('b', 1)}`),
  btoa('Meeting/x'),
  btoa(`App/${seedId('a', 1)}`),
  btoa('__proto__/x'),
  btoa('App/%'),
  '====',
];

/** What has broken programs before. */
const oddities: readonly unknown[] = [
  null,
  '',
  ' ',
  '.',
  '..',
  '%2e%2e',
  '../../apps',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '\u0000',
  '\r\nx: y',
  '\ud800',
  '🦜',
  'İ',
  '1e400',
  'a'.repeat(129),
  'a'.repeat(5_000),
  '<script>',
  '${7*7}',
  '{{7*7}}',
  "' or 1=1",
  0,
  -0,
  -1,
  1.5,
  1e21,
  2 ** 31,
  -(2 ** 31) - 1,
  1e308,
  true,
  false,
  [],
  [[]],
  [null],
  {},
  { __proto__: null },
  { constructor: 1 },
  { length: -1 },
  { kind: 'IntValue', value: '9' },
  ['a', ['b', { c: [] }]],
];

export function oddValue(choices: Choices): unknown {
  return choices.oneOf(oddities);
}

/** A value for an argument or field of an input, as variables hold it. Most fit. */
export function valueFor(type: GraphQLInputType, name: string, choices: Choices, depth = 4): unknown {
  if (choices.chance(3)) return oddValue(choices);
  if (isNonNullType(type)) return valueFor(type.ofType, name, choices, depth);
  if (isListType(type)) {
    const item = name.replace(/s$/, '');
    return Array.from({ length: choices.below(4) }, () => valueFor(type.ofType, item, choices, depth - 1));
  }
  if (isEnumType(type)) return choices.oneOf(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || (depth > 0 && choices.chance(30)));
    return Object.fromEntries(fields.map((field) => [field.name, valueFor(field.type, field.name, choices, depth - 1)]));
  }
  return scalarFor(type.name, name, choices);
}

function scalarFor(type: string, name: string, choices: Choices): unknown {
  switch (type) {
    case 'ID':
      if (name === 'nodeId') return choices.oneOf(nodeIds);
      return idOf(kinds[name] ?? 'c', choices);
    case 'Int':
      return choices.oneOf([1, 2, 5, 0, 100, 101, -1, 600]);
    case 'Float':
      return choices.oneOf([1, 0.5, 24]);
    case 'Boolean':
      return choices.chance(50);
    case 'Date':
    case 'DateTime':
      return choices.oneOf(['2026-01-05T09:00:00Z', '2026-01-05', '2026-02-30', '9999-12-31T23:59:60Z', '-000001-01-01T00:00:00Z']);
    case 'URL':
      return choices.oneOf(['https://example.com/x', 'file:///etc/passwd', 'http://[::1]:1/']);
    default:
      return choices.oneOf(['Stand-up', 'x', 'group_call_host', 'user-1', 'MQ==', 'eyJwIjoxfQ==']);
  }
}

/** Mostly of something that the seed has, in the first app or its first meetings. */
function idOf(kind: SeedKind, choices: Choices): string {
  const isOfMeeting = kind === 'c' || kind === 'e' || kind === '4';
  if (choices.chance(15)) return seedId(kind, choices.below(5), choices.below(5));
  return seedId(kind, kind === 'a' ? 1 : 1 + choices.below(3), isOfMeeting ? 1 + choices.below(2) : 0);
}
