/* global window, Worker */

/** The bundle puts each worker beside the page, so that the page's policy can allow scripts from its own origin only. */
window.MonacoEnvironment = {
  getWorker(_id, language) {
    return new Worker(new URL(`./${WORKERS.get(language) ?? 'editor.worker'}.js`, import.meta.url), {
      type: 'module',
      name: language,
    });
  },
};

const WORKERS = new Map([
  ['graphql', 'graphql.worker'],
  ['json', 'json.worker'],
]);
