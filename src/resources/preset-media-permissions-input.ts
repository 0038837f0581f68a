/** What inputs say of what a preset lets people send: media, and words in chats. */
import { builder } from '../builder.ts';
import { type Extent, inputName, presetFields } from './preset-input-fields.ts';
import { MediaPermission } from './preset-permissions.ts';

function privateChatPermissionsInput(extent: Extent) {
  return builder.inputType(inputName('PresetPrivateChatPermissions', extent), {
    description: 'What a person may do in chats with single people.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        canSend: preset.boolean('Whether they may write at all.'),
        canReceive: preset.boolean('Whether others may write to them.'),
        canSendText: preset.boolean('Whether they may send text.'),
        canSendFiles: preset.boolean('Whether they may send files.'),
      };
    },
  });
}

function publicChatPermissionsInput(extent: Extent) {
  return builder.inputType(inputName('PresetPublicChatPermissions', extent), {
    description: 'What a person may do in the chat that everybody sees.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        canSend: preset.boolean('Whether they may write at all.'),
        canSendText: preset.boolean('Whether they may send text.'),
        canSendFiles: preset.boolean('Whether they may send files.'),
      };
    },
  });
}

/** The input type of `chat` of a preset's `permissions`. */
export function chatPermissionsInput(extent: Extent) {
  const PublicChatPermissions = publicChatPermissionsInput(extent);
  const PrivateChatPermissions = privateChatPermissionsInput(extent);
  return builder.inputType(inputName('PresetChatPermissions', extent), {
    description: 'What a person may do in chats.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        public: preset.object(PublicChatPermissions, 'What they may do in the chat that everybody sees.'),
        private: preset.object(PrivateChatPermissions, 'What they may do in chats with single people.'),
      };
    },
  });
}

/** The input type of `media` of a preset's `permissions`. */
export function mediaPermissionsInput(extent: Extent) {
  const MediumPermission = builder.inputType(inputName('PresetMediumPermission', extent), {
    description: 'What a person may do with one kind of media.',
    fields: (t) => ({ canProduce: presetFields(t, extent).word(MediaPermission, 'Whether they may send it.') }),
  });
  return builder.inputType(inputName('PresetMediaPermissions', extent), {
    description: 'What a person may send.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        audio: preset.object(MediumPermission, 'What they may do with their microphone.'),
        video: preset.object(MediumPermission, 'What they may do with their camera.'),
        screenshare: preset.object(MediumPermission, 'What they may do with their screen.'),
      };
    },
  });
}
