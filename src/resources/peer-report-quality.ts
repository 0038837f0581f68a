/** The part of a peer report about how well media got through. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { AudioConsumerStats, AudioProducerStats, VideoConsumerStats, VideoProducerStats } from './peer-report-statistics.ts';

const LatencyCumulative = builder.objectRef<WireObject>('LatencyCumulative').implement({
  description: 'How long something took, over the whole connection.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      avg: wire.float('avg', 'Mean. RealtimeKit does not tell the unit; its thresholds are milliseconds.'),
      atLeast100MsFraction: wire.float('100ms_or_greater_event_fraction', 'Fraction of events that took 100 milliseconds or more, 0 to 1.'),
      atLeast250MsFraction: wire.float('250ms_or_greater_event_fraction', 'Fraction of events that took 250 milliseconds or more, 0 to 1.'),
      atLeast500MsFraction: wire.float('500ms_or_greater_event_fraction', 'Fraction of events that took 500 milliseconds or more, 0 to 1.'),
    };
  },
});

const PacketLossCumulative = builder.objectRef<WireObject>('PacketLossCumulative').implement({
  description: 'How many packets were lost, over the whole connection.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      avg: wire.float('avg', 'Mean. RealtimeKit does not tell the unit; its thresholds are percent of the packets.'),
      atLeast5PercentFraction: wire.float(
        '5_or_greater_event_fraction',
        'Fraction of events in which 5 percent or more were lost, 0 to 1.',
      ),
      atLeast10PercentFraction: wire.float(
        '10_or_greater_event_fraction',
        'Fraction of events in which 10 percent or more were lost, 0 to 1.',
      ),
      atLeast25PercentFraction: wire.float(
        '25_or_greater_event_fraction',
        'Fraction of events in which 25 percent or more were lost, 0 to 1.',
      ),
      atLeast50PercentFraction: wire.float(
        '50_or_greater_event_fraction',
        'Fraction of events in which 50 percent or more were lost, 0 to 1.',
      ),
    };
  },
});

const PercentileStats = builder.objectRef<WireObject>('PercentileStats').implement({
  description: 'How the samples of a measure are spread, in the unit of the measure.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      avg: wire.float('avg', 'Mean of all samples.'),
      p50: wire.float('p50', 'Median: half of the samples are at most this.'),
      p75: wire.float('p75', '75 percent of the samples are at most this.'),
      p90: wire.float('p90', '90 percent of the samples are at most this.'),
    };
  },
});

const mos = 'How good it was, as a mean opinion score: 1 is bad, 5 is excellent.';
const lost = 'Packets that did not arrive.';
const buffered = 'How long media waited in the jitter buffer, which evens out late packets.';
const roundTrip = 'How long a packet took to the server and back.';

const AudioConsumerStatsCumulative = builder.objectRef<WireObject>('AudioConsumerStatsCumulative').implement({
  description: 'Audio that was received, over the whole connection.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      qualityMos: wire.object('quality_mos', PercentileStats, mos),
      packetLoss: wire.object('packet_loss', PacketLossCumulative, lost),
      jitterBufferDelay: wire.object('jitter_buffer_delay', LatencyCumulative, buffered),
    };
  },
});

const AudioProducerStatsCumulative = builder.objectRef<WireObject>('AudioProducerStatsCumulative').implement({
  description: 'Audio that was sent, over the whole connection.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      qualityMos: wire.object('quality_mos', PercentileStats, mos),
      packetLoss: wire.object('packet_loss', PacketLossCumulative, lost),
      rtt: wire.object('rtt', LatencyCumulative, roundTrip),
    };
  },
});

const VideoConsumerIssues = builder.objectRef<WireObject>('VideoConsumerIssues').implement({
  description: 'How often received video had a fault.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      lagFraction: wire.float('lag_fraction', 'Fraction of events in which it lagged, 0 to 1.'),
      noVideoFraction: wire.float('no_video_fraction', 'Fraction of events in which there was no picture, 0 to 1.'),
      poorResolutionFraction: wire.float('poor_resolution_fraction', 'Fraction of events in which the picture was coarse, 0 to 1.'),
    };
  },
});

const VideoConsumerStatsCumulative = builder.objectRef<WireObject>('VideoConsumerStatsCumulative').implement({
  description: 'Video that was received, over the whole connection.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      qualityMos: wire.object('quality_mos', PercentileStats, mos),
      packetLoss: wire.object('packet_loss', PacketLossCumulative, lost),
      jitterBufferDelay: wire.object('jitter_buffer_delay', LatencyCumulative, buffered),
      framesPerSecond: wire.object('frame_per_second', PercentileStats, 'How many frames were received in a second.'),
      frameWidth: wire.object('frame_width', PercentileStats, 'Width of the picture, in pixels.'),
      keyFramesDecodedFraction: wire.float('key_frames_decoded_fraction', 'Fraction of the decoded frames that were key frames, 0 to 1.'),
      issues: wire.object('issues', VideoConsumerIssues, 'How often it had a fault.'),
    };
  },
});

const VideoProducerIssues = builder.objectRef<WireObject>('VideoProducerIssues').implement({
  description: 'How often sent video had a fault.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      noVideoFraction: wire.float('no_video_fraction', 'Fraction of events in which there was no picture, 0 to 1.'),
      poorResolutionFraction: wire.float('poor_resolution_fraction', 'Fraction of events in which the picture was coarse, 0 to 1.'),
      qualityLimitationFraction: wire.float(
        'quality_limitation_fraction',
        'Fraction of events in which something held the quality down, 0 to 1.',
      ),
      bandwidthQualityLimitationFraction: wire.float(
        'bandwidth_quality_limitation_fraction',
        'Fraction of events in which the network held the quality down, 0 to 1.',
      ),
      cpuQualityLimitationFraction: wire.float(
        'cpu_quality_limitation_fraction',
        'Fraction of events in which the processor held the quality down, 0 to 1.',
      ),
    };
  },
});

const VideoProducerStatsCumulative = builder.objectRef<WireObject>('VideoProducerStatsCumulative').implement({
  description: 'Video that was sent, over the whole connection.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      qualityMos: wire.object('quality_mos', PercentileStats, mos),
      packetLoss: wire.object('packet_loss', PacketLossCumulative, lost),
      rtt: wire.object('rtt', LatencyCumulative, roundTrip),
      framesPerSecond: wire.object('frame_per_second', PercentileStats, 'How many frames were sent in a second.'),
      frameWidth: wire.object('frame_width', PercentileStats, 'Width of the picture, in pixels.'),
      keyFramesEncodedFraction: wire.float('key_frames_encoded_fraction', 'Fraction of the encoded frames that were key frames, 0 to 1.'),
      highNegativeFeedbackFraction: wire.float(
        'high_negative_feedback_fraction',
        'Fraction of events in which receivers asked often for what they missed, 0 to 1.',
      ),
      issues: wire.object('issues', VideoProducerIssues, 'How often it had a fault.'),
    };
  },
});

export const PeerReportQuality = builder.objectRef<WireObject>('PeerReportQuality').implement({
  description: 'How well media got through: samples in the order they were taken, and figures over the whole connection.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      audioConsumer: wire.objects('audio_consumer', AudioConsumerStats, 'Samples of the audio received.'),
      audioConsumerCumulative: wire.object('audio_consumer_cumulative', AudioConsumerStatsCumulative, 'All audio received.'),
      audioProducer: wire.objects('audio_producer', AudioProducerStats, 'Samples of the audio sent.'),
      audioProducerCumulative: wire.object('audio_producer_cumulative', AudioProducerStatsCumulative, 'All audio sent.'),
      videoConsumer: wire.objects('video_consumer', VideoConsumerStats, 'Samples of the video received.'),
      videoConsumerCumulative: wire.object('video_consumer_cumulative', VideoConsumerStatsCumulative, 'All video received.'),
      videoProducer: wire.objects('video_producer', VideoProducerStats, 'Samples of the video sent.'),
      videoProducerCumulative: wire.object('video_producer_cumulative', VideoProducerStatsCumulative, 'All video sent.'),
      screenshareAudioConsumer: wire.objects(
        'screenshare_audio_consumer',
        AudioConsumerStats,
        'Samples of the audio received with shared screens.',
      ),
      screenshareAudioConsumerCumulative: wire.object(
        'screenshare_audio_consumer_cumulative',
        AudioConsumerStatsCumulative,
        'All audio received with shared screens.',
      ),
      screenshareAudioProducer: wire.objects(
        'screenshare_audio_producer',
        AudioProducerStats,
        'Samples of the audio sent with shared screens.',
      ),
      screenshareAudioProducerCumulative: wire.object(
        'screenshare_audio_producer_cumulative',
        AudioProducerStatsCumulative,
        'All audio sent with shared screens.',
      ),
      screenshareVideoConsumer: wire.objects('screenshare_video_consumer', VideoConsumerStats, 'Samples of the shared screens received.'),
      screenshareVideoConsumerCumulative: wire.object(
        'screenshare_video_consumer_cumulative',
        VideoConsumerStatsCumulative,
        'All shared screens received.',
      ),
      screenshareVideoProducer: wire.objects('screenshare_video_producer', VideoProducerStats, 'Samples of the shared screens sent.'),
      screenshareVideoProducerCumulative: wire.object(
        'screenshare_video_producer_cumulative',
        VideoProducerStatsCumulative,
        'All shared screens sent.',
      ),
    };
  },
});
