/** How the sessions of a meeting are recorded, transcribed and summed up: fields of a meeting. */
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { restEnum } from '../rest-enum.ts';
import { integerIn, objectIn, textIn } from '../upstream/lenient.ts';
import { detailOfMeeting, Meeting, type MeetingRow, type MeetingWire } from './meetings.ts';
import { StorageConfig } from './storage-config.ts';

// Recording
export const AudioChannel = restEnum('AudioChannel', 'How many channels the audio of a recording has.', {
  MONO: { rest: 'mono', description: 'One channel.' },
  STEREO: { rest: 'stereo', description: 'Two channels.' },
});

export const AudioCodec = restEnum('AudioCodec', 'How the audio of a recording is encoded.', {
  MP3: 'MPEG-1 Audio Layer III.',
  AAC: 'Advanced Audio Coding.',
});

export const VideoCodec = restEnum('VideoCodec', 'How the video of a recording is encoded.', {
  H264: 'H.264, also called AVC.',
  VP8: 'VP8. The audio is Vorbis then.',
  VP9: 'VP9. The audio is Vorbis then.',
});

export const WatermarkPosition = restEnum('WatermarkPosition', 'The corner of the picture that a watermark stands in.', {
  LEFT_TOP: { rest: 'left top', description: 'Upper left.' },
  RIGHT_TOP: { rest: 'right top', description: 'Upper right.' },
  LEFT_BOTTOM: { rest: 'left bottom', description: 'Lower left.' },
  RIGHT_BOTTOM: { rest: 'right bottom', description: 'Lower right.' },
});

const RecordingAudioConfig = builder.objectRef<WireObject>('RecordingAudioConfig').implement({
  description: 'How audio is recorded.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...wire.word('channel', 'channel', AudioChannel, 'How many channels it has.'),
      ...wire.word('codec', 'codec', AudioCodec, 'How it is encoded, unless the video is VP8 or VP9: then it is Vorbis.'),
      exportFile: wire.boolean('export_file', 'Whether there is a file of the audio alone.'),
    };
  },
});

const WatermarkSize = builder.objectRef<WireObject>('WatermarkSize').implement({
  description: 'How large a watermark is.',
  fields: (t) => {
    const wire = wireFields(t);
    return { height: wire.int('height', 'Height in pixels.'), width: wire.int('width', 'Width in pixels.') };
  },
});

const Watermark = builder.objectRef<WireObject>('Watermark').implement({
  description: 'An image laid over the picture.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      url: wire.url('url', 'Address of the image.'),
      ...wire.word('position', 'position', WatermarkPosition, 'The corner it stands in.'),
      size: wire.object('size', WatermarkSize, 'How large it is.'),
    };
  },
});

const RecordingVideoConfig = builder.objectRef<WireObject>('RecordingVideoConfig').implement({
  description: 'How video is recorded.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...wire.word('codec', 'codec', VideoCodec, 'How it is encoded.'),
      height: wire.int('height', 'Height of the picture in pixels, 1 to 1920.'),
      width: wire.int('width', 'Width of the picture in pixels, 1 to 1920.'),
      exportFile: wire.boolean('export_file', 'Whether there is a file of the video.'),
      watermark: wire.object('watermark', Watermark, 'An image laid over the picture. Null if there is none.'),
    };
  },
});

const RealtimeKitBucketConfig = builder.objectRef<WireObject>('RealtimeKitBucketConfig').implement({
  description: "Whether recordings go to RealtimeKit's own bucket.",
  fields: (t) => ({
    enabled: wireFields(t).boolean('enabled', 'Whether they go there. If not, recordings have no download addresses.'),
  }),
});

const LivestreamingConfig = builder.objectRef<WireObject>('LivestreamingConfig').implement({
  description: 'Where the picture is streamed to while it is recorded.',
  fields: (t) => ({
    rtmpUrl: wireFields(t).text(
      'rtmp_url',
      'RTMP address. A secret: it often has the stream key in it, so whoever knows it may stream there.',
    ),
  }),
});

const configOf = (meeting: MeetingWire | null) => objectIn('recording_config', meeting?.recording_config);

/** A part of the recording config that meetings are read without, unless it is selected. */
async function secretOf(context: Context, row: MeetingRow, part: 'storage_config' | 'live_streaming_config') {
  const known = configOf(row)?.[part];
  return objectIn(part, known === undefined ? configOf(await detailOfMeeting(context, row, { secret: true }))?.[part] : known);
}

const costOfSecret =
  'A secret: read only if it is selected, and never kept, so the meeting is read anew even if the gateway has just read it.';

const RecordingConfig = builder.objectRef<MeetingRow>('RecordingConfig').implement({
  description: 'How sessions of a meeting are recorded. It takes precedence over what is set for the app.',
  fields: (t) => ({
    audioConfig: t.field({
      type: RecordingAudioConfig,
      nullable: true,
      description: 'How audio is recorded.',
      resolve: (row) => objectIn('audio_config', configOf(row)?.['audio_config']),
    }),
    videoConfig: t.field({
      type: RecordingVideoConfig,
      nullable: true,
      description: 'How video is recorded.',
      resolve: (row) => objectIn('video_config', configOf(row)?.['video_config']),
    }),
    fileNamePrefix: t.string({
      nullable: true,
      description: 'What the names of the files begin with.',
      resolve: (row) => textIn('file_name_prefix', configOf(row)?.['file_name_prefix']),
    }),
    maxSeconds: t.int({
      nullable: true,
      description: 'How long a recording may get, in seconds: 60 to 86,400, which is a day.',
      resolve: (row) => integerIn('max_seconds', configOf(row)?.['max_seconds']),
    }),
    realtimeKitBucketConfig: t.field({
      type: RealtimeKitBucketConfig,
      nullable: true,
      description: "Whether recordings go to RealtimeKit's own bucket, which keeps them for 7 days.",
      resolve: (row) => objectIn('realtimekit_bucket_config', configOf(row)?.['realtimekit_bucket_config']),
    }),
    storageConfig: t.field({
      type: StorageConfig,
      nullable: true,
      description: `Your own storage, which recordings go to. Null if there is none. ${costOfSecret}`,
      resolve: (row, _args, context) => secretOf(context, row, 'storage_config'),
    }),
    livestreamingConfig: t.field({
      type: LivestreamingConfig,
      nullable: true,
      description: `Where the picture is streamed to while it is recorded. Null if it is streamed nowhere. ${costOfSecret}`,
      resolve: (row, _args, context) => secretOf(context, row, 'live_streaming_config'),
    }),
  }),
});

// Transcripts and summaries
export const SummaryType = restEnum('SummaryType', 'What kind of talk a summary is written for.', {
  GENERAL: { rest: 'general', description: 'Any talk.' },
  TEAM_MEETING: { rest: 'team_meeting', description: 'A team talks over its work.' },
  SALES_CALL: { rest: 'sales_call', description: 'Somebody sells something.' },
  CLIENT_CHECK_IN: { rest: 'client_check_in', description: 'A client is asked how things go.' },
  INTERVIEW: { rest: 'interview', description: 'Somebody is interviewed.' },
  DAILY_STANDUP: { rest: 'daily_standup', description: 'A team says what it did and will do.' },
  ONE_ON_ONE_MEETING: { rest: 'one_on_one_meeting', description: 'Two people talk.' },
  LECTURE: { rest: 'lecture', description: 'One speaks, the others listen.' },
  CODE_REVIEW: { rest: 'code_review', description: 'Developers talk over code.' },
});

export const SummaryTextFormat = restEnum('SummaryTextFormat', 'How a summary is written down.', {
  PLAIN_TEXT: { rest: 'plain_text', description: 'Text without markup.' },
  MARKDOWN: { rest: 'markdown', description: 'Markdown, with headings and lists.' },
});

export const TranscriptionLanguage = restEnum('TranscriptionLanguage', 'The language that is spoken.', {
  EN_US: { rest: 'en-US', description: 'English as in the United States.' },
  EN_IN: { rest: 'en-IN', description: 'English as in India.' },
  DE: { rest: 'de', description: 'German.' },
  HI: { rest: 'hi', description: 'Hindi.' },
  SV: { rest: 'sv', description: 'Swedish.' },
  RU: { rest: 'ru', description: 'Russian.' },
  PL: { rest: 'pl', description: 'Polish.' },
  EL: { rest: 'el', description: 'Greek.' },
  FR: { rest: 'fr', description: 'French.' },
  NL: { rest: 'nl', description: 'Dutch.' },
});

const SummarizationConfig = builder.objectRef<WireObject>('SummarizationConfig').implement({
  description: 'How summaries are written.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...wire.word('summaryType', 'summary_type', SummaryType, 'The kind of talk.'),
      ...wire.word('textFormat', 'text_format', SummaryTextFormat, 'Plain or with markup.'),
      wordLimit: wire.int('word_limit', 'How many words it may have, 150 to 1,000.'),
    };
  },
});

const TranscriptionConfig = builder.objectRef<WireObject>('TranscriptionConfig').implement({
  description: 'How speech is turned into text.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...wire.word('language', 'language', TranscriptionLanguage, 'The language spoken.'),
      keywords: wire.texts('keywords', 'Names and terms to listen for, so that they are spelt right.'),
      profanityFilter: wire.boolean('profanity_filter', 'Whether offensive words are left out.'),
    };
  },
});

const AIConfig = builder.objectRef<WireObject>('AIConfig').implement({
  description: 'How transcripts and summaries of the sessions of a meeting are made.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      transcription: wire.object('transcription', TranscriptionConfig, 'How speech is turned into text.'),
      summarization: wire.object('summarization', SummarizationConfig, 'How summaries are written.'),
    };
  },
});

// Fields of the meeting
builder.objectFields(Meeting, (t) => ({
  recordingConfig: t.field({
    type: RecordingConfig,
    nullable: true,
    description: 'How its sessions are recorded. Null if nothing is set. Costs nothing, except for the secrets in it.',
    resolve: (row) => configOf(row) && row,
  }),
  aiConfig: t.field({
    type: AIConfig,
    nullable: true,
    description:
      'How transcripts and summaries are made. Null if nothing is set. Lists do not have it: on a meeting of a list it costs one REST call each.',
    resolve: async (row, _args, context) =>
      objectIn('ai_config', (row.ai_config === undefined ? await detailOfMeeting(context, row, { whole: true }) : row)?.ai_config),
  }),
}));
