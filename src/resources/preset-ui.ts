/** How a preset makes RealtimeKit's UI kit look. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { restEnum } from '../rest-enum.ts';

export const BorderRadius = restEnum('BorderRadius', 'How round corners are.', {
  SHARP: { rest: 'sharp', description: 'Square corners.' },
  ROUNDED: { rest: 'rounded', description: 'A little round.' },
  EXTRA_ROUNDED: { rest: 'extra-rounded', description: 'Rounder than `ROUNDED`.' },
  CIRCULAR: { rest: 'circular', description: 'As round as can be.' },
});

export const BorderWidth = restEnum('BorderWidth', 'How thick borders are.', {
  NONE: { rest: 'none', description: 'No borders.' },
  THIN: { rest: 'thin', description: 'Thin lines.' },
  FAT: { rest: 'fat', description: 'Thick lines.' },
});

export const ThemeName = restEnum('ThemeName', 'How bright the whole looks.', {
  LIGHT: { rest: 'light', description: 'Dark text on a bright background.' },
  DARK: { rest: 'dark', description: 'Bright text on a dark background.' },
  DARKEST: { rest: 'darkest', description: 'Bright text on a background that is almost black.' },
});

const PresetBackgroundColors = builder.objectRef<WireObject>('PresetBackgroundColors').implement({
  description: 'Shades of the background, as CSS writes colours, for example `#1d1d1d`.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      shade600: wire.text('600', 'Shade `600`, furthest from the background of the page.'),
      shade700: wire.text('700', 'Shade `700`, three steps from the background of the page.'),
      shade800: wire.text('800', 'Shade `800`, two steps from the background of the page.'),
      shade900: wire.text('900', 'Shade `900`, one step from the background of the page.'),
      shade1000: wire.text('1000', 'Shade `1000`, the background of the page.'),
    };
  },
});

const PresetBrandColors = builder.objectRef<WireObject>('PresetBrandColors').implement({
  description: 'Shades of the colour of your brand, as CSS writes colours, for example `#2160fd`.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      shade300: wire.text('300', 'Shade `300`, two steps from the colour itself.'),
      shade400: wire.text('400', 'Shade `400`, one step from the colour itself.'),
      shade500: wire.text('500', 'Shade `500`, the colour itself.'),
      shade600: wire.text('600', 'Shade `600`, one step to the other side.'),
      shade700: wire.text('700', 'Shade `700`, two steps to the other side.'),
    };
  },
});

const PresetColors = builder.objectRef<WireObject>('PresetColors').implement({
  description: 'Colours, as CSS writes them, for example `#2160fd`.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      background: wire.object('background', PresetBackgroundColors, 'Colours of what lies behind everything.'),
      brand: wire.object('brand', PresetBrandColors, 'Shades of your own colour, for buttons and the like.'),
      danger: wire.text('danger', 'Colour of what ends or deletes something, and of errors.'),
      success: wire.text('success', 'Colour of what went well.'),
      text: wire.text('text', 'Colour of text on the background.'),
      textOnBrand: wire.text('text_on_brand', 'Colour of text on the colour of your brand.'),
      videoBackground: wire.text('video_bg', 'Colour behind people whose camera is off.'),
      warning: wire.text('warning', 'Colour of what needs attention.'),
    };
  },
});

const PresetDesignTokens = builder.objectRef<WireObject>('PresetDesignTokens').implement({
  description: 'Colours, shapes and letters.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...wire.word('theme', 'theme', ThemeName, 'How bright the whole looks.'),
      colors: wire.object('colors', PresetColors, 'All colours.'),
      ...wire.word('borderRadius', 'border_radius', BorderRadius, 'How round corners are.'),
      ...wire.word('borderWidth', 'border_width', BorderWidth, 'How thick borders are.'),
      spacingBase: wire.float('spacing_base', 'What all distances are multiples of, in CSS pixels, 1 or more.'),
      fontFamily: wire.text('font_family', 'Font of all text, as CSS names it.'),
      googleFont: wire.text('google_font', 'Font of all text, by its name at Google Fonts, which it is loaded from.'),
      logo: wire.url('logo', 'Address of a logo to show.'),
    };
  },
});

export const PresetUI = builder.objectRef<WireObject>('PresetUI').implement({
  description: "How RealtimeKit's UI kit looks to a person with a preset. Clients with their own interface need not heed it.",
  fields: (t) => ({
    designTokens: wireFields(t).object('design_tokens', PresetDesignTokens, 'Colours, shapes and letters.'),
  }),
});
