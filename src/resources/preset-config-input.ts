/** What inputs say of the kind of meeting that a preset is for, and of its media. */
import { builder } from '../builder.ts';
import { between, type InputCheck } from '../input-rules.ts';
import { atLeast } from './input-checks.ts';
import { MediaQuality, PresetViewType } from './preset-config.ts';
import { type Extent, inputName, presetFields } from './preset-input-fields.ts';

const PresetAudioConfigInput = builder.inputType('PresetAudioConfigInput', {
  description: 'How microphones are to be sent.',
  fields: (t) => ({
    enableHighBitrate: t.boolean({ description: 'Whether audio is sent at a high bitrate, as for music.' }),
    enableStereo: t.boolean({ description: 'Whether audio is sent with two channels.' }),
  }),
});

function videoConfigInput(extent: Extent) {
  return builder.inputType(inputName('PresetVideoConfig', extent), {
    description: 'How cameras are to be sent.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        frameRate: preset.float('How many frames are sent in a second: 0 to 30.'),
        quality: preset.word(MediaQuality, 'How large the picture may be.'),
        simulcast: t.boolean({ description: 'Whether the video is sent in several sizes, so that each viewer gets one that fits.' }),
      };
    },
  });
}

function screenshareConfigInput(extent: Extent) {
  return builder.inputType(inputName('PresetScreenshareConfig', extent), {
    description: 'How shared screens are to be sent.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        frameRate: preset.float('How many frames are sent in a second, 0 or more.'),
        quality: preset.word(MediaQuality, 'How large the picture may be.'),
      };
    },
  });
}

function mediaConfigInput(extent: Extent) {
  const VideoConfig = videoConfigInput(extent);
  const ScreenshareConfig = screenshareConfigInput(extent);
  return builder.inputType(inputName('PresetMediaConfig', extent), {
    description: 'How media is to be sent.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        audio: t.field({ type: PresetAudioConfigInput, description: 'How microphones are to be sent.' }),
        video: preset.object(VideoConfig, 'How cameras are to be sent.'),
        screenshare: preset.object(ScreenshareConfig, 'How shared screens are to be sent.'),
      };
    },
  });
}

function maxVideoStreamsInput(extent: Extent) {
  return builder.inputType(inputName('PresetMaxVideoStreams', extent), {
    description: 'How many videos of others are to be shown at the same time, by device.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        desktop: preset.int('Videos at once on a desktop computer, 0 or more.'),
        mobile: preset.int('Videos at once on a phone or tablet, 0 or more.'),
      };
    },
  });
}

/** The input type of a preset's `config`. */
export function presetConfigInput(extent: Extent) {
  const MaxVideoStreams = maxVideoStreamsInput(extent);
  const MediaConfig = mediaConfigInput(extent);
  return builder.inputType(inputName('PresetConfig', extent), {
    description: 'The kind of meeting that a preset is for, and how much media is to be sent and shown in it.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        viewType: preset.word(PresetViewType, 'The kind of meeting.'),
        maxScreenshareCount: preset.int('How many screens may be shared at the same time, 0 or more.'),
        maxVideoStreams: preset.object(MaxVideoStreams, 'How many videos are to be shown at the same time.'),
        media: preset.object(MediaConfig, 'Quality of audio, video and shared screens.'),
        livestreamViewerQualities: t.intList({
          description: 'Quality levels for those who watch a livestream, as RealtimeKit numbers them, each 0 or more. Null means none.',
        }),
      };
    },
  });
}

type ConfigFields = ReturnType<typeof presetConfigInput>['$inferInput'];

/** Where REST takes a null. */
export const nullableInConfig = 'input.config.livestreamViewerQualities';

/** Checks the bounds of a preset's `config`. */
export function checkPresetConfig(check: InputCheck, config: ConfigFields | null | undefined): void {
  const { maxScreenshareCount, maxVideoStreams, media, livestreamViewerQualities } = config ?? {};
  check
    .field('input.config.maxScreenshareCount', maxScreenshareCount, atLeast(0))
    .field('input.config.maxVideoStreams.desktop', maxVideoStreams?.desktop, atLeast(0))
    .field('input.config.maxVideoStreams.mobile', maxVideoStreams?.mobile, atLeast(0))
    .field('input.config.media.video.frameRate', media?.video?.frameRate, between(0, 30))
    .field('input.config.media.screenshare.frameRate', media?.screenshare?.frameRate, atLeast(0));
  for (const [index, quality] of (livestreamViewerQualities ?? []).entries()) {
    check.field(`input.config.livestreamViewerQualities[${index}]`, quality, atLeast(0));
  }
}
