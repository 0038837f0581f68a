/** Where REST tells what is recorded and streamed of a meeting: what changes when that begins or ends. */
import { below, type Path, path } from '../upstream/path.ts';
import type { AppKey, MeetingKey } from './keys.ts';

export const recordingPaths = ({ appId }: AppKey): readonly Path[] => [
  path`/${{ appId }}/recordings`,
  below(path`/${{ appId }}/recordings`),
];

export const activeLivestreamPath = ({ appId, meetingId }: MeetingKey): Path =>
  path`/${{ appId }}/meetings/${{ meetingId }}/active-livestream`;

export const livestreamPaths = (meeting: MeetingKey): readonly Path[] => {
  const { appId, meetingId } = meeting;
  const all = path`/${{ appId }}/livestreams`;
  return [all, below(all), path`/${{ appId }}/meetings/${{ meetingId }}/livestream`, activeLivestreamPath(meeting)];
};
