import type { FirebaseParameters } from '../../accounts/hashes/firebase-scrypt.js';
import { badInput } from '../../core/service-error.js';

/** `base64_signer_key: …`, as the console shows it, or the same in JSON. */
const PARAMETER =
  /"?\b(algorithm|base64_signer_key|base64_salt_separator|rounds|mem_cost)"?\s*[:=]\s*"?([\w+/=-]+)/g;

/**
 * The password hash parameters of a Firebase project.
 *
 * @throws BAD_USER_INPUT
 */
export function parseFirebaseParameters(text: string): FirebaseParameters {
  const given = new Map(Array.from(text.matchAll(PARAMETER), ([, name = '', value = '']) => [name, value]));
  const signerKey = Buffer.from(given.get('base64_signer_key') ?? '', 'base64');
  const saltSeparator = Buffer.from(given.get('base64_salt_separator') ?? '', 'base64');
  const rounds = Number(given.get('rounds'));
  const memoryCost = Number(given.get('mem_cost'));
  const isScrypt = (given.get('algorithm') ?? 'SCRYPT').toUpperCase() === 'SCRYPT';
  const areWhole = [rounds, memoryCost].every((value) => Number.isInteger(value) && value > 0);
  if (!isScrypt || signerKey.length === 0 || !areWhole)
    throw badInput(
      'firebase-params',
      'The file of parameters must have base64_signer_key, base64_salt_separator, rounds and mem_cost of the algorithm SCRYPT, as the Firebase console shows them.',
    );
  return { signerKey, saltSeparator, rounds, memoryCost };
}
