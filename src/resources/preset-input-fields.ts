/** Fields of the inputs that tell of a whole preset, and of those that tell what to change of one. */
import type { InputRef } from '@pothos/core';
import type { SchemaTypes } from '../builder.ts';
import type { RestEnum } from '../rest-enum.ts';

type InputFields = PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>;

/** Whether a preset is told whole, as REST wants new ones, or in part, as it takes changes. */
export type Extent = 'whole' | 'part';

/** The name of an input type of a preset: `PresetConfigInput` of a whole one, `UpdatePresetConfigInput` of a part. */
export function inputName(type: string, extent: Extent): string {
  return `${extent === 'whole' ? '' : 'Update'}${type}Input`;
}

/** Makers of the fields of a preset, each given a description. REST needs all of them of a whole preset. */
export function presetFields(t: InputFields, extent: Extent) {
  // The compiler is told that any may be missing: then one check serves both extents.
  const required = (extent === 'whole') as false;
  return {
    boolean: (description: string) => t.boolean({ required, description }),
    int: (description: string) => t.int({ required, description }),
    float: (description: string) => t.float({ required, description }),
    text: (description: string) => t.string({ required, description }),
    word: ({ type }: RestEnum, description: string) => t.field({ type, required, description }),
    object: <Shape>(type: InputRef<Shape>, description: string) => t.field({ type, required, description }),
    objects: <Shape>(type: InputRef<Shape>, description: string) => t.field({ type: [type], required, description }),
  };
}
