/** What a preset says about the kind of meeting and its media. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { restEnum } from '../rest-enum.ts';
import { integerIn, textsIn } from '../upstream/lenient.ts';

export const PresetViewType = restEnum('PresetViewType', 'The kind of meeting that a preset makes of a session.', {
  GROUP_CALL: 'A call in which people see and hear each other.',
  WEBINAR: 'A few are on a stage, the others watch and may ask to come up.',
  AUDIO_ROOM: 'A room to talk in, without video.',
  LIVESTREAM: 'A few are on a stage, the others watch it as a stream.',
});

export const MediaQuality = restEnum('MediaQuality', 'How large the pictures that are sent may be.', {
  QVGA: { rest: 'qvga', description: '320 by 240 pixels.' },
  VGA: { rest: 'vga', description: '640 by 480 pixels.' },
  HD: { rest: 'hd', description: '1280 by 720 pixels.' },
  FHD: { rest: 'fhd', description: '1920 by 1080 pixels.' },
  UHD: { rest: 'uhd', description: '3840 by 2160 pixels.' },
});

const PresetMaxVideoStreams = builder.objectRef<WireObject>('PresetMaxVideoStreams').implement({
  description: 'How many videos of others are shown at the same time, by device.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      desktop: wire.int('desktop', 'Videos at once on a desktop computer.'),
      mobile: wire.int('mobile', 'Videos at once on a phone or tablet.'),
    };
  },
});

const PresetAudioConfig = builder.objectRef<WireObject>('PresetAudioConfig').implement({
  description: 'How microphones are sent.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      enableHighBitrate: wire.boolean('enable_high_bitrate', 'Whether audio is sent at a high bitrate, as for music.'),
      enableStereo: wire.boolean('enable_stereo', 'Whether audio is sent with two channels.'),
    };
  },
});

const PresetVideoConfig = builder.objectRef<WireObject>('PresetVideoConfig').implement({
  description: 'How cameras are sent.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      frameRate: wire.float('frame_rate', 'How many frames are sent in a second, 30 at most.'),
      ...wire.word('quality', 'quality', MediaQuality, 'How large the picture may be.'),
      simulcast: wire.boolean('simulcast', 'Whether the video is sent in several sizes, so that each viewer gets one that fits.'),
    };
  },
});

const PresetScreenshareConfig = builder.objectRef<WireObject>('PresetScreenshareConfig').implement({
  description: 'How shared screens are sent.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      frameRate: wire.float('frame_rate', 'How many frames are sent in a second.'),
      ...wire.word('quality', 'quality', MediaQuality, 'How large the picture may be.'),
    };
  },
});

const PresetMediaConfig = builder.objectRef<WireObject>('PresetMediaConfig').implement({
  description: 'How media is sent.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      audio: wire.object('audio', PresetAudioConfig, 'How microphones are sent.'),
      video: wire.object('video', PresetVideoConfig, 'How cameras are sent.'),
      screenshare: wire.object('screenshare', PresetScreenshareConfig, 'How shared screens are sent.'),
    };
  },
});

export const PresetConfig = builder.objectRef<WireObject>('PresetConfig').implement({
  description: 'The kind of meeting that a preset is for, and how much media is sent and shown in it.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...wire.word('viewType', 'view_type', PresetViewType, 'The kind of meeting.'),
      maxScreenshareCount: wire.int('max_screenshare_count', 'How many screens may be shared at the same time.'),
      maxVideoStreams: wire.object('max_video_streams', PresetMaxVideoStreams, 'How many videos are shown at the same time.'),
      media: wire.object('media', PresetMediaConfig, 'Quality of audio, video and shared screens.'),
      livestreamViewerQualities: t.intList({
        nullable: true,
        description: 'Quality levels for those who watch a livestream, as RealtimeKit numbers them. Empty if none are set.',
        resolve: ({ livestream_viewer_qualities: qualities }) =>
          textsIn('livestream_viewer_qualities', qualities)
            .map((quality) => integerIn('livestream_viewer_qualities', quality))
            .filter((quality) => quality !== null),
      }),
    };
  },
});
