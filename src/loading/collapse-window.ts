/** Point reads of one list that different operations ask for within a moment of each other go through one plan. */
import { PassingMap } from '../upstream/passing-map.ts';
import { collapse, type Collapsed, type ListKnowledge, type ListSource } from './collapse.ts';

/** What one operation brings into a plan: its ids, and the list as it reads it, with its own signal and bill. */
export interface Member<Row> {
  readonly ids: readonly string[];
  readonly source: ListSource<Row>;
}

interface OpenWindow<Row> {
  readonly members: Member<Row>[];
  readonly plan: Promise<Collapsed<Row>>;
}

/**
 * The windows of one kind of list, by list. Lists of different tenants have different names. Who asks while nobody else does waits for
 * nobody: a window is opened only while the list is being read for others.
 */
export class CollapseWindows<Row> {
  readonly #windows = new PassingMap<OpenWindow<Row>>();
  /** By list, how many plans are being carried out. */
  readonly #underWay = new PassingMap<number>();
  readonly #windowMs: number;
  readonly #knowledge: ListKnowledge;

  constructor(windowMs: number, knowledge: ListKnowledge) {
    this.#windowMs = windowMs;
    this.#knowledge = knowledge;
  }

  /** Waits until the window of the list closes, if others are asking, and answers with the plan of all who came in. */
  join(member: Member<Row>): Promise<Collapsed<Row>> {
    const { list } = member.source;
    const open = this.#windows.get(list);
    if (open !== undefined) {
      open.members.push(member);
      return open.plan;
    }
    if (this.#underWay.get(list) === undefined) return this.#carryOut(list, member.ids, member.source);
    const members = [member];
    const plan = new Promise<void>((resolve) => setTimeout(resolve, this.#windowMs)).then(() => {
      this.#windows.delete(list);
      return this.#carryOut(list, Array.from(new Set(members.flatMap(({ ids }) => ids))), together(members));
    });
    this.#windows.set(list, { members, plan });
    return plan;
  }

  async #carryOut(list: string, ids: readonly string[], source: ListSource<Row>): Promise<Collapsed<Row>> {
    this.#underWay.set(list, (this.#underWay.get(list) ?? 0) + 1);
    try {
      return await collapse(ids, source, this.#knowledge);
    } finally {
      const others = (this.#underWay.get(list) ?? 1) - 1;
      if (others === 0) this.#underWay.delete(list);
      else this.#underWay.set(list, others);
    }
  }
}

/**
 * The list as all members read it. Each of them asks for each page, and those who want an id ask for it: single flight
 * makes one call of that, which lives as long as one of them waits, is paid by one and stands as shared on the other bills.
 */
function together<Row>(members: readonly Member<Row>[]): ListSource<Row> {
  // The first one pays for the pages: let it be who has most to gain by them.
  const [first, ...others] = members.toSorted((one, other) => other.ids.length - one.ids.length);
  if (first === undefined) throw new Error('a window has at least the one who opened it');
  if (others.length === 0) return first.source;

  const wanting = new Map<string, ListSource<Row>[]>();
  for (const { ids, source } of members) {
    for (const id of ids) {
      const sources = wanting.get(id);
      if (sources === undefined) wanting.set(id, [source]);
      else sources.push(source);
    }
  }
  return {
    ...first.source,
    spare: () => Math.max(...members.map(({ source }) => source.spare())),
    readOne: (id, why) => firstAnswer((wanting.get(id) ?? []).map((source) => source.readOne(id, why))),
    readPage: (pageNumber, pageSize, why) =>
      firstAnswer([first, ...others].map(({ source }) => source.readPage(pageNumber, pageSize, why))),
  };
}

/** The first of these that succeeds; if none does, the failure that is not just somebody's leaving. */
async function firstAnswer<T>(answers: readonly Promise<T>[]): Promise<T> {
  try {
    return await Promise.any(answers);
  } catch (error) {
    const failures: unknown[] = error instanceof AggregateError ? error.errors : [error];
    throw failures.find((failure) => !(failure instanceof Error && failure.name === 'AbortError')) ?? failures[0];
  }
}
