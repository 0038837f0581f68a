/** What a preset lets people do. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { restEnum } from '../rest-enum.ts';
import { objectIn } from '../upstream/lenient.ts';

export const MediaPermission = restEnum('MediaPermission', 'Whether a person may send media or come onto the stage.', {
  ALLOWED: 'They may, without asking.',
  NOT_ALLOWED: 'They may not.',
  CAN_REQUEST: 'They may ask, and may once somebody agrees.',
});

export const WaitingRoomType = restEnum('WaitingRoomType', 'How a person gets past the waiting room.', {
  SKIP: 'They enter at once.',
  ON_PRIVILEGED_USER_ENTRY: 'They wait until a privileged person is there, then they enter.',
  SKIP_ON_ACCEPT: 'They wait until somebody lets them in.',
});

export const RecorderType = restEnum('RecorderType', 'What kind of machine takes part with a preset, if it is one.', {
  RECORDER: 'A machine that records.',
  LIVESTREAMER: 'A machine that streams.',
  NONE: 'No machine: a person.',
});

export const PluginAccess = restEnum('PluginAccess', 'How far a person may use a plugin.', {
  FULL_ACCESS: 'They may use all of it.',
  VIEW_ONLY: 'They may look at it.',
});

const PresetPrivateChatPermissions = builder.objectRef<WireObject>('PresetPrivateChatPermissions').implement({
  description: 'What a person may do in chats with single people.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      canSend: wire.boolean('can_send', 'Whether they may write at all.'),
      canReceive: wire.boolean('can_receive', 'Whether others may write to them.'),
      canSendText: wire.boolean('text', 'Whether they may send text.'),
      canSendFiles: wire.boolean('files', 'Whether they may send files.'),
    };
  },
});

const PresetPublicChatPermissions = builder.objectRef<WireObject>('PresetPublicChatPermissions').implement({
  description: 'What a person may do in the chat that everybody sees.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      canSend: wire.boolean('can_send', 'Whether they may write at all.'),
      canSendText: wire.boolean('text', 'Whether they may send text.'),
      canSendFiles: wire.boolean('files', 'Whether they may send files.'),
    };
  },
});

const PresetChatPermissions = builder.objectRef<WireObject>('PresetChatPermissions').implement({
  description: 'What a person may do in chats.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      public: wire.object('public', PresetPublicChatPermissions, 'What they may do in the chat that everybody sees.'),
      private: wire.object('private', PresetPrivateChatPermissions, 'What they may do in chats with single people.'),
    };
  },
});

const PresetConnectedMeetingsPermissions = builder.objectRef<WireObject>('PresetConnectedMeetingsPermissions').implement({
  description: 'What a person may do with connected meetings, which are also called breakout rooms.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      canAlterConnectedMeetings: wire.boolean('can_alter_connected_meetings', 'Whether they may make, change and remove them.'),
      canSwitchConnectedMeetings: wire.boolean('can_switch_connected_meetings', 'Whether they may go from one to another.'),
      canSwitchToParentMeeting: wire.boolean('can_switch_to_parent_meeting', 'Whether they may go back to the meeting they came from.'),
    };
  },
});

const PresetMediumPermission = builder.objectRef<WireObject>('PresetMediumPermission').implement({
  description: 'What a person may do with one kind of media.',
  fields: (t) => ({
    ...wireFields(t).word('canProduce', 'can_produce', MediaPermission, 'Whether they may send it.'),
  }),
});

const PresetMediaPermissions = builder.objectRef<WireObject>('PresetMediaPermissions').implement({
  description: 'What a person may send.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      audio: wire.object('audio', PresetMediumPermission, 'What they may do with their microphone.'),
      video: wire.object('video', PresetMediumPermission, 'What they may do with their camera.'),
      screenshare: wire.object('screenshare', PresetMediumPermission, 'What they may do with their screen.'),
    };
  },
});

/** What REST keeps under the id of a plugin. */
interface PluginConfig extends WireObject {
  readonly plugin_id: string;
}

const PresetPluginConfig = builder.objectRef<PluginConfig>('PresetPluginConfig').implement({
  description: 'What a person may do with one plugin.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      pluginId: t.id({ description: "RealtimeKit's id of the plugin.", resolve: (row) => row.plugin_id }),
      ...wire.word('accessControl', 'access_control', PluginAccess, 'How far they may use the plugin.'),
      handlesViewOnly: wire.boolean('handles_view_only', 'Whether the plugin itself keeps those who may only look from doing more.'),
    };
  },
});

const PresetPluginPermissions = builder.objectRef<WireObject>('PresetPluginPermissions').implement({
  description: 'What a person may do with plugins: apps that run inside a meeting, such as a whiteboard.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      canStart: wire.boolean('can_start', 'Whether they may open plugins.'),
      canClose: wire.boolean('can_close', 'Whether they may close plugins that are open.'),
      canEditConfig: wire.boolean('can_edit_config', 'Whether they may change the settings of plugins.'),
      config: t.field({
        type: t.listRef(PresetPluginConfig),
        nullable: true,
        description: 'What is set for single plugins.',
        resolve: ({ config }) =>
          Object.entries(objectIn('config', config) ?? {}).map(([id, one]) => ({ ...objectIn(`config.${id}`, one), plugin_id: id })),
      }),
    };
  },
});

const PresetPollPermissions = builder.objectRef<WireObject>('PresetPollPermissions').implement({
  description: 'What a person may do with polls.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      canCreate: wire.boolean('can_create', 'Whether they may start polls.'),
      canView: wire.boolean('can_view', 'Whether they see polls.'),
      canVote: wire.boolean('can_vote', 'Whether they may vote.'),
    };
  },
});

export const PresetPermissions = builder.objectRef<WireObject>('PresetPermissions').implement({
  description: 'What a person with a preset may do in a session.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      canAcceptStageRequests: wire.boolean('accept_stage_requests', 'Whether they may let others onto the stage.'),
      canAcceptWaitingRequests: wire.boolean('accept_waiting_requests', 'Whether they may let others in from the waiting room.'),
      canAcceptProductionRequests: wire.boolean(
        'can_accept_production_requests',
        'Whether they may agree when others ask to send audio, video or their screen.',
      ),
      canChangeParticipantPermissions: wire.boolean(
        'can_change_participant_permissions',
        'Whether they may change what others may do while the session goes on.',
      ),
      canEditDisplayName: wire.boolean('can_edit_display_name', 'Whether they may change the name that others see.'),
      canLivestream: wire.boolean('can_livestream', 'Whether they may start and stop livestreams.'),
      canRecord: wire.boolean('can_record', 'Whether they may start and stop recordings.'),
      canSpotlight: wire.boolean('can_spotlight', 'Whether they may use the spotlight, which shows everybody what they look at.'),
      chat: wire.object('chat', PresetChatPermissions, 'What they may do in chats.'),
      connectedMeetings: wire.object(
        'connected_meetings',
        PresetConnectedMeetingsPermissions,
        'What they may do with connected meetings, which are also called breakout rooms.',
      ),
      canDisableParticipantAudio: wire.boolean('disable_participant_audio', 'Whether they may mute others.'),
      canDisableParticipantScreensharing: wire.boolean(
        'disable_participant_screensharing',
        'Whether they may end what others share of their screens.',
      ),
      canDisableParticipantVideo: wire.boolean('disable_participant_video', 'Whether they may switch the cameras of others off.'),
      hiddenParticipant: wire.boolean('hidden_participant', 'Whether others do not see that they are there.'),
      isRecorder: wire.boolean('is_recorder', 'Whether this is no person but a machine that records.'),
      canKickParticipants: wire.boolean('kick_participant', 'Whether they may remove others from the session.'),
      media: wire.object('media', PresetMediaPermissions, 'What they may send: microphone, camera and screen.'),
      canPinParticipants: wire.boolean('pin_participant', 'Whether they may pin others, so that these stay in view.'),
      plugins: wire.object('plugins', PresetPluginPermissions, 'What they may do with plugins: apps that run inside a meeting.'),
      polls: wire.object('polls', PresetPollPermissions, 'What they may do with polls.'),
      ...wire.word('recorderType', 'recorder_type', RecorderType, 'What kind of machine this is, if it is one.'),
      canSeeParticipantList: wire.boolean('show_participant_list', 'Whether they see who takes part.'),
      ...wire.word('stageAccess', 'stage_access', MediaPermission, 'Whether they may come onto the stage. Null if that is not set.'),
      stageEnabled: wire.boolean('stage_enabled', 'Whether there is a stage, and people off it only watch.'),
      transcriptionEnabled: wire.boolean(
        'transcription_enabled',
        'Whether what they say is transcribed. The presets of a new app leave it off.',
      ),
      ...wire.word('waitingRoomType', 'waiting_room_type', WaitingRoomType, 'How they get past the waiting room.'),
    };
  },
});
