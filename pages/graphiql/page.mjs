/* global document, window */
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

const tabs = tour(window.location.origin);
// Other servers under development have been at this origin before, with tabs of their own.
const storage = createLocalStorage({ namespace: 'graphql-two-factor-auth' });
const isFirstVisit = storage.length === 0;

const page = createElement(
  GraphiQL,
  {
    fetcher: createFetcher(window.location.pathname),
    storage,
    defaultTabs: tabs,
    // GraphiQL opens the first of these tabs without its variables, unless they are given apart.
    ...(isFirstVisit && { initialVariables: tabs[0]?.variables ?? '' }),
    defaultEditorToolsVisibility: 'variables',
    // Without it the header of the ready-made tabs is gone after a reload. It names the token, it does not hold it.
    shouldPersistHeaders: true,
  },
  // The room beside the tabs is for tabs.
  createElement(GraphiQL.Logo, null, createElement(Fragment)),
);
createRoot(place).render(page);
