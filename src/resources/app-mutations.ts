/** Changes of apps: REST can only make them. */
import { builder } from '../builder.ts';
import { notEmpty } from '../input-rules.ts';
import { place, type Placed } from '../loading/collection.ts';
import { mutation } from '../mutation.ts';
import { path } from '../upstream/path.ts';
import { object } from '../upstream/wire.ts';
import { type Account, account, App, appShape, type AppWire } from './apps.ts';

const createApp = { id: 'create_app', method: 'POST', answer: object({ data: object({ app: appShape }) }) } as const;

const CreateAppPayload = builder.objectRef<Placed<AppWire, Account>>('CreateAppPayload').implement({
  description: 'The app that was made.',
  fields: (t) => ({ app: t.field({ type: App, description: 'The app as it is now.', resolve: (row) => row }) }),
});

mutation('createApp', {
  description:
    'Makes an app, which cannot be deleted by this API. Whether it has presets from the start is not documented: look at its `presets`. Costs one REST call.',
  input: (t) => ({ name: t.string({ required: true, description: 'What the app is called: at least one character.' }) }),
  payload: CreateAppPayload,
  resolve: async ({ name }, { rest }, { check }) => {
    check.field('input.name', name, notEmpty).done();
    const apps = path`/apps`;
    const { data } = await rest.write(createApp, apps, { name }, [apps]);
    return place(data.app, account);
  },
});
