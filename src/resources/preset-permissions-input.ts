/** What inputs say of what a preset lets people do. */
import { builder } from '../builder.ts';
import { type InputCheck, notEmpty } from '../input-rules.ts';
import { type Extent, inputName, presetFields } from './preset-input-fields.ts';
import { chatPermissionsInput, mediaPermissionsInput } from './preset-media-permissions-input.ts';
import { MediaPermission, PluginAccess, RecorderType, WaitingRoomType } from './preset-permissions.ts';

function connectedMeetingsPermissionsInput(extent: Extent) {
  return builder.inputType(inputName('PresetConnectedMeetingsPermissions', extent), {
    description: 'What a person may do with connected meetings, which are also called breakout rooms.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        canAlterConnectedMeetings: preset.boolean('Whether they may make, change and remove them.'),
        canSwitchConnectedMeetings: preset.boolean('Whether they may go from one to another.'),
        canSwitchToParentMeeting: preset.boolean('Whether they may go back to the meeting they came from.'),
      };
    },
  });
}

const PresetPluginConfigInput = builder.inputType('PresetPluginConfigInput', {
  description: 'What a person may do with one plugin.',
  fields: (t) => ({
    pluginId: t.id({ required: true, description: "RealtimeKit's id of the plugin." }),
    accessControl: t.field({ type: PluginAccess.type, description: 'How far they may use the plugin.' }),
    handlesViewOnly: t.boolean({ description: 'Whether the plugin itself keeps those who may only look from doing more.' }),
  }),
});

function pluginPermissionsInput(extent: Extent) {
  return builder.inputType(inputName('PresetPluginPermissions', extent), {
    description: 'What a person may do with plugins: apps that run inside a meeting, such as a whiteboard.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        canStart: preset.boolean('Whether they may open plugins.'),
        canClose: preset.boolean('Whether they may close plugins that are open.'),
        canEditConfig: preset.boolean('Whether they may change the settings of plugins.'),
        config: preset.objects(PresetPluginConfigInput, 'What is set for single plugins, each plugin once.'),
      };
    },
  });
}

function pollPermissionsInput(extent: Extent) {
  return builder.inputType(inputName('PresetPollPermissions', extent), {
    description: 'What a person may do with polls.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        canCreate: preset.boolean('Whether they may start polls.'),
        canView: preset.boolean('Whether they see polls.'),
        canVote: preset.boolean('Whether they may vote.'),
      };
    },
  });
}

/** The input type of a preset's `permissions`. */
export function presetPermissionsInput(extent: Extent) {
  const ChatPermissions = chatPermissionsInput(extent);
  const ConnectedMeetingsPermissions = connectedMeetingsPermissionsInput(extent);
  const MediaPermissions = mediaPermissionsInput(extent);
  const PluginPermissions = pluginPermissionsInput(extent);
  const PollPermissions = pollPermissionsInput(extent);
  return builder.inputType(inputName('PresetPermissions', extent), {
    description: 'What a person with a preset may do in a session.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        canAcceptStageRequests: t.boolean({ description: 'Whether they may let others onto the stage.' }),
        canAcceptWaitingRequests: preset.boolean('Whether they may let others in from the waiting room.'),
        canAcceptProductionRequests: preset.boolean('Whether they may agree when others ask to send audio, video or their screen.'),
        canChangeParticipantPermissions: preset.boolean('Whether they may change what others may do while the session goes on.'),
        canEditDisplayName: preset.boolean('Whether they may change the name that others see.'),
        canLivestream: preset.boolean('Whether they may start and stop livestreams.'),
        canRecord: preset.boolean('Whether they may start and stop recordings.'),
        canSpotlight: preset.boolean('Whether they may use the spotlight, which shows everybody what they look at.'),
        chat: preset.object(ChatPermissions, 'What they may do in chats.'),
        connectedMeetings: preset.object(
          ConnectedMeetingsPermissions,
          'What they may do with connected meetings, which are also called breakout rooms.',
        ),
        canDisableParticipantAudio: preset.boolean('Whether they may mute others.'),
        canDisableParticipantScreensharing: preset.boolean('Whether they may end what others share of their screens.'),
        canDisableParticipantVideo: preset.boolean('Whether they may switch the cameras of others off.'),
        hiddenParticipant: preset.boolean('Whether others do not see that they are there.'),
        isRecorder: t.boolean({ description: 'Whether this is no person but a machine that records.' }),
        canKickParticipants: preset.boolean('Whether they may remove others from the session.'),
        media: preset.object(MediaPermissions, 'What they may send: microphone, camera and screen.'),
        canPinParticipants: preset.boolean('Whether they may pin others, so that these stay in view.'),
        plugins: preset.object(PluginPermissions, 'What they may do with plugins: apps that run inside a meeting.'),
        polls: preset.object(PollPermissions, 'What they may do with polls.'),
        recorderType: preset.word(RecorderType, 'What kind of machine this is, if it is one.'),
        canSeeParticipantList: preset.boolean('Whether they see who takes part.'),
        stageAccess: t.field({ type: MediaPermission.type, description: 'Whether they may come onto the stage.' }),
        stageEnabled: t.boolean({ description: 'Whether there is a stage, and people off it only watch.' }),
        transcriptionEnabled: t.boolean({
          description: 'Whether what they say is transcribed: without it, nothing of theirs is in transcripts and summaries.',
        }),
        waitingRoomType: preset.word(WaitingRoomType, 'How they get past the waiting room.'),
      };
    },
  });
}

type PermissionFields = ReturnType<typeof presetPermissionsInput>['$inferInput'];

/** Checks that each plugin has an id and is in the list once: REST keeps what is set for it under that id. */
export function checkPresetPermissions(check: InputCheck, permissions: PermissionFields | null | undefined): void {
  const seen = new Set<string>();
  for (const [index, { pluginId }] of (permissions?.plugins?.config ?? []).entries()) {
    const at = `input.permissions.plugins.config[${index}].pluginId`;
    check.field(at, pluginId, notEmpty);
    if (seen.has(pluginId)) check.fault(at, 'must not be in the list twice');
    seen.add(pluginId);
  }
}
