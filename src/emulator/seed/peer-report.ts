/** Reports on peers: with what and from where they were connected, and how well. */
import type { JsonObject } from '../store.ts';
import { quality } from './peer-quality.ts';
import { pick } from './pick.ts';

/** When those things happened that a report dates; the same for all peers. */
const moment = '2026-01-08T19:25:00.000Z';

const headset: JsonObject = { device_id: 'device-1', kind: 'audioinput', label: 'Headset' };
const camera: JsonObject = { device_id: 'device-2', kind: 'videoinput', label: 'Camera' };
const speaker: JsonObject = { device_id: 'device-3', kind: 'audiooutput', label: 'Speaker' };

/** A device was plugged in and another one taken away. */
function deviceUpdate(added: JsonObject): JsonObject {
  return { timestamp: moment, added: [added], removed: [{ ...added, device_id: 'device-9', label: 'Built-in' }] };
}

const candidatePair: JsonObject = {
  nominated: true,
  available_incoming_bitrate: 2_500_000,
  available_outgoing_bitrate: 2_000_000,
  bytes_discarded_on_send: 120,
  bytes_received: 24_000_000,
  bytes_sent: 25_000_000,
  packets_discarded_on_send: 1,
  packets_received: 33_700,
  packets_sent: 34_000,
  current_round_trip_time: 0.048,
  total_round_trip_time: 14.4,
  last_packet_received_timestamp: 1_767_901_800_000,
  last_packet_sent_timestamp: 1_767_901_800_010,
  local_candidate_id: 'local-1',
  local_candidate_address: '192.0.2.10',
  local_candidate_port: 54_321,
  local_candidate_protocol: 'udp',
  local_candidate_type: 'srflx',
  local_candidate_network_type: 'wifi',
  local_candidate_related_address: '10.0.0.10',
  local_candidate_related_port: 54_321,
  local_candidate_url: 'stun:stun.example.com:3478',
  remote_candidate_id: 'remote-1',
  remote_candidate_address: '198.51.100.20',
  remote_candidate_port: 3478,
  remote_candidate_protocol: 'udp',
  remote_candidate_type: 'host',
  remote_candidate_url: 'turn:turn.example.com:3478',
};

const laptop: JsonObject = {
  device_info: { os: 'Windows', os_version: '11', cpus: 8, is_mobile: false },
  browser_metadata: {
    browser: 'Chrome',
    browser_version: '143.0',
    engine: 'Blink',
    user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0',
    webgl_support: true,
  },
};
const phone: JsonObject = {
  device_info: { os: 'iOS', os_version: '19.1', cpus: 6, is_mobile: true },
  browser_metadata: {
    browser: 'Safari',
    browser_version: '19.1',
    engine: 'WebKit',
    user_agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Safari/605.1.15',
    webgl_support: null,
  },
};

const metadata: JsonObject = {
  sdk_name: 'web-core',
  sdk_type: 'web',
  sdk_version: '1.2.3',
  room_view_type: 'GROUP_CALL',
  native_metadata: { audio_encoder: 'opus', video_encoder: 'VP8' },
  audio_devices_updates: [deviceUpdate(headset)],
  speaker_devices_updates: [deviceUpdate(speaker)],
  video_devices_updates: [deviceUpdate(camera)],
  selected_device_updates: [{ timestamp: moment, device: headset }],
  candidate_pairs: { consuming_transport: [candidatePair], producing_transport: [candidatePair] },
  pc_metadata: [
    {
      timestamp: moment,
      effective_network_type: '4g',
      reflexive_connectivity: true,
      relay_connectivity: true,
      turn_connectivity: true,
      sdp: ['v=0', 's=-'],
    },
  ],
  // One value of each kind that metadata of an event may have.
  events: [{ timestamp: moment, name: 'media_toggled', metadata: { kind: 'audio', enabled: true, attempt: 1, reason: null } }],
};

/** A report with every field, on the nth peer of a session. Odd peers are at a laptop, even ones at a phone. */
export function fullReport(number: number): JsonObject {
  const ip_information = {
    ipv4: `203.0.113.${number}`,
    city: 'Lisbon',
    region: 'Lisboa',
    country: 'PT',
    timezone: 'Europe/Lisbon',
    org: 'AS64500 Example Net',
    asn: { asn: 'AS64500', name: 'Example Net', domain: 'example.net', route: '203.0.113.0/24', type: 'isp' },
  };
  return { metadata: { ...metadata, ...pick([laptop, phone], number - 1), ip_information }, quality };
}

/** What there is on a peer that sent hardly anything: most fields are missing. */
export const shortReport: JsonObject = { metadata: { sdk_name: 'web-core', sdk_version: '1.2.3', ...laptop, events: [] }, quality: {} };
