/** Join tokens that look like RealtimeKit's: JWTs for one participant of one meeting, good for 100 days. */
const lifetimeSeconds = 100 * 24 * 60 * 60;

/** A JWT whose signature is a constant: nothing verifies it here. `now` is in milliseconds. */
export function participantToken(meetingId: string, participantId: string, now: number): string {
  const issued = Math.floor(now / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    part({ alg: 'RS256', typ: 'JWT' }),
    part({ meetingId, participantId, iat: issued, exp: issued + lifetimeSeconds }),
    Buffer.from('emulated signature').toString('base64url'),
  ].join('.');
}
