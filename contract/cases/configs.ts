/** Configs with every field that a body can have, those included that no answer shows. */

export const ai_config = {
  transcription: { keywords: ['Acme'], language: 'de', profanity_filter: true },
  summarization: { word_limit: 150, text_format: 'plain_text', summary_type: 'code_review' },
};

export const recording_config = {
  max_seconds: 86_400,
  file_name_prefix: 'lecture',
  audio_config: { codec: 'MP3', channel: 'mono', export_file: false },
  video_config: {
    codec: 'VP9',
    width: 1920,
    height: 1,
    export_file: false,
    watermark: { url: 'https://example.com/mark.png', size: { width: 1, height: 1 }, position: 'right bottom' },
  },
  storage_config: {
    type: 'sftp',
    bucket: 'acme',
    path: 'lectures',
    region: 'eu-central-1',
    access_key: 'example-access-key',
    secret: 'example-secret',
    auth_method: 'KEY',
    private_key: 'example-private-key',
    host: 'sftp.example.com',
    port: 22,
    username: 'acme',
    password: 'example-password',
  },
  live_streaming_config: { rtmp_url: 'rtmp://live.example.com/acme' },
  realtimekit_bucket_config: { enabled: true },
};
