/** Reads of single objects for what only point reads tell: each once an operation, with all that is asked of it in one tick. */
import DataLoader from 'dataloader';
import type { Context } from '../context.ts';
import { asError } from '../errors.ts';
import { canonicalId } from '../upstream/path.ts';
import type { Collection, Placed } from './collection.ts';
import { perOperation } from './per-operation.ts';

interface WholeRead<Parent> {
  readonly parent: Parent;
  readonly id: string;
  /** Whether it brings the secrets too. Until it is sent, it can still be asked to. */
  secret: boolean;
  isSent: boolean;
}

interface Known<Row> {
  readonly read: WholeRead<unknown>;
  readonly answer: Promise<Row | null>;
}

export interface WholeReads<Parent, Row> {
  /** The whole object; null if there is none. */
  readonly load: (context: Context, parent: Parent, id: string, secret: boolean) => Promise<Placed<Row, Parent> | null>;
  /** Whether any was asked for. */
  readonly areAny: (context: Context) => boolean;
  /** The answer of a read that was asked for already, if it brings this much; one that is not sent yet is made to. */
  readonly known: (context: Context, parent: Parent, id: string, secret: boolean) => Promise<Placed<Row, Parent> | null> | undefined;
}

export function createWholeReads<Parent extends object, Row extends { readonly id: string }>(
  collection: Collection<Parent, Row>,
): WholeReads<Parent, Row> {
  type Answer = Placed<Row, Parent>;
  const knownIn = perOperation(() => new Map<string, Known<Answer>>());
  const keyOf = (parent: Parent, id: string) => `${Object.values(parent).join('\n')}\n${canonicalId(id)}`;

  // A loader for its tick alone: the map above knows what was read.
  const senderOf = perOperation(
    (context: Context) =>
      new DataLoader<WholeRead<Parent>, Answer | null>((reads) => Promise.all(reads.map((read) => send(context, read))), {
        cache: false,
      }),
  );

  function send(context: Context, read: WholeRead<Parent>): Promise<Answer | null | Error> {
    read.isSent = true;
    const { parent, id, secret } = read;
    const why = 'point read: lists do not tell what is asked';
    return collection.readOne(context.rest, parent, id, why, { whole: true, secret }).catch(asError);
  }

  const known: WholeReads<Parent, Row>['known'] = (context, parent, id, secret) => {
    const found = knownIn(context).get(keyOf(parent, id));
    if (found === undefined) return undefined;
    if (secret && !found.read.isSent) found.read.secret = true;
    return secret && !found.read.secret ? undefined : found.answer;
  };

  return {
    areAny: (context) => knownIn(context).size > 0,
    known,
    load: (context, parent, id, secret) => {
      const before = known(context, parent, id, secret);
      if (before !== undefined) return before;
      const read: WholeRead<Parent> = { parent, id, secret, isSent: false };
      const answer = senderOf(context).load(read);
      knownIn(context).set(keyOf(parent, id), { read, answer });
      return answer;
    },
  };
}
