/** Single flight: one call for all who ask, alive as long as one of them waits. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Bill } from '../src/upstream/bill.ts';
import { Epochs } from '../src/upstream/epochs.ts';
import { type Answer, type Read, type ReadRequest, Refusal } from '../src/upstream/layer.ts';
import { path } from '../src/upstream/path.ts';
import { singleFlight } from '../src/upstream/single-flight.ts';
import { Slots } from '../src/upstream/slots.ts';

interface Call {
  request: ReadRequest<unknown>;
  answer: (value: string | null) => void;
  fail: (error: Error) => void;
}

/** The layer around an upstream whose answers the test gives by hand. */
function flying(epochs = new Epochs()) {
  const calls: Call[] = [];
  const upstream = (request: ReadRequest<unknown>) =>
    new Promise<Answer<unknown>>((resolve, reject) => {
      calls.push({
        request,
        answer: (value) => {
          resolve({ value, bytes: 1 });
        },
        fail: reject,
      });
      request.signal.addEventListener('abort', () => {
        reject(request.signal.reason);
      });
    });
  return { read: singleFlight(epochs)(upstream as Read), calls };
}

function request(changes: Partial<ReadRequest<string>> = {}): ReadRequest<string> {
  return {
    operation: 'op',
    method: 'GET',
    path: path`/apps/${{ appId: '1' }}`,
    query: undefined,
    credential: { accountId: 'account', token: 'token', hash: 'hash', owner: 'gateway' },
    signal: new AbortController().signal,
    bill: new Bill(100, false),
    slots: new Slots(1),
    why: 'a test',
    decode: () => null,
    fresh: false,
    keeps: 'answer',
    ...changes,
  };
}

/** What a read has come to by now. */
const endOf = (reading: Promise<Answer<unknown>>) =>
  Promise.race([
    reading.then(
      ({ value }) => value,
      (error: unknown) => (error as Error).message,
    ),
    new Promise((resolve) => {
      setImmediate(resolve, 'nothing yet');
    }),
  ]);

describe('single flight', () => {
  it('tells who waits what comes of the call as soon as it is known, and who leaves that he has left', async () => {
    const { read, calls } = flying();
    const controller = new AbortController();
    const [staying, leaving] = [read(request()), read(request({ signal: controller.signal }))];
    expect([await endOf(staying), await endOf(leaving)]).toEqual(['nothing yet', 'nothing yet']);
    controller.abort(new Error('left'));
    expect([await endOf(staying), await endOf(leaving)]).toEqual(['nothing yet', 'left']);
    calls[0]?.answer('value');
    expect(await endOf(staying)).toBe('value');
    const failing = read(request());
    calls[1]?.fail(new Error('lost'));
    expect(await endOf(failing)).toBe('lost');
    expect(await endOf(read(request({ signal: controller.signal })))).toBe('left');
    const fresh = read(request({ fresh: true }));
    calls[3]?.answer('new');
    expect(await endOf(fresh)).toBe('new');
  });

  it('answers three waiters with one call, whoever leaves and when: the last one to leave ends it', async () => {
    const step = fc.constantFrom('leave 0', 'leave 1', 'leave 2', 'answer');
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        const { read, calls } = flying();
        const controllers = [new AbortController(), new AbortController(), new AbortController()];
        const outcomes = controllers.map(({ signal }) =>
          read(request({ signal })).then(
            ({ value }) => value,
            (error: unknown) => (error as Error).name,
          ),
        );
        const left = new Set<number>();
        let answered = false;
        for (const one of steps) {
          if (one === 'answer') {
            calls[0]?.answer('value');
            answered = true;
          } else {
            const waiter = Number(one.slice(6));
            controllers[waiter]?.abort();
            if (!answered) left.add(waiter);
          }
          await Promise.resolve();
          await Promise.resolve();
          await Promise.resolve();
        }
        expect(calls).toHaveLength(1);
        expect(calls[0]?.request.signal.aborted).toBe(left.size === 3);
        calls[0]?.answer('value');
        expect(await Promise.all(outcomes)).toEqual([0, 1, 2].map((waiter) => (left.has(waiter) ? 'AbortError' : 'value')));
      }),
      { numRuns: 500 },
    );
  });

  it('starts a new call after the last one left', async () => {
    const { read, calls } = flying();
    const controller = new AbortController();
    const leaving = read(request({ signal: controller.signal }));
    controller.abort();
    const next = read(request());
    await expect(leaving).rejects.toThrow();
    // By now the call that was left has ended too: it must not take the new one along.
    const another = read(request());
    expect(calls).toHaveLength(2);
    calls[1]?.answer('new');
    expect(await Promise.all([next, another])).toMatchObject([{ value: 'new' }, { value: 'new' }]);
  });

  it('shares nothing between tokens, accounts, paths and queries, nor across a write, nor with who wants it fresh', () => {
    const epochs = new Epochs();
    const { read, calls } = flying(epochs);
    const { credential } = request();
    void read(request());
    void read(request({ credential: { ...credential, hash: 'other' } }));
    void read(request({ credential: { ...credential, accountId: 'other' } }));
    void read(request({ path: path`/apps/${{ appId: '2' }}` }));
    void read(request({ query: { page_no: 1 } }));
    void read(request({ fresh: true }));
    epochs.advance('hash/account');
    void read(request());
    expect(calls).toHaveLength(7);
  });

  it('fails all waiters with the failure of the call, and forgets it', async () => {
    const { read, calls } = flying();
    const both = [read(request()), read(request())];
    calls[0]?.fail(new Error('lost'));
    expect(await Promise.allSettled(both)).toMatchObject([{ reason: { message: 'lost' } }, { reason: { message: 'lost' } }]);
    void read(request());
    expect(calls).toHaveLength(2);
  });

  it('lets the next one pay when the first may not', async () => {
    const { read, calls } = flying();
    const poor = read(request());
    const rich = read(request());
    calls[0]?.fail(new Refusal('COST_LIMIT_EXCEEDED', 'no more'));
    await expect(poor).rejects.toThrow('no more');
    await vi.waitFor(() => {
      expect(calls).toHaveLength(2);
    });
    calls[1]?.answer('paid');
    expect(await rich).toMatchObject({ value: 'paid' });
  });

  it('is joined by who asks while it is under way, puts it on his bill, and says so in his trace', async () => {
    const { read, calls } = flying();
    const bills = [new Bill(100, true), new Bill(100, true), new Bill(100, true)];
    const reads = bills.map((bill, index) => read(request({ bill, why: `reader ${index}` })));
    calls[0]?.answer('value');
    expect(await Promise.all(reads)).toEqual(Array(3).fill({ value: 'value', bytes: 1 }));
    expect(bills.map(({ sharedCalls }) => sharedCalls)).toEqual([0, 1, 1]);
    const shared = { operation: 'op', method: 'GET', path: '/apps/{appId}', status: 200, bytes: 1, ms: 0, source: 'shared' };
    expect(bills.map(({ trace }) => trace)).toEqual([[], [{ ...shared, why: 'reader 1' }], [{ ...shared, why: 'reader 2' }]]);
  });

  it('shares that there is no such object', async () => {
    const { read, calls } = flying();
    const bill = new Bill(100, true);
    const both = [read(request()), read(request({ bill }))];
    calls[0]?.answer(null);
    expect(await Promise.all(both)).toMatchObject([{ value: null }, { value: null }]);
    expect(bill.trace).toMatchObject([{ status: 404, source: 'shared' }]);
  });

  it('keeps apart who may have the secrets of an answer and who may not', () => {
    const { read, calls } = flying();
    void read(request({ keeps: 'nothing' }));
    void read(request({ keeps: 'rows' }));
    void read(request({ keeps: 'answer' }));
    void read(request({ keeps: 'nothing' }));
    expect(calls.map(({ request: { keeps } }) => keeps)).toEqual(['nothing', 'rows']);
  });

  it('takes nobody on who has left already', async () => {
    const { read, calls } = flying();
    await expect(read(request({ signal: AbortSignal.abort() }))).rejects.toThrow();
    expect(calls[0]?.request.signal.aborted).toBe(true);
    void read(request());
    expect(calls).toHaveLength(2);
  });

  it('that one has left still tells the others of its failure', async () => {
    const { read, calls } = flying();
    const controller = new AbortController();
    const [leaving, staying] = [read(request({ signal: controller.signal })), read(request())];
    controller.abort();
    await expect(leaving).rejects.toThrow('aborted');
    for (const error of [new Refusal('RATE_LIMITED', 'wait')]) calls[0]?.fail(error);
    await expect(staying).rejects.toThrow('wait');
    expect(calls).toHaveLength(1);
  });

  it('listens to nobody any more when it has landed', async () => {
    const { read, calls } = flying();
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    const reading = read(request({ signal }));
    calls[0]?.answer('value');
    await reading;
    expect(removed).toHaveBeenCalledOnce();
  });
});
