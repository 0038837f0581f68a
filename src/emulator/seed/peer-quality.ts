/** Call statistics as a peer report has them: every field of every type of the OpenAPI document. */
import type { JsonObject } from '../store.ts';

/** The peer whose media the statistics of a consumer are about. */
const otherPeer = '40000000-0000-4000-8002-0000000007d1';

/** Fractions of events, as RealtimeKit names their thresholds. */
const packetLoss: JsonObject = {
  '5_or_greater_event_fraction': 0.04,
  '10_or_greater_event_fraction': 0.02,
  '25_or_greater_event_fraction': 0.01,
  '50_or_greater_event_fraction': 0.005,
  avg: 0.8,
};

/** Milliseconds. */
const latency: JsonObject = {
  '100ms_or_greater_event_fraction': 0.2,
  '250ms_or_greater_event_fraction': 0.05,
  '500ms_or_greater_event_fraction': 0.01,
  avg: 62.5,
};

const meanOpinion = percentiles(4.1, 4.2);
const framesPerSecond = percentiles(24.5, 25);
const frameWidth = percentiles(1180, 1280);

function percentiles(avg: number, p50: number): JsonObject {
  return { avg, p50, p75: p50, p90: p50 };
}

const producedAudio: JsonObject = {
  timestamp: '2026-01-08T19:50:00.000Z',
  producer_id: 'audio-producer-1',
  mid: '0',
  ssrc: 1_111_111_111,
  bytes_sent: 480_000,
  packets_sent: 12_000,
  packets_lost: 9,
  jitter: 0.004,
  rtt: 48,
  mos_quality: 4.3,
};

const consumedAudio: JsonObject = {
  timestamp: '2026-01-08T19:50:00.000Z',
  consumer_id: 'audio-consumer-1',
  producer_id: 'audio-producer-2',
  peer_id: otherPeer,
  mid: '1',
  ssrc: 2_222_222_222,
  bytes_received: 470_000,
  packets_received: 11_900,
  packets_lost: 12,
  concealment_events: 3,
  jitter: 0.006,
  jitter_buffer_delay: 55.5,
  jitter_buffer_emitted_count: 570_000,
  mos_quality: 4.2,
};

const producedVideo: JsonObject = {
  timestamp: '2026-01-08T19:50:00.000Z',
  producer_id: 'video-producer-1',
  mid: '2',
  ssrc: 3_333_333_333,
  bytes_sent: 24_000_000,
  packets_sent: 22_000,
  packets_lost: 31,
  fir_count: 1,
  pli_count: 4,
  frame_width: 1280,
  frame_height: 720,
  frames_encoded: 7500,
  frames_per_second: 25,
  key_frames_encoded: 12,
  jitter: 0.009,
  rtt: 51,
  mos_quality: 4.1,
  quality_limitation_reason: 'none',
  quality_limitation_durations: { none: 280.5, cpu: 9.5, bandwidth: 8, other: 2 },
  quality_limitation_resolution_changes: 2,
};

const consumedVideo: JsonObject = {
  timestamp: '2026-01-08T19:50:00.000Z',
  consumer_id: 'video-consumer-1',
  producer_id: 'video-producer-2',
  peer_id: otherPeer,
  mid: '3',
  ssrc: 4_294_967_295,
  bytes_received: 23_500_000,
  packets_received: 21_800,
  packets_lost: 44,
  fir_count: 1,
  frame_width: 1280,
  frame_height: 720,
  frames_decoded: 7450,
  frames_dropped: 15,
  frames_per_second: 24.8,
  key_frames_decoded: 12,
  jitter: 0.011,
  jitter_buffer_delay: 80.25,
  jitter_buffer_emitted_count: 7400,
  mos_quality: 4,
};

const producedAudioInAll: JsonObject = { packet_loss: packetLoss, quality_mos: meanOpinion, rtt: latency };
const consumedAudioInAll: JsonObject = { packet_loss: packetLoss, quality_mos: meanOpinion, jitter_buffer_delay: latency };

const producedVideoInAll: JsonObject = {
  packet_loss: packetLoss,
  quality_mos: meanOpinion,
  rtt: latency,
  frame_per_second: framesPerSecond,
  frame_width: frameWidth,
  key_frames_encoded_fraction: 0.0016,
  high_negative_feedback_fraction: 0.01,
  issues: {
    quality_limitation_fraction: 0.06,
    cpu_quality_limitation_fraction: 0.03,
    bandwidth_quality_limitation_fraction: 0.025,
    no_video_fraction: 0.005,
    poor_resolution_fraction: 0.02,
  },
};

const consumedVideoInAll: JsonObject = {
  packet_loss: packetLoss,
  quality_mos: meanOpinion,
  jitter_buffer_delay: latency,
  frame_per_second: framesPerSecond,
  frame_width: frameWidth,
  key_frames_decoded_fraction: 0.0016,
  issues: { lag_fraction: 0.02, no_video_fraction: 0.005, poor_resolution_fraction: 0.015 },
};

/** Produced video was limited by each of the reasons once. */
const everyLimitation = ['none', 'cpu', 'bandwidth', 'other'].map((reason) => ({ ...producedVideo, quality_limitation_reason: reason }));

/** Of microphone and camera, and the same of a shared screen. One for all peers: it is large, and nobody changes it. */
export const quality: JsonObject = {
  audio_producer: [producedAudio],
  audio_producer_cumulative: producedAudioInAll,
  audio_consumer: [consumedAudio],
  audio_consumer_cumulative: consumedAudioInAll,
  video_producer: everyLimitation,
  video_producer_cumulative: producedVideoInAll,
  video_consumer: [consumedVideo],
  video_consumer_cumulative: consumedVideoInAll,
  screenshare_audio_producer: [{ ...producedAudio, producer_id: 'screen-audio-producer-1' }],
  screenshare_audio_producer_cumulative: producedAudioInAll,
  screenshare_audio_consumer: [{ ...consumedAudio, consumer_id: 'screen-audio-consumer-1' }],
  screenshare_audio_consumer_cumulative: consumedAudioInAll,
  screenshare_video_producer: [{ ...producedVideo, producer_id: 'screen-video-producer-1', frame_width: 1920, frame_height: 1080 }],
  screenshare_video_producer_cumulative: producedVideoInAll,
  screenshare_video_consumer: [{ ...consumedVideo, consumer_id: 'screen-video-consumer-1', frame_width: 1920, frame_height: 1080 }],
  screenshare_video_consumer_cumulative: consumedVideoInAll,
};
