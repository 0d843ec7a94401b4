/* global document, fetch, window */
import './page.css';
import './workers.mjs';
import { createLocalStorage } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createElement, Fragment } from 'react';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './fetcher.mjs';
import { tour } from './tour.mjs';

const place = document.getElementById('graphiql');
if (!place) throw new Error('The page has no place for GraphiQL.');

const tabs = tour(window.location.origin, await findDemoUser());
// Another server under development may have stored its tabs at the same origin.
const storage = createLocalStorage({ namespace: 'graphql-two-factor-auth' });
const isFirstVisit = storage.length === 0;

const page = createElement(
  GraphiQL,
  {
    fetcher: createFetcher(window.location.pathname),
    storage,
    defaultTabs: tabs,
    // GraphiQL opens the first tab without its variables unless they are passed separately.
    ...(isFirstVisit && { initialVariables: tabs[0]?.variables ?? '' }),
    defaultEditorToolsVisibility: 'variables',
    // Without it a reload loses the headers of the tabs. They hold a placeholder, not the token.
    shouldPersistHeaders: true,
  },
  // No logo: the tabs need the space.
  createElement(GraphiQL.Logo, null, createElement(Fragment)),
);
createRoot(place).render(page);

/** Only a server in development has this address. */
async function findDemoUser() {
  const response = await fetch('demo-user').catch(() => undefined);
  return response?.ok ? (await response.json()).user : null;
}
