/* global AbortSignal, document, fetch, navigator, setTimeout, window */

/**
 * Shows the messages of the server and updates them every second. The element of a message stays, so that an update
 * keeps the focus and the selection.
 *
 * @typedef {{ to: string, channel: string, code: string, body: string, sentAt: string, expiresAt: string,
 *   outcome: string, service: string }} Message
 * @typedef {{ to: string, subject: string, text: string, code: string | null, link: string | null,
 *   sentAt: string }} Mail
 */

const EVERY_MS = 1000;

/** @type {Record<string, string>} */
const CHANNELS = { sms: 'SMS', call: 'Call', whatsapp: 'WhatsApp' };
/** @type {Record<string, string>} */
const OUTCOMES = {
  pending: 'Waiting',
  delivered: 'Delivered',
  approved: 'Approved',
  expired: 'Expired',
  canceled: 'Canceled',
  exhausted: 'Blocked: too many wrong attempts',
};

const conversations = find(document, '#conversations');
/** @type {Map<string, HTMLElement>} */
const shown = new Map();
/** @type {Set<string>} */
const missing = new Set();
let isFirstPoll = true;

async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(poll, EVERY_MS);
}

async function refresh() {
  const trouble = find(document, '#trouble');
  try {
    const [messages, mails] = await Promise.all([read('simulator/messages'), read('simulator/mail')]);
    show(messages, mails);
    trouble.hidden = true;
  } catch {
    trouble.hidden = false;
  }
  find(document, '#live').hidden = !trouble.hidden;
}

/** A list that this server does not have is empty, and not asked for again. @param {string} path */
async function read(path) {
  if (missing.has(path)) return [];
  const response = await fetch(path, { signal: AbortSignal.timeout(5000) });
  if (response.status === 404) missing.add(path);
  else if (!response.ok) throw new Error(`Status ${response.status}`);
  return response.ok ? response.json() : [];
}

/**
 * @param {Message[]} messages newest first
 * @param {Mail[]} mails newest first
 */
function show(messages, mails) {
  const present = new Set([...messages.map(nameOf), ...mails.map(nameOfMail)]);
  for (const [name, element] of shown) if (!present.has(name)) remove(name, element);
  const oldestFirst = [...messages, ...mails].toSorted((one, other) =>
    one.sentAt.localeCompare(other.sentAt),
  );
  for (const item of oldestFirst)
    if ('channel' in item) update(shown.get(nameOf(item)) ?? add(item), item);
    else if (!shown.has(nameOfMail(item))) addMail(item);
  find(document, '#empty').hidden = present.size > 0;
  isFirstPoll = false;
}

/** @param {Message} message */
function nameOf({ to, sentAt, code }) {
  return `${to} ${sentAt} ${code}`;
}

/** @param {Mail} mail */
function nameOfMail({ to, sentAt, subject, link }) {
  return `${to} ${sentAt} ${subject} ${link}`;
}

/** @param {Message} message */
function add(message) {
  const element = copyOf('#message');
  const channel = CHANNELS[message.channel] ?? message.channel;
  find(element, '.channel').textContent = channel;
  find(element, '.service').textContent = message.service;
  find(element, '.body').textContent = message.body;
  place(element, { ...message, name: nameOf(message), kind: channel, words: message.body });
  return element;
}

/** @param {Mail} mail */
function addMail(mail) {
  const element = copyOf('#mail');
  find(element, '.subject').textContent = mail.subject;
  find(element, '.text').textContent = mail.text;
  const link = find(element, '.link');
  link.hidden = mail.link === null;
  if (mail.link !== null) link.setAttribute('href', mail.link);
  place(element, {
    ...mail,
    code: mail.code ?? '',
    name: nameOfMail(mail),
    kind: 'Mail',
    words: mail.subject,
  });
}

/**
 * Puts a message or a mail on top of its conversation, with a button that copies its code.
 *
 * @param {HTMLElement} element
 * @param {{ to: string, sentAt: string, code: string, name: string, kind: string, words: string }} about
 */
function place(element, { to, sentAt, code, name, kind, words }) {
  find(element, '.sent').textContent = new Date(sentAt).toLocaleTimeString();
  const shownCode = find(element, '.code');
  const button = find(element, '.copy');
  find(element, '.line').hidden = code === '';
  shownCode.textContent = code;
  button.setAttribute('aria-label', `Copy the code ${spelled(code)}`);
  button.addEventListener('click', () => copy(button, shownCode));
  conversationWith(to).prepend(element);
  shown.set(name, element);
  if (!isFirstPoll) announce(`${kind} to ${to}: ${code ? `the code is ${spelled(code)}` : words}`);
}

/** The list of messages to one number or address, moved to the top. @param {string} to */
function conversationWith(to) {
  const known = [...conversations.children].find((element) => find(element, 'h2').textContent === to);
  const conversation = known ?? copyOf('#conversation');
  find(conversation, 'h2').textContent = to;
  if (conversations.firstElementChild !== conversation) conversations.prepend(conversation);
  return find(conversation, 'ol');
}

/**
 * @param {HTMLElement} element
 * @param {Message} message
 */
function update(element, { outcome, expiresAt }) {
  const secondsLeft = Math.max(0, Math.round((Date.parse(expiresAt) - Date.now()) / 1000));
  const clock = `${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, '0')}`;
  find(element, '.left').textContent = outcome === 'pending' ? `${clock} left` : '';
  if (element.dataset['outcome'] === outcome) return;
  element.dataset['outcome'] = outcome;
  find(element, '.outcome').textContent = OUTCOMES[outcome] ?? outcome;
}

/**
 * @param {string} name
 * @param {HTMLElement} element
 */
function remove(name, element) {
  const conversation = element.closest('.conversation');
  element.remove();
  shown.delete(name);
  if (!conversation?.querySelector('li')) conversation?.remove();
}

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} code
 */
async function copy(button, code) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
  } catch {
    // Without https the clipboard works on localhost only. The code is selected, so that the keyboard can copy it.
    window.getSelection()?.selectAllChildren(code);
    return;
  }
  button.textContent = 'Copied';
  announce('Copied');
  setTimeout(() => (button.textContent = 'Copy'), 1500);
}

/** Digits one by one, as a screen reader should say them. @param {string} code */
function spelled(code) {
  return [...code].join(' ');
}

/** @param {string} news */
function announce(news) {
  find(document, '#news').textContent = news;
}

/** @param {string} template */
function copyOf(template) {
  const { content } = /** @type {HTMLTemplateElement} */ (find(document, template));
  return /** @type {HTMLElement} */ (document.importNode(content, true).firstElementChild);
}

/**
 * @param {ParentNode} parent
 * @param {string} selector
 */
function find(parent, selector) {
  const element = parent.querySelector(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return /** @type {HTMLElement} */ (element);
}

poll();
