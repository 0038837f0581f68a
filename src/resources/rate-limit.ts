/** The quota of the caller's credential, as the gateway knows it. No REST call is made for it. */
import { builder } from '../builder.ts';
import type { QuotaState } from '../upstream/quota.ts';

const RateLimit = builder.objectRef<QuotaState>('RateLimit').implement({
  description:
    "What is left of the quota of REST calls that everything with the gateway's token shares. Learned from the headers of every answer and counted in between; before the first answer it is the configured quota.",
  fields: (t) => ({
    limit: t.exposeInt('limit', { description: 'REST calls in one window.' }),
    remaining: t.exposeInt('remaining', {
      description: 'REST calls left in this window. The last tenth is kept for writes: reads are refused before they use it.',
    }),
    resetAt: t.field({
      type: 'DateTime',
      description: 'When the window ends and the quota is whole again.',
      resolve: ({ resetAt }) => new Date(resetAt).toISOString(),
    }),
  }),
});

builder.queryField('rateLimit', (t) =>
  t.field({
    type: RateLimit,
    description: 'The quota of REST calls. Costs nothing; fields of the same operation may be counted in it or not.',
    resolve: (_root, _args, { rest }) => {
      rest.bill.toldTheMoment = true;
      return rest.quota();
    },
  }),
);
