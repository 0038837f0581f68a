/** What WebRTC measured from time to time: of streams of media, and of ways through the network. */
import { builder, type SchemaTypes } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { restEnum } from '../rest-enum.ts';

type Fields = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, WireObject>;

/** What is measured of every stream. */
function streamFields(t: Fields) {
  const wire = wireFields(t);
  return {
    timestamp: wire.text('timestamp', 'When the sample was taken, as RealtimeKit wrote it down.'),
    mid: wire.text('mid', 'Id of the media in the session description (SDP).'),
    ssrc: wire.float('ssrc', 'Number of the stream in its packets (RTP).'),
    producerId: wire.text('producer_id', 'Id of the stream at the end that sends it.'),
    mosQuality: wire.float('mos_quality', 'How good it is, as a mean opinion score: 1 is bad, 5 is excellent.'),
    jitter: wire.float('jitter', 'How unevenly packets arrive. RealtimeKit does not tell the unit; for WebRTC it is seconds.'),
    packetsLost: wire.int('packets_lost', 'Packets that did not arrive.'),
  };
}

/** What is measured of every stream that is received. */
function consumerFields(t: Fields) {
  const wire = wireFields(t);
  return {
    ...streamFields(t),
    consumerId: wire.text('consumer_id', 'Id of the stream at the end that receives it.'),
    peerId: wire.id('peer_id', "RealtimeKit's id of the connection that sends it."),
    bytesReceived: wire.float('bytes_received', 'Bytes that arrived.'),
    packetsReceived: wire.int('packets_received', 'Packets that arrived.'),
    jitterBufferDelay: wire.float(
      'jitter_buffer_delay',
      'How long media waited in the jitter buffer, which evens out late packets. RealtimeKit does not tell the unit; for WebRTC it is seconds, summed over `jitterBufferEmittedCount`.',
    ),
    jitterBufferEmittedCount: wire.float('jitter_buffer_emitted_count', 'Audio samples or video frames that left the jitter buffer.'),
  };
}

/** What is measured of every stream that is sent. */
function producerFields(t: Fields) {
  const wire = wireFields(t);
  return {
    ...streamFields(t),
    bytesSent: wire.float('bytes_sent', 'Bytes that were sent.'),
    packetsSent: wire.int('packets_sent', 'Packets that were sent.'),
    rtt: wire.float('rtt', 'How long a packet takes to the server and back. RealtimeKit does not tell the unit; for WebRTC it is seconds.'),
  };
}

/** What is measured of every picture. */
function pictureFields(t: Fields, framesPerSecond: string) {
  const wire = wireFields(t);
  return {
    frameHeight: wire.int('frame_height', 'Height of the picture in pixels.'),
    frameWidth: wire.int('frame_width', 'Width of the picture in pixels.'),
    framesPerSecond: wire.float('frames_per_second', framesPerSecond),
    firCount: wire.int('fir_count', 'How often a receiver asked for a whole new picture (full intra request).'),
  };
}

export const AudioConsumerStats = builder.objectRef<WireObject>('AudioConsumerStats').implement({
  description: 'One sample of an audio stream that is received.',
  fields: (t) => ({
    ...consumerFields(t),
    concealmentEvents: wireFields(t).int('concealment_events', 'How often missing audio was made up.'),
  }),
});

export const AudioProducerStats = builder.objectRef<WireObject>('AudioProducerStats').implement({
  description: 'One sample of an audio stream that is sent.',
  fields: producerFields,
});

export const VideoConsumerStats = builder.objectRef<WireObject>('VideoConsumerStats').implement({
  description: 'One sample of a video stream that is received.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...consumerFields(t),
      ...pictureFields(t, 'How many frames are received in a second.'),
      framesDecoded: wire.int('frames_decoded', 'Frames that were decoded.'),
      framesDropped: wire.int('frames_dropped', 'Frames that were thrown away before they were shown.'),
      keyFramesDecoded: wire.int('key_frames_decoded', 'Key frames that were decoded: those that need no other frame.'),
    };
  },
});

const QualityLimitationReason = restEnum('QualityLimitationReason', 'What holds the quality of sent video down.', {
  CPU: { rest: 'cpu', description: 'The processor is too slow.' },
  BANDWIDTH: { rest: 'bandwidth', description: 'The network is too slow.' },
  NONE: { rest: 'none', description: 'Nothing.' },
  OTHER: { rest: 'other', description: 'Something else.' },
});

const QualityLimitationDurations = builder.objectRef<WireObject>('QualityLimitationDurations').implement({
  description: 'How long each cause held the quality down. RealtimeKit does not tell the unit; for WebRTC it is seconds.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      cpu: wire.float('cpu', 'How long the processor held it down.'),
      bandwidth: wire.float('bandwidth', 'How long the network held it down.'),
      none: wire.float('none', 'How long nothing held it down: the quality was as set.'),
      other: wire.float('other', 'How long something else held it down.'),
    };
  },
});

export const VideoProducerStats = builder.objectRef<WireObject>('VideoProducerStats').implement({
  description: 'One sample of a video stream that is sent.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...producerFields(t),
      ...pictureFields(t, 'How many frames are sent in a second.'),
      framesEncoded: wire.int('frames_encoded', 'Frames that were encoded.'),
      keyFramesEncoded: wire.int('key_frames_encoded', 'Key frames that were encoded: those that need no other frame.'),
      pliCount: wire.int('pli_count', 'How often a receiver said that it lost a picture (picture loss indication).'),
      ...wire.word('qualityLimitationReason', 'quality_limitation_reason', QualityLimitationReason, 'What holds the quality down.'),
      qualityLimitationDurations: wire.object(
        'quality_limitation_durations',
        QualityLimitationDurations,
        'How long each cause held the quality down.',
      ),
      qualityLimitationResolutionChanges: wire.int(
        'quality_limitation_resolution_changes',
        'How often the size of the picture was changed because something held the quality down.',
      ),
    };
  },
});

const kinds = 'as ICE names it: `host`, `srflx`, `prflx` or `relay`';

export const CandidatePairStats = builder.objectRef<WireObject>('CandidatePairStats').implement({
  description: 'One way through the network, between an address of the person (local) and one of the server (remote).',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nominated: wire.boolean('nominated', 'Whether media went this way.'),
      availableIncomingBitrate: wire.float('available_incoming_bitrate', 'What could be received, in bits per second.'),
      availableOutgoingBitrate: wire.float('available_outgoing_bitrate', 'What could be sent, in bits per second.'),
      bytesReceived: wire.float('bytes_received', 'Bytes that arrived.'),
      bytesSent: wire.float('bytes_sent', 'Bytes that were sent.'),
      bytesDiscardedOnSend: wire.float('bytes_discarded_on_send', 'Bytes that were thrown away instead of sent.'),
      packetsReceived: wire.int('packets_received', 'Packets that arrived.'),
      packetsSent: wire.int('packets_sent', 'Packets that were sent.'),
      packetsDiscardedOnSend: wire.int('packets_discarded_on_send', 'Packets that were thrown away instead of sent.'),
      lastPacketReceivedTimestamp: wire.float(
        'last_packet_received_timestamp',
        'When the last packet arrived, in milliseconds since 1970 began in UTC.',
      ),
      lastPacketSentTimestamp: wire.float(
        'last_packet_sent_timestamp',
        'When the last packet was sent, in milliseconds since 1970 began in UTC.',
      ),
      currentRoundTripTime: wire.float(
        'current_round_trip_time',
        'How long the last check took there and back. RealtimeKit does not tell the unit; for WebRTC it is seconds.',
      ),
      totalRoundTripTime: wire.float(
        'total_round_trip_time',
        'How long all checks together took there and back. RealtimeKit does not tell the unit; for WebRTC it is seconds.',
      ),
      localCandidateId: wire.text('local_candidate_id', 'Id of the local candidate.'),
      localCandidateType: wire.text('local_candidate_type', `How the local address was found, ${kinds}.`),
      localCandidateAddress: wire.text('local_candidate_address', 'Local IP address. Personal data.'),
      localCandidatePort: wire.int('local_candidate_port', 'Local port.'),
      localCandidateProtocol: wire.text('local_candidate_protocol', 'Local protocol, `udp` or `tcp`.'),
      localCandidateNetworkType: wire.text('local_candidate_network_type', 'Kind of the local network, for example `wifi`.'),
      localCandidateRelatedAddress: wire.text(
        'local_candidate_related_address',
        'IP address behind the local one, if that one was given by a server. Personal data.',
      ),
      localCandidateRelatedPort: wire.int('local_candidate_related_port', 'Port behind the local one, if that one was given by a server.'),
      localCandidateUrl: wire.text('local_candidate_url', 'STUN or TURN server that gave the local address.'),
      remoteCandidateId: wire.text('remote_candidate_id', 'Id of the remote candidate.'),
      remoteCandidateType: wire.text('remote_candidate_type', `How the remote address was found, ${kinds}.`),
      remoteCandidateAddress: wire.text('remote_candidate_address', 'Remote IP address.'),
      remoteCandidatePort: wire.int('remote_candidate_port', 'Remote port.'),
      remoteCandidateProtocol: wire.text('remote_candidate_protocol', 'Remote protocol, `udp` or `tcp`.'),
      remoteCandidateUrl: wire.text('remote_candidate_url', 'STUN or TURN server that gave the remote address.'),
    };
  },
});
