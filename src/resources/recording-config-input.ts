/** How recordings are to be made, as inputs tell it: of meetings, and of a recording that is started. */
import type { InputShapeFromFields } from '@pothos/core';
import { builder, type SchemaTypes } from '../builder.ts';
import { between, type InputCheck, type Rule, url } from '../input-rules.ts';
import type { Spellings } from '../wire-body.ts';
import { atLeast } from './input-checks.ts';
import { AudioChannel, AudioCodec, VideoCodec, WatermarkPosition } from './meeting-configs.ts';
import { checkStorageConfig, StorageConfigInput } from './storage-config-input.ts';

const mostPixels = 1920;

const RecordingAudioConfigInput = builder.inputType('RecordingAudioConfigInput', {
  description: 'How audio is to be recorded.',
  fields: (t) => ({
    channel: t.field({ type: AudioChannel.type, description: 'How many channels it has. `STEREO` if it is not given.' }),
    codec: t.field({
      type: AudioCodec.type,
      description: 'How it is encoded, unless the video is VP8 or VP9: then it is Vorbis. `AAC` if it is not given.',
    }),
    exportFile: t.boolean({ description: 'Whether there is a file of the audio alone. There is one if this is not given.' }),
  }),
});

const WatermarkSizeInput = builder.inputType('WatermarkSizeInput', {
  description: 'How large a watermark is to be.',
  fields: (t) => ({
    height: t.int({ description: 'Height in pixels, 1 or more.' }),
    width: t.int({ description: 'Width in pixels, 1 or more.' }),
  }),
});

const WatermarkInput = builder.inputType('WatermarkInput', {
  description: 'An image to lay over the picture.',
  fields: (t) => ({
    url: t.string({ description: 'Address of the image, an absolute URL.' }),
    position: t.field({ type: WatermarkPosition.type, description: 'The corner it stands in. `LEFT_TOP` if it is not given.' }),
    size: t.field({ type: WatermarkSizeInput, description: 'How large it is.' }),
  }),
});

const RecordingVideoConfigInput = builder.inputType('RecordingVideoConfigInput', {
  description: 'How video is to be recorded.',
  fields: (t) => ({
    codec: t.field({ type: VideoCodec.type, description: 'How it is encoded. `H264` if it is not given.' }),
    height: t.int({ description: `Height of the picture in pixels, 1 to ${mostPixels}. 720 if it is not given.` }),
    width: t.int({ description: `Width of the picture in pixels, 1 to ${mostPixels}. 1280 if it is not given.` }),
    exportFile: t.boolean({ description: 'Whether there is a file of the video. There is one if this is not given.' }),
    watermark: t.field({ type: WatermarkInput, description: 'An image to lay over the picture.' }),
  }),
});

const RealtimeKitBucketConfigInput = builder.inputType('RealtimeKitBucketConfigInput', {
  description: "Whether recordings are to go to RealtimeKit's own bucket.",
  fields: (t) => ({
    enabled: t.boolean({ required: true, description: 'Whether they go there. If not, recordings have no download addresses.' }),
  }),
});

const LivestreamingConfigInput = builder.inputType('LivestreamingConfigInput', {
  description: 'Where the picture is to be streamed to while it is recorded.',
  fields: (t) => ({
    rtmpUrl: t.string({
      description: 'RTMP address, for example `rtmps://live.example.com/app/key`. A secret if it has the stream key in it.',
    }),
  }),
});

/** The fields of a recording config, for every input that has them. */
export const recordingConfigFields = (t: PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>) => ({
  audioConfig: t.field({ type: RecordingAudioConfigInput, description: 'How audio is to be recorded.' }),
  videoConfig: t.field({ type: RecordingVideoConfigInput, description: 'How video is to be recorded.' }),
  fileNamePrefix: t.string({ description: 'What the names of the files are to begin with.' }),
  maxSeconds: t.int({ description: 'How long a recording may get, in seconds: 60 to 86,400, which is a day.' }),
  realtimeKitBucketConfig: t.field({
    type: RealtimeKitBucketConfigInput,
    description: "Whether recordings are to go to RealtimeKit's own bucket, which keeps them for 7 days.",
  }),
  storageConfig: t.field({
    type: StorageConfigInput,
    description: 'Your own storage, which recordings are to go to. Null means none.',
  }),
  livestreamingConfig: t.field({
    type: LivestreamingConfigInput,
    description: 'Where the picture is to be streamed to while it is recorded.',
  }),
});

export const RecordingConfigInput = builder.inputType('RecordingConfigInput', {
  description: 'How sessions of a meeting are to be recorded. It takes precedence over what is set for the app.',
  fields: recordingConfigFields,
});

/** What `wireBody` cannot know of a recording config. */
export const recordingConfigSpellings: Spellings = {
  livestreamingConfig: 'live_streaming_config',
  realtimeKitBucketConfig: 'realtimekit_bucket_config',
};

/** RTMP has a scheme of its own. The address may be a secret, so the rule does not repeat it. */
const streamAddress: Rule<string> = (value) =>
  URL.canParse(value) && !/\s/.test(value) ? undefined : 'must be an absolute URL, for example one of rtmp or rtmps';

/** Checks the fields of a recording config; `at` is where they stand in the input. */
export function checkRecordingConfig(
  check: InputCheck,
  at: string,
  config: InputShapeFromFields<ReturnType<typeof recordingConfigFields>> | null | undefined,
): void {
  if (config == null) return;
  const { videoConfig, maxSeconds, storageConfig, livestreamingConfig } = config;
  const { watermark } = videoConfig ?? {};
  check
    .field(`${at}.maxSeconds`, maxSeconds, between(60, 86_400))
    .field(`${at}.videoConfig.width`, videoConfig?.width, between(1, mostPixels))
    .field(`${at}.videoConfig.height`, videoConfig?.height, between(1, mostPixels))
    .field(`${at}.videoConfig.watermark.url`, watermark?.url, url)
    .field(`${at}.videoConfig.watermark.size.width`, watermark?.size?.width, atLeast(1))
    .field(`${at}.videoConfig.watermark.size.height`, watermark?.size?.height, atLeast(1))
    .field(`${at}.livestreamingConfig.rtmpUrl`, livestreamingConfig?.rtmpUrl, streamAddress);
  checkStorageConfig(check, `${at}.storageConfig`, storageConfig);
}
