/* global AbortSignal, document, fetch, navigator, setTimeout, window */

/**
 * Keeps the page in step with the server. Elements stay while their message does, so that a focus or a
 * selection survives the next second.
 *
 * @typedef {{ to: string, channel: string, code: string, body: string, sentAt: string, expiresAt: string,
 *   outcome: string, service: string }} Message
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
  exhausted: 'Used up: too many wrong tries',
};

const conversations = find(document, '#conversations');
/** @type {Map<string, HTMLElement>} */
const shown = new Map();
let isFirstLook = true;

async function keepLooking() {
  if (!document.hidden) await look();
  setTimeout(keepLooking, EVERY_MS);
}

async function look() {
  const trouble = find(document, '#trouble');
  try {
    const response = await fetch('simulator/messages', { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`Status ${response.status}`);
    show(await response.json());
    trouble.hidden = true;
  } catch {
    trouble.hidden = false;
  }
}

/** @param {Message[]} messages newest first */
function show(messages) {
  const present = new Set(messages.map(nameOf));
  for (const [name, element] of shown) if (!present.has(name)) remove(name, element);
  for (const message of messages.toReversed()) update(shown.get(nameOf(message)) ?? add(message), message);
  find(document, '#empty').hidden = messages.length > 0;
  isFirstLook = false;
}

/** @param {Message} message */
function nameOf({ to, sentAt, code }) {
  return `${to} ${sentAt} ${code}`;
}

/** @param {Message} message */
function add(message) {
  const element = copyOf('#message');
  const channel = CHANNELS[message.channel] ?? message.channel;
  find(element, '.channel').textContent = channel;
  find(element, '.service').textContent = message.service;
  find(element, '.sent').textContent = new Date(message.sentAt).toLocaleTimeString();
  find(element, '.body').textContent = message.body;
  const code = find(element, '.code');
  code.textContent = message.code;
  code.hidden = message.code === '';
  code.setAttribute('aria-label', `${message.code}, copy the code`);
  code.addEventListener('click', () => copy(code, message.code));
  conversationWith(message.to).prepend(element);
  shown.set(nameOf(message), element);
  if (!isFirstLook) {
    const news = message.code ? `the code is ${spelled(message.code)}` : message.body;
    announce(`${channel} to ${message.to}: ${news}`);
  }
  return element;
}

/** The list of one number's messages, moved to the top: it has the newest one. @param {string} to */
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
 * @param {string} code
 */
async function copy(button, code) {
  try {
    await navigator.clipboard.writeText(code);
  } catch {
    // Without https there is no clipboard except on localhost: the code is selected, and the keyboard copies it.
    window.getSelection()?.selectAllChildren(button);
    return;
  }
  button.classList.add('copied');
  announce('Copied');
  setTimeout(() => button.classList.remove('copied'), 1500);
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

keepLooking();
