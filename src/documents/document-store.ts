/** Documents that were understood once: parsed, held against the limits and the schema. The same text is not looked at twice. */
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  Lexer,
  NoSchemaIntrospectionCustomRule,
  parse,
  Source,
  specifiedRules,
  TokenKind,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { DocumentLimits } from '../config/limits.ts';
import { asError, placeOf, withoutSuggestions, withoutValues } from '../errors.ts';
import { comparisonsIn } from './comparisons.ts';
import { limitExceeded } from './limit-exceeded.ts';
import { createNodeCount, type Variables } from './nodes.ts';
import { hasConditionalRepeats } from './repeated-fields.ts';
import { fragmentsOf, shapeOf } from './shape.ts';
import { sha256 } from '../upstream/digest.ts';

/** An operation of a document that may be executed. */
export interface KnownOperation {
  readonly name: string | undefined;
  readonly type: 'query' | 'mutation' | 'subscription';
  /** Objects that its lists can bring with these variables. */
  readonly nodesFor: (variables: Variables) => number;
  /** Whether the order of keys in its answer is that of its fields, whatever the variables. */
  readonly isSteady: boolean;
}

/** A document that is within the limits and fits the schema. */
export interface KnownDocument {
  readonly node: DocumentNode;
  /** The very string that it is kept under: who has that finds it without a look at its characters. */
  readonly text: string;
  readonly operations: readonly KnownOperation[];
  /** SHA-256 of its text, hexadecimal. */
  readonly hash: Promise<string>;
}

/** Documents kept are bounded by what they take in memory, which is their tokens, and their text: a comment may be as long as a body. */
const mostBytes = 64 * 1024 * 1024;
const bytesOfToken = 250;
export const bytesOfCharacter = 2;
/** Comparisons for each token that is allowed: 140 fields of the same name at one place of 2,000 tokens, say. graphql-js goes on for 100 ms. */
const comparisonsPerToken = 10;
const tooMuchAlike = 'The document selects fields of the same name too often.';
/** Counting tokens of what is refused anyhow ends here. */
const mostCounted = 20_000;

export class DocumentStore {
  readonly #documents = new LRUCache<string, KnownDocument>({
    maxSize: mostBytes,
    sizeCalculation: bytesOf,
  });
  readonly #schema: GraphQLSchema;
  readonly #limits: DocumentLimits;
  readonly #introspection: boolean;

  constructor(schema: GraphQLSchema, limits: DocumentLimits, introspection: boolean) {
    this.#schema = schema;
    this.#limits = limits;
    this.#introspection = introspection;
  }

  /** The document of a text that was read before. */
  known(text: string): KnownDocument | undefined {
    return this.#documents.get(text);
  }

  /** The document of a text, or the errors that say why there is none. They have the code and the HTTP status that fit. */
  read(text: string): KnownDocument | readonly GraphQLError[] {
    const found = this.#documents.get(text);
    if (found !== undefined) return found;
    const read = this.#understand(text);
    // Errors are not kept: a flood of bad documents must not push the good ones out.
    if ('node' in read) this.#documents.set(text, read);
    return read;
  }

  #understand(text: string): KnownDocument | readonly GraphQLError[] {
    const node = this.#parse(text);
    if (node instanceof GraphQLError) return [node];
    const operations = node.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const fragments = fragmentsOf(node);
    for (const operation of operations) {
      const { depth, aliases, directives } = shapeOf(operation, fragments);
      if (depth > this.#limits.depth) return [limitExceeded('LIMIT_DEPTH', this.#limits.depth, depth)];
      if (aliases > this.#limits.aliases) return [limitExceeded('LIMIT_ALIASES', this.#limits.aliases, aliases)];
      if (directives > this.#limits.directives) return [limitExceeded('LIMIT_DIRECTIVES', this.#limits.directives, directives)];
    }
    const most = this.#limits.tokens * comparisonsPerToken;
    if (comparisonsIn(node, fragments, { most, depth: this.#limits.depth }) > most) {
      return [this.#refusal(new GraphQLError(tooMuchAlike), 'GRAPHQL_VALIDATION_FAILED')];
    }

    const rules = this.#introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const errors = validate(this.#schema, node, rules, { maxErrors: mostErrors, hideSuggestions: !this.#introspection });
    if (errors.length > 0) return errors.map((error) => this.#refusal(error, 'GRAPHQL_VALIDATION_FAILED'));
    return {
      node,
      text,
      operations: operations.map((operation) => ({
        name: operation.name?.value,
        type: operation.operation,
        nodesFor: createNodeCount(operation, fragments, this.#schema),
        isSteady: !hasConditionalRepeats(operation, fragments),
      })),
      hash: sha256(text),
    };
  }

  #parse(text: string): DocumentNode | GraphQLError {
    try {
      return parse(text, { maxTokens: this.#limits.tokens });
    } catch (error) {
      const tokens = countTokens(text);
      if (tokens > this.#limits.tokens) {
        return limitExceeded('LIMIT_TOKENS', this.#limits.tokens, tokens, { atLeast: tokens >= mostCounted });
      }
      // Beside syntax errors: so many brackets inside each other that the stack was at its end.
      const syntaxError = error instanceof GraphQLError ? error : new GraphQLError(`Syntax Error: ${asError(error).message}.`);
      return this.#refusal(syntaxError, 'GRAPHQL_PARSE_FAILED');
    }
  }

  /** An error of graphql-js as clients may see it. */
  #refusal(error: GraphQLError, code: string): GraphQLError {
    const said = this.#introspection ? error.message : withoutSuggestions(error.message);
    return new GraphQLError(withoutValues(said), { ...placeOf(error), extensions: { code, http: { status: 400, spec: true } } });
  }
}

/** What a document that is kept with its text takes in memory. */
export function bytesOf({ node }: KnownDocument, text: string): number {
  return (node.tokenCount ?? 1) * bytesOfToken + text.length * bytesOfCharacter;
}

/** More say nothing that helps. */
const mostErrors = 20;

function countTokens(text: string): number {
  try {
    const lexer = new Lexer(new Source(text));
    let tokens = 0;
    while (tokens < mostCounted && lexer.advance().kind !== TokenKind.EOF) tokens += 1;
    return tokens;
  } catch {
    // It is no document at all, which the parser has said.
    return 0;
  }
}
