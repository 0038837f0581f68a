/** Join tokens: what a client SDK needs to enter a meeting. They exist in payloads only. */
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { canonicalId, path } from '../upstream/path.ts';
import { object, string } from '../upstream/wire.ts';
import type { MeetingKey } from './keys.ts';

const regenerateToken = { id: 'regenerate_token', method: 'POST', answer: object({ data: object({ token: string }) }) } as const;

/** A JSON Web Token (RFC 7519). */
export const ParticipantToken = builder.objectRef<string>('ParticipantToken').implement({
  description:
    'What a client SDK needs to enter the meeting as this participant. A secret, good for 100 days: a new one does not end those before, deleting the participant ends all of them.',
  fields: (t) => ({
    value: t.string({ description: 'The token.', resolve: (token) => token }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it stops working, by its own `exp`. Null if it does not tell.',
      resolve: (token) => expiryOf(token),
    }),
  }),
});

/** A participant, and a token if there is one at hand. */
export interface OwnerOfToken {
  readonly id: string;
  readonly parent: MeetingKey;
  readonly token?: string | undefined;
}

/** The token at hand, or else a new one. */
export async function tokenOf({ id, parent: { appId, meetingId }, token }: OwnerOfToken, { rest, gateway }: Context): Promise<string> {
  if (token !== undefined) return token;
  const participantId = canonicalId(id);
  const refresh = path`/${{ appId }}/meetings/${{ meetingId }}/participants/${{ participantId }}/token`;
  // Many who join as the same participant at the same moment are given the same new token.
  return gateway.turns.together(`${rest.scope}${refresh.value}`, async () => {
    const { data } = await rest.write(regenerateToken, refresh, undefined, [], { why: 'a new join token' });
    return data.token;
  });
}

function expiryOf(token: string): string | null {
  try {
    const claims = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    const { exp } = JSON.parse(claims) as { exp?: unknown };
    return typeof exp === 'number' ? new Date(exp * 1000).toISOString() : null;
  } catch {
    return null;
  }
}
