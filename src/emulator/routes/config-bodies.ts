/** Bodies of the configs by which meetings are recorded, transcribed and summarised. */
import { boolean, byDefault, integer, list, nullable, number, object, type Reader, text, uri, word } from '../body.ts';
import type { JsonObject } from '../store.ts';

export const audioConfig = object(
  {},
  {
    codec: byDefault(word('MP3', 'AAC'), 'AAC'),
    channel: byDefault(word('mono', 'stereo'), 'stereo'),
    export_file: byDefault(boolean, true),
  },
);

const watermark = object(
  {},
  {
    url: uri,
    size: object({}, { width: integer({ from: 1 }), height: integer({ from: 1 }) }),
    position: byDefault(word('left top', 'right top', 'left bottom', 'right bottom'), 'left top'),
  },
);

export const videoConfig = object(
  {},
  {
    codec: byDefault(word('H264', 'VP8', 'VP9'), 'H264'),
    width: byDefault(integer({ from: 1, to: 1920 }), 1280),
    height: byDefault(integer({ from: 1, to: 1920 }), 720),
    export_file: byDefault(boolean, true),
    watermark,
  },
);

const storageType = word('aws', 'azure', 'digitalocean', 'gcs', 'sftp');
const authMethod = word('KEY', 'PASSWORD');
const everywhere = { type: storageType, bucket: text() };
const keyed = { ...everywhere, access_key: text({ from: 1 }), region: text({ from: 1 }) };
const overSsh = { ...keyed, auth_method: authMethod, username: text(), host: text(), port: number() };
const anywhere = {
  access_key: text(),
  secret: text(),
  region: text(),
  path: text(),
  auth_method: authMethod,
  username: text(),
  password: text(),
  host: text(),
  port: number(),
  private_key: text(),
};

/** Which fields it needs depends on its type, and by SFTP on the method of authentication too. */
const storage: Reader<JsonObject> = (value, name) => {
  const { type, auth_method } = object({ type: storageType }, { auth_method: authMethod })(value, name);
  if (type === 'gcs') return object(everywhere, anywhere)(value, name);
  if (type !== 'sftp') return object(keyed, anywhere)(value, name);
  const secret = auth_method === 'KEY' ? { private_key: text() } : { password: text() };
  return object({ ...overSsh, ...secret }, anywhere)(value, name);
};

/** With its secrets, which no answer shows. */
export const storageConfig = nullable(storage);

export const livestreamingConfig = object({}, { rtmp_url: uri });

export const bucketConfig = object({ enabled: boolean }, {});

/** A whole one: what is stored for a meeting. */
export const recordingConfig = object(
  {},
  {
    max_seconds: number({ from: 60, to: 86_400 }),
    file_name_prefix: text(),
    audio_config: audioConfig,
    video_config: videoConfig,
    storage_config: storageConfig,
    live_streaming_config: livestreamingConfig,
    realtimekit_bucket_config: bucketConfig,
  },
);

const transcription = object(
  {},
  {
    keywords: list(text()),
    language: byDefault(word('en-US', 'en-IN', 'de', 'hi', 'sv', 'ru', 'pl', 'el', 'fr', 'nl'), 'en-US'),
    profanity_filter: byDefault(boolean, false),
  },
);

const summarization = object(
  {},
  {
    word_limit: byDefault(integer({ from: 150, to: 1000 }), 500),
    text_format: byDefault(word('plain_text', 'markdown'), 'markdown'),
    summary_type: byDefault(
      word(
        'general',
        'team_meeting',
        'sales_call',
        'client_check_in',
        'interview',
        'daily_standup',
        'one_on_one_meeting',
        'lecture',
        'code_review',
      ),
      'general',
    ),
  },
);

export const aiConfig = object({}, { transcription, summarization });
