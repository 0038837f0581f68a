/** What inputs say of how a preset makes RealtimeKit's UI kit look. */
import { builder } from '../builder.ts';
import { type InputCheck, url } from '../input-rules.ts';
import { atLeast } from './input-checks.ts';
import { type Extent, inputName, presetFields } from './preset-input-fields.ts';
import { BorderRadius, BorderWidth, ThemeName } from './preset-ui.ts';

function backgroundColorsInput(extent: Extent) {
  return builder.inputType(inputName('PresetBackgroundColors', extent), {
    description: 'Shades of the background, as CSS writes colours, for example `#1d1d1d`.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        shade600: preset.text('Shade `600`, furthest from the background of the page.'),
        shade700: preset.text('Shade `700`, three steps from the background of the page.'),
        shade800: preset.text('Shade `800`, two steps from the background of the page.'),
        shade900: preset.text('Shade `900`, one step from the background of the page.'),
        shade1000: preset.text('Shade `1000`, the background of the page.'),
      };
    },
  });
}

function brandColorsInput(extent: Extent) {
  return builder.inputType(inputName('PresetBrandColors', extent), {
    description: 'Shades of the colour of your brand, as CSS writes colours, for example `#2160fd`.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        shade300: preset.text('Shade `300`, two steps from the colour itself.'),
        shade400: preset.text('Shade `400`, one step from the colour itself.'),
        shade500: preset.text('Shade `500`, the colour itself.'),
        shade600: preset.text('Shade `600`, one step to the other side.'),
        shade700: preset.text('Shade `700`, two steps to the other side.'),
      };
    },
  });
}

function colorsInput(extent: Extent) {
  const BackgroundColors = backgroundColorsInput(extent);
  const BrandColors = brandColorsInput(extent);
  return builder.inputType(inputName('PresetColors', extent), {
    description: 'Colours, as CSS writes them, for example `#2160fd`.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        background: preset.object(BackgroundColors, 'Colours of what lies behind everything.'),
        brand: preset.object(BrandColors, 'Shades of your own colour, for buttons and the like.'),
        danger: preset.text('Colour of what ends or deletes something, and of errors.'),
        success: preset.text('Colour of what went well.'),
        text: preset.text('Colour of text on the background.'),
        textOnBrand: preset.text('Colour of text on the colour of your brand.'),
        videoBackground: preset.text('Colour behind people whose camera is off.'),
        warning: preset.text('Colour of what needs attention.'),
      };
    },
  });
}

function designTokensInput(extent: Extent) {
  const Colors = colorsInput(extent);
  return builder.inputType(inputName('PresetDesignTokens', extent), {
    description: 'Colours, shapes and letters.',
    fields: (t) => {
      const preset = presetFields(t, extent);
      return {
        theme: preset.word(ThemeName, 'How bright the whole looks.'),
        colors: preset.object(Colors, 'All colours.'),
        borderRadius: preset.word(BorderRadius, 'How round corners are.'),
        borderWidth: preset.word(BorderWidth, 'How thick borders are.'),
        spacingBase: preset.float('What all distances are multiples of, in CSS pixels, 1 or more.'),
        fontFamily: t.string({ description: 'Font of all text, as CSS names it.' }),
        googleFont: t.string({ description: 'Font of all text, by its name at Google Fonts, which it is loaded from.' }),
        logo: t.string({ description: 'Address of a logo to show, an absolute URL.' }),
      };
    },
  });
}

/** The input type of a preset's `ui`. */
export function presetUIInput(extent: Extent) {
  const DesignTokens = designTokensInput(extent);
  return builder.inputType(inputName('PresetUI', extent), {
    description: "How RealtimeKit's UI kit is to look to a person with a preset.",
    fields: (t) => ({ designTokens: presetFields(t, extent).object(DesignTokens, 'Colours, shapes and letters.') }),
  });
}

type UIFields = ReturnType<typeof presetUIInput>['$inferInput'];

/** Checks the bounds of a preset's `ui`. */
export function checkPresetUI(check: InputCheck, ui: UIFields | null | undefined): void {
  const { spacingBase, logo } = ui?.designTokens ?? {};
  check.field('input.ui.designTokens.spacingBase', spacingBase, atLeast(1)).field('input.ui.designTokens.logo', logo, url);
}
