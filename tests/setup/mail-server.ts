import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A certificate that is not trusted by default, for `localhost`. */
export function makeCertificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mail-server-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}

export interface MailServer {
  readonly port: number;
  /** What was read so far, the oldest first. */
  readonly mails: ParsedMail[];
  /** What happens to a mail that was read. If it is never accepted, the server hangs. */
  onRead: (accept: () => void) => void;
  onConnectionEnd: () => void;
  /** Breaks every connection. */
  hangUp(): void;
  close(): Promise<void>;
}

/** A mail server on a real socket, which keeps what it read. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    // It does not wait for a connection that hangs.
    closeTimeout: 1,
    // Without a certificate of its own the server has one that nobody trusts.
    ...(!options.cert && { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }),
    onData: (stream, _session, done) => {
      void simpleParser(stream).then((mail) => {
        mails.push(mail);
        started.onRead(done);
      }, done);
    },
    ...options,
  });
  // A client that breaks off is part of the tests.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('close', () => started.onConnectionEnd()));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const started: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    mails,
    onRead: (accept) => accept(),
    onConnectionEnd: () => undefined,
    hangUp: () => sockets.forEach((socket) => socket.destroy()),
    close: () => new Promise((closed) => server.close(() => closed())),
  };
  return started;
}
