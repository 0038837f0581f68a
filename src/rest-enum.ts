/** Enums whose values RealtimeKit sends, and may add to one day. */
import type { EnumRef } from '@pothos/core';
import { builder, type SchemaTypes } from './builder.ts';

/** Names in the graph, each with RealtimeKit's word for it (the name itself if not said) and what it means. */
export type EnumValues = Readonly<Record<string, string | { readonly rest: string; readonly description: string }>>;

/** An enum type, and the way from RealtimeKit's words to it. */
export interface RestEnum {
  readonly type: EnumRef<SchemaTypes, string, string>;
  /** RealtimeKit's words, in order. */
  readonly words: readonly string[];
  /** The value as resolvers return it; null for none and for a word that this schema does not know. */
  readonly read: (word: unknown) => string | null;
}

/** Makes an enum type. As an argument and as a resolver's value it is RealtimeKit's own word. */
export function restEnum(name: string, description: string, values: EnumValues): RestEnum {
  const entries = Object.entries(values).map(([key, value]) => {
    const { rest, description: meaning } = typeof value === 'string' ? { rest: key, description: value } : value;
    return [key, { value: rest, description: meaning }] as const;
  });
  const known = new Set(entries.map(([, { value }]) => value));
  const type = builder.enumType(name, { description, values: Object.fromEntries(entries) });
  return { type, words: [...known], read: (word) => (typeof word === 'string' && known.has(word) ? word : null) };
}
