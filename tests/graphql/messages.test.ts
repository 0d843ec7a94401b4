import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CATALOGUES } from '../../src/graphql/messages/translate.js';
import type { Catalogue } from '../../src/graphql/messages/catalogue.js';
import type { Message } from '../../src/graphql/messages/message.js';
import type { ApiResponse, Client } from '../setup/client.js';
import { createDatabase } from '../setup/database/database.js';
import { otherThan, signIn, switchOn, waitingLogin } from '../setup/flows.js';
import { newPhone, PASSWORD, startServer, type TestServer } from '../setup/server.js';
import { startTcpProxy } from '../setup/wires/tcp-proxy.js';

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

const OBTAIN = `mutation ($username: String!, $password: String!) {
  obtainToken(username: $username, password: $password) {
    __typename ... on TwoFactorRequired { message delivery { destination codeLength } }
  }
}`;
const VERIFY = `mutation ($challenge: String!, $token: String!) {
  verifyTwoFactorToken(challenge: $challenge, token: $token) { ... on TokenPair { access } }
}`;
const VERIFY_PHONE = `mutation ($phone: PhoneNumber!, $channel: TwoFactorChannel!) {
  verifyPhone(phone: $phone, channel: $channel) { __typename }
}`;
const ME = '{ me { username } }';

function obtain(client: Client, username: string, password: string, acceptLanguage: string) {
  return client.post<{ obtainToken: Record<string, unknown> }>(
    { query: OBTAIN, variables: { username, password } },
    { 'accept-language': acceptLanguage },
  );
}

function firstError({ errors, headers, status }: ApiResponse<unknown>) {
  return { status, language: headers.get('content-language'), ...errors?.[0] };
}

/** Codes are for programs and the same for all; sentences are for people, in the language they ask for. */
describe('messages', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ LIMIT_LOGINS_PER_USERNAME: '3/3m', TWO_FACTOR_CHANNELS: 'sms,call' });
  });
  afterAll(() => server.close());

  async function wrongPassword(acceptLanguage: string) {
    const { username } = await server.createUser();
    return firstError(await obtain(server.client(), username, 'wrong password', acceptLanguage));
  }

  it.each([
    ['en', 'The username or the password is wrong.'],
    ['pl', 'Nazwa użytkownika lub hasło są błędne.'],
    ['de', 'Benutzername oder Passwort ist falsch.'],
    ['es', 'El nombre de usuario o la contraseña no es correcto.'],
    ['fr', 'Le nom d’utilisateur ou le mot de passe est incorrect.'],
  ])('say in %s that the password is wrong', async (language, message) => {
    expect(await wrongPassword(language)).toMatchObject({
      language,
      message,
      extensions: { code: 'INVALID_CREDENTIALS' },
    });
  });

  it.each([
    ['en', 'The code is wrong. You have 4 tries left.', 'The code is wrong. You have 1 try left.'],
    ['pl', 'Kod jest błędny. Pozostały 4 próby.', 'Kod jest błędny. Pozostała 1 próba.'],
    [
      'de',
      'Der Code ist falsch. Sie haben noch 4 Versuche.',
      'Der Code ist falsch. Sie haben noch 1 Versuch.',
    ],
    ['es', 'El código es incorrecto. Quedan 4 intentos.', 'El código es incorrecto. Queda 1 intento.'],
    ['fr', 'Le code est incorrect. Il reste 4 essais.', 'Le code est incorrect. Il reste 1 essai.'],
  ])('count in %s the tries that remain', async (language, four, one) => {
    const { client, challenge, code } = await waitingLogin(server);
    const seen = new Map<number | undefined, unknown>();
    for (let tries = 0; tries < 5; tries += 1) {
      const response = await client.post(
        { query: VERIFY, variables: { challenge, token: otherThan(code) } },
        { 'accept-language': language },
      );
      const { message, extensions } = firstError(response);
      expect(extensions?.code).toBe('INVALID_TWO_FACTOR_TOKEN');
      seen.set(extensions?.attemptsLeft, message);
    }
    expect([...seen.keys()]).toEqual([4, 3, 2, 1, 0]);
    expect([seen.get(4), seen.get(1)]).toEqual([four, one]);
    if (language === 'pl') expect(seen.get(0)).toBe('Kod jest błędny. Pozostało 0 prób.');
  });

  it.each([
    ['en', (to: string) => `Enter the 6-digit code that we sent by SMS to ${to}.`],
    ['pl', (to: string) => `Wpisz 6-cyfrowy kod wysłany SMS-em na numer ${to}.`],
    ['de', (to: string) => `Geben Sie den 6-stelligen Code ein, den wir per SMS an ${to} gesendet haben.`],
    ['es', (to: string) => `Introduzca el código de 6 dígitos que hemos enviado por SMS al ${to}.`],
    ['fr', (to: string) => `Saisissez le code à 6 chiffres que nous avons envoyé par SMS au ${to}.`],
  ])('ask in %s for the code', async (language, sentence) => {
    const user = await server.createUser();
    await switchOn(server, user);
    const { data, headers } = await obtain(server.client(), user.username, user.password, language);
    const { message, delivery } = data?.obtainToken ?? {};
    expect(message).toBe(sentence(String((delivery as { destination?: string } | undefined)?.destination)));
    expect(headers.get('content-language')).toBe(language);
  });

  it.each([
    ['en', 'Codes can be sent by SMS or phone call.'],
    ['pl', 'Kody można wysyłać przez SMS lub połączenie telefoniczne.'],
    ['de', 'Codes können per SMS oder Anruf gesendet werden.'],
    ['es', 'Los códigos se pueden enviar por SMS o llamada telefónica.'],
    ['fr', 'Les codes peuvent être envoyés par SMS ou appel téléphonique.'],
  ])('name in %s the channels that there are', async (language, message) => {
    const { client } = await signIn(server, await server.createUser());
    const response = await client.post(
      { query: VERIFY_PHONE, variables: { phone: newPhone(), channel: 'WHATSAPP' } },
      { 'accept-language': language },
    );
    expect(firstError(response)).toMatchObject({
      message,
      extensions: { code: 'BAD_USER_INPUT', field: 'channel' },
    });
  });

  it.each(['en', 'pl', 'de', 'es', 'fr'] as const)(
    'say in %s that the access token is expired, before there is anything to execute',
    async (language) => {
      const { client } = await signIn(server, await server.createUser());
      server.passSeconds(3600);
      const response = await client.post({ query: ME }, { 'accept-language': `${language}-XX, it;q=0.5` });
      expect(firstError(response)).toMatchObject({
        status: 401,
        language,
        message: CATALOGUES[language].UNAUTHENTICATED,
        extensions: { code: 'UNAUTHENTICATED' },
      });
      expect(response.headers.get('www-authenticate')).toContain('invalid_token');
    },
  );

  it.each([
    ['en', /^Too many attempts\. Try again in (\d+) minutes\.$/],
    ['pl', /^Zbyt wiele prób\. Spróbuj ponownie za (\d+) minut[ęy]?\.$/],
    ['de', /^Zu viele Versuche\. Versuchen Sie es in (\d+) Minuten noch einmal\.$/],
    ['es', /^Demasiados intentos\. Inténtelo de nuevo dentro de (\d+) minutos\.$/],
    ['fr', /^Trop de tentatives\. Réessayez dans (\d+) minutes\.$/],
  ])('say in %s how long to wait', async (language, sentence) => {
    const { username } = await server.createUser();
    const client = server.client();
    for (let tries = 0; tries < 3; tries += 1) await obtain(client, username, 'wrong password', language);
    const { message, extensions } = firstError(await obtain(client, username, PASSWORD, language));
    expect(extensions?.code).toBe('RATE_LIMITED');
    const [, minutes] = sentence.exec(message ?? '') ?? [];
    expect(message).toMatch(sentence);
    expect(Number(minutes)).toBe(Math.ceil(Number(extensions?.retryAfter) / 60));
  });

  it('say which messages are limited', async () => {
    const phone = newPhone();
    const messages: (string | undefined)[] = [];
    for (let users = 0; users < 5; users += 1) {
      const { client } = await signIn(server, await server.createUser());
      messages.push((await client.verifyPhone(phone)).errors?.[0]?.message);
    }
    expect(messages).toEqual([
      ...Array<undefined>(4).fill(undefined),
      expect.stringMatching(/^Too many messages to this number\. Try again in \d+ minutes\.$/),
    ]);
  });

  it('say so where Twilio refuses one more', async () => {
    const { client } = await signIn(server, await server.createUser());
    const { message, extensions } = firstError(await client.verifyPhone('+48501000003'));
    expect(extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 600 });
    expect(message).toBe('Too many messages to this number. Try again in 10 minutes.');
  });

  it.each([
    ['en', /^A code was sent a moment ago\. Ask for a new one in (\d+) seconds\.$/],
    ['pl', /^Kod został właśnie wysłany\. Poproś o nowy za (\d+) sekund[ęy]?\.$/],
    ['de', /^Gerade wurde ein Code gesendet\. Fordern Sie in (\d+) Sekunden einen neuen an\.$/],
    ['es', /^Se acaba de enviar un código\. Solicite uno nuevo dentro de (\d+) segundos\.$/],
    ['fr', /^Un code vient d’être envoyé\. Demandez-en un nouveau dans (\d+) secondes\.$/],
  ])('say in %s when another code may be sent', async (language, sentence) => {
    const { client, challenge } = await waitingLogin(server);
    const query =
      'mutation ($challenge: String!) { resendTwoFactorToken(challenge: $challenge) { expiresAt } }';
    const response = await client.post({ query, variables: { challenge } }, { 'accept-language': language });
    const { message, extensions } = firstError(response);
    expect(extensions?.code).toBe('RATE_LIMITED');
    expect(message).toMatch(sentence);
    expect(sentence.exec(message ?? '')?.[1]).toBe(String(extensions?.retryAfter));
  });

  it.each([
    ['de;q=0.3, fr;q=0.8', 'fr'],
    ['it-IT, de;q=0.9', 'it'],
    ['*, pl;q=0.5', 'pl'],
    ['pl;q=0', undefined],
    ['', undefined],
    [`${'it,'.repeat(3000)}pl`, undefined],
  ])('with a code are asked for in the language wanted most: %j as %s', async (header, locale) => {
    const { client } = await signIn(server, await server.createUser());
    const phone = newPhone();
    await client.post(
      { query: VERIFY_PHONE, variables: { phone, channel: 'SMS' } },
      { 'accept-language': header },
    );
    expect(server.messageTo(phone).locale).toBe(locale);
  });

  it('say what is wrong with an argument, with the limit', async () => {
    const response = await obtain(server.client(), 'x'.repeat(151), PASSWORD, 'pl');
    expect(firstError(response)).toMatchObject({
      message: 'Nazwa użytkownika może mieć najwyżej 150 znaków.',
      extensions: { code: 'BAD_USER_INPUT', field: 'username' },
    });
  });

  it('about a document stay English', async () => {
    const response = await server.client().post({ query: '{ nothing }' }, { 'accept-language': 'pl' });
    expect(firstError(response)).toMatchObject({
      language: null,
      message: 'Cannot query field "nothing" on type "Query".',
    });
  });

  it('name no language where nothing is said', async () => {
    const response = await server.client().post({ query: ME }, { 'accept-language': 'pl' });
    expect(response.data).toEqual({ me: null });
    expect(response.headers.get('content-language')).toBeNull();
  });

  it.each([
    ['pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7', 'pl'],
    ['PL', 'pl'],
    ['de;q=0.3, fr;q=0.8', 'fr'],
    ['it, ja;q=0.9, es;q=0.2', 'es'],
    ['pl;q=0, de;q=0.1', 'de'],
    ['fr-CA', 'fr'],
    ['*', 'en'],
    ['it', 'en'],
    ['en;q=0', 'en'],
    ['', 'en'],
    [';;;,,,q=,=;q=;"', 'en'],
    ['pl;q=much', 'en'],
    ['constructor, __proto__, toString', 'en'],
  ])('take %j as %s', async (header, language) => {
    const refused = await wrongPassword(header);
    expect(refused).toMatchObject({ language, extensions: { code: 'INVALID_CREDENTIALS' } });
  });

  it('take a header that is no list of languages any more as English', async () => {
    const refused = await wrongPassword(`${'it,'.repeat(3000)}pl`);
    expect(refused).toMatchObject({ language: 'en', extensions: { code: 'INVALID_CREDENTIALS' } });
  });

  it('of a fault are translated, too', async () => {
    const broken = await startServer();
    const { username } = await broken.createUser();
    await broken.app.orm.em.getConnection().execute('alter table "users" rename to "people"');
    expect(firstError(await obtain(broken.client(), username, PASSWORD, 'pl'))).toMatchObject({
      language: 'pl',
      message: CATALOGUES.pl.INTERNAL_SERVER_ERROR,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    await broken.close();
  });
});

onServed('while the database is away', () => {
  it('a refusal that comes before there is anything to execute is translated, too', async () => {
    const database = await createDatabase();
    const wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    const server = await startServer({ DATABASE_URL: wire.url, DATABASE_ACQUIRE_TIMEOUT: '1s' });
    const { client } = await signIn(server, await server.createUser());
    wire.cut();
    // The first response may come from before the cut was noticed.
    await client.me();
    const { message, path, extensions } = firstError(
      await client.post({ query: ME }, { 'accept-language': 'pl' }),
    );
    expect(extensions?.code).toBe('SERVICE_UNAVAILABLE');
    expect(message).toMatch(/^Serwer jest w tej chwili niedostępny\. Spróbuj ponownie za \d+ sekund[ęy]?\.$/);
    expect(path).toBeUndefined();
    wire.restore();
    await server.close();
    await wire.close();
    await database.drop();
  });
});

describe('a catalogue', () => {
  const english: Catalogue = CATALOGUES.en;

  function textsOf(message: Message): string[] {
    return typeof message === 'string' ? [message] : Object.values(message.forms);
  }

  function namesIn(text: string): string[] {
    return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();
  }

  it.each(Object.entries(CATALOGUES))(
    'in %s has every key and every value of the English one',
    (_language, catalogue: Catalogue) => {
      expect(Object.keys(catalogue).sort()).toEqual(Object.keys(english).sort());
      for (const [key, message] of Object.entries(catalogue)) {
        const [original = ''] = textsOf(Object.entries(english).find(([name]) => name === key)?.[1] ?? '');
        for (const text of textsOf(message)) {
          expect({ key, names: namesIn(text) }).toEqual({ key, names: namesIn(original) });
          // What the schema calls a detail says nothing to people.
          expect(text).not.toMatch(/`(attemptsLeft|retryAfter)`/);
        }
      }
    },
  );

  it.each(Object.entries(CATALOGUES))(
    'in %s has a form for every whole number',
    (language, catalogue: Catalogue) => {
      const rules = new Intl.PluralRules(language);
      const needed = new Set(Array.from({ length: 1000 }, (_none, n) => rules.select(n)));
      for (const [key, message] of Object.entries(catalogue)) {
        if (typeof message === 'string') continue;
        const { by, forms } = message;
        const missing = [...needed].filter((form) => !(form in forms));
        expect({ key, missing }).toEqual({ key, missing: [] });
        for (const text of Object.values(forms)) expect(text).toContain(`{${by}}`);
      }
    },
  );
});
