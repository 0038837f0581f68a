/** What the seed's meetings and recordings are made with. Each variant, counted from 0, has other values, so that all occur. */
import type { JsonObject } from '../store.ts';
import { pick } from './pick.ts';

const acme = { bucket: 'acme-recordings', path: 'recordings/2026' };
const keyed = { ...acme, access_key: 'seed-access-key', secret: 'seed-secret' };
const sftp = { ...keyed, type: 'sftp', region: 'us-east-1', host: 'sftp.example.com', port: 22, username: 'acme' };

/** Where recordings are stored, its secrets included: these can be written and are never answered. */
export function storageConfig(variant: number): JsonObject {
  const configs: [JsonObject, ...JsonObject[]] = [
    { ...keyed, type: 'aws', region: 'us-east-1' },
    { ...acme, type: 'gcs', secret: 'seed-secret' },
    { ...keyed, type: 'azure', region: 'westeurope' },
    { ...sftp, auth_method: 'KEY', private_key: 'seed-private-key', password: 'seed-password' },
    { ...keyed, type: 'digitalocean', region: 'fra1' },
    { ...sftp, auth_method: 'PASSWORD', password: 'seed-password' },
  ];
  return pick(configs, variant);
}

/** Every field of a recording config. */
export function recordingConfig(variant: number): JsonObject {
  return {
    max_seconds: 3600 + variant,
    file_name_prefix: `acme-${variant}`,
    audio_config: { codec: pick(['AAC', 'MP3'], variant), channel: pick(['stereo', 'mono'], variant), export_file: true },
    video_config: {
      codec: pick(['H264', 'VP8', 'VP9'], variant),
      width: 1280,
      height: 720,
      export_file: variant % 2 === 0,
      watermark: {
        url: 'https://example.com/acme/watermark.png',
        size: { width: 120, height: 40 },
        position: pick(['left top', 'right top', 'left bottom', 'right bottom'], variant),
      },
    },
    storage_config: storageConfig(variant),
    live_streaming_config: { rtmp_url: 'rtmp://live.example.com/acme' },
    realtimekit_bucket_config: { enabled: variant % 2 === 1 },
  };
}

/** Every field of an AI config. */
export function aiConfig(variant: number): JsonObject {
  return {
    transcription: {
      keywords: ['Acme', 'RealtimeKit'],
      language: pick(['en-US', 'en-IN', 'de', 'hi', 'sv', 'ru', 'pl', 'el', 'fr', 'nl'], variant),
      profanity_filter: variant % 2 === 1,
    },
    summarization: {
      word_limit: 500,
      text_format: pick(['markdown', 'plain_text'], variant),
      summary_type: pick(
        [
          'lecture',
          'general',
          'team_meeting',
          'sales_call',
          'client_check_in',
          'interview',
          'daily_standup',
          'one_on_one_meeting',
          'code_review',
        ],
        variant,
      ),
    },
  };
}
