import { type AllauthAddresses, readAllauthAddresses } from './allauth-addresses.js';
import { type DjangoObject, isUser, readObjects } from './django-objects.js';
import type { Entry, Note } from './entry.js';

/**
 * The users of a fixture that Django's `dumpdata` wrote, with the addresses that django-allauth proved. Objects of other
 * models are skipped.
 *
 * @param open the text from its start. It is read twice, because addresses may come after their users
 * @throws BAD_USER_INPUT for what is no array of objects, and what `readAllauthAddresses` throws
 */
export async function* readDjangoFixture(open: () => AsyncIterable<string>): AsyncGenerator<Entry> {
  const addresses = await readAllauthAddresses(open());
  for await (const object of readObjects(open()))
    if ('reason' in object) yield object;
    else if (isUser(object)) yield toEntry(object, addresses);
}

/**
 * The original project has the number and the Authy id in the user model, and stores both once the number is proved.
 * Django itself never proves an address.
 */
function toEntry(object: DjangoObject, addresses: AllauthAddresses): Entry {
  const { line, fields: user } = object;
  const authyId = user['authy_id'];
  const { proved, count = 0 } = addresses.of(object) ?? {};
  const isWithoutProof = addresses.areThere && proved === undefined && Boolean(user['email']);
  const notes: Note[] = [
    ...(isWithoutProof ? (['emailNotVerified'] as const) : []),
    ...(count > 1 ? (['furtherAddresses'] as const) : []),
  ];
  return {
    line,
    notes,
    fields: {
      username: user['username'],
      email: proved ?? user['email'],
      email_verified: proved !== undefined,
      phone: user['authy_phone'],
      phone_verified: authyId != null && authyId !== '',
      authy_id: authyId,
      password_hash: user['password'],
      is_active: user['is_active'],
      is_staff: user['is_staff'],
      created_at: user['date_joined'],
    },
  };
}
