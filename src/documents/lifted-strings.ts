/**
 * Documents with ids written into them, as people write them by hand and some clients do: every text is another one, so none would be known
 * when it comes again. Their strings are lifted out into variables, and what is left is known from the second time on.
 */
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  print,
  TypeInfo,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { bytesOf, bytesOfCharacter, type DocumentStore, type KnownDocument } from './document-store.ts';
import type { Variables } from './nodes.ts';

/** A document that has variables where the text that was asked for has strings, and their values. */
export interface LiftedDocument {
  readonly document: KnownDocument;
  readonly values: Variables;
}

interface Template {
  readonly document: KnownDocument;
  /** Variables by the place of their value among the strings of a text, each string counted once. */
  readonly names: readonly (readonly [place: number, name: string])[];
}

/** Texts without their strings: some are known, of some the strings cannot be lifted, the others were seen once. */
type Sighted = Template | 'fixed' | 'once';

/** For texts without their strings, and the documents that they became. */
const mostBytes = 16 * 1024 * 1024;
/** Texts with more strings are read as they are. */
const mostStrings = 500;
/** Variables that clients have must not be called like these. */
const prefix = 'lifted';
/** Types of which every string is a value: what is lifted says nothing about whether the document is valid. */
const freeTypes = new Set(['ID', 'String']);

export class LiftedStrings {
  readonly #templates = new LRUCache<string, Sighted>({
    maxSize: mostBytes,
    sizeCalculation: (sighted, rest) => (typeof sighted === 'object' ? bytesOf(sighted.document, rest) : rest.length * bytesOfCharacter),
  });
  readonly #documents: DocumentStore;
  readonly #schema: GraphQLSchema;

  constructor(documents: DocumentStore, schema: GraphQLSchema) {
    this.#documents = documents;
    this.#schema = schema;
  }

  /**
   * The document of a text that the store does not know, if one that differs in nothing but its strings came before. The same string twice
   * is not the same as two: selections of one name must have the same arguments.
   */
  find(text: string): LiftedDocument | undefined {
    const strings = stringsIn(text);
    if (strings === undefined) return undefined;
    const { rest, values } = strings;
    let template = this.#templates.get(rest);
    if (template === 'once') template = this.#learn(text, rest, values);
    else if (template === undefined) this.#templates.set(rest, 'once');
    if (typeof template !== 'object') return undefined;
    return { document: template.document, values: Object.fromEntries(template.names.map(([place, name]) => [name, values[place]])) };
  }

  #learn(text: string, rest: string, values: readonly string[]): Sighted {
    const original = this.#documents.read(text);
    // Whoever asks hears why. With other strings it may be valid, but what keeps being invalid is not read twice each time.
    if (!('node' in original)) {
      this.#templates.delete(rest);
      return 'once';
    }
    const template = this.#templateOf(original.node, values) ?? 'fixed';
    this.#templates.set(rest, template);
    return template;
  }

  #templateOf(original: DocumentNode, values: readonly string[]): Template | undefined {
    const operations = original.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const [operation] = operations;
    const isAlone = operations.length === 1 && operation?.operation === 'query';
    const variables = operation?.variableDefinitions ?? [];
    if (!isAlone || variables.some(({ variable }) => variable.name.value.startsWith(prefix))) return undefined;

    const names = new Map<string, { place: number; type: string }>();
    const fixed: string[] = [];
    const typeInfo = new TypeInfo(this.#schema);
    const lifted = visit(
      original,
      visitWithTypeInfo(typeInfo, {
        [Kind.STRING]: ({ value }, _key, parent, _path, ancestors) => {
          const type = String(typeInfo.getInputType()).replace(/!$/, '');
          // Above it are the argument, then the list of arguments and what they belong to.
          if (!freeTypes.has(type) || !isKind(parent, Kind.ARGUMENT) || !isKind(ancestors.at(-2), Kind.FIELD)) {
            fixed.push(value);
            return undefined;
          }
          const place = values.indexOf(value);
          const name = `${prefix}${place}${type}`;
          names.set(name, { place, type });
          return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
        },
      }),
    );
    if (fixed.length > 0) return undefined;

    const added = Array.from(names, ([name, { type }]) => definitionOf(name, type));
    const document = this.#documents.read(
      print(visit(lifted, { [Kind.OPERATION_DEFINITION]: (node) => ({ ...node, variableDefinitions: [...variables, ...added] }) })),
    );
    if (!('node' in document)) return undefined;
    return { document, names: Array.from(names, ([name, { place }]) => [place, name]) };
  }
}

const isKind = (node: unknown, kind: Kind) => (node as { kind?: unknown } | undefined)?.kind === kind;

function definitionOf(name: string, type: string): VariableDefinitionNode {
  const named = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } } as const;
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
    type: { kind: Kind.NON_NULL_TYPE, type: named },
  };
}

/** A text whose strings are their places among those that differ; undefined if that cannot be told without parsing it. */
function stringsIn(text: string): { rest: string; values: readonly string[] } | undefined {
  // Escapes, blocks, the empty string, and comments that may hold a quote.
  if (text.includes('\\') || text.includes('""') || text.includes('#')) return undefined;
  // Nor what is no text in GraphQL: a string must end on its line.
  if (!text.isWellFormed()) return undefined;
  const pieces = text.split('"');
  if (pieces.length === 1 || pieces.length % 2 === 0 || pieces.length > 2 * mostStrings) return undefined;
  const places = new Map<string, number>();
  for (let index = 1; index < pieces.length; index += 2) {
    const value = pieces[index] ?? '';
    if (/[\n\r]/.test(value)) return undefined;
    let place = places.get(value);
    if (place === undefined) places.set(value, (place = places.size));
    pieces[index] = String(place);
  }
  return { rest: pieces.join('"'), values: Array.from(places.keys()) };
}
