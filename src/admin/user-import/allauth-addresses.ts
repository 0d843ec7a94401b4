import { badInput } from '../../core/service-error.js';
import { type DjangoObject, isUser, readObjects } from './django-objects.js';

/** Where django-allauth has the addresses of users. */
const MODEL = 'account.emailaddress';

interface AddressesOfUser {
  /** The primary one, if it is proved. */
  readonly proved: string | undefined;
  readonly count: number;
}

/** The addresses of a fixture by their users. Of each user it keeps no more than the proved one. */
export class AllauthAddresses {
  readonly #ofUsers = new Map<string, AddressesOfUser>();

  /** Whether the fixture has addresses of django-allauth. */
  get areThere(): boolean {
    return this.#ofUsers.size > 0;
  }

  add({ user, email, verified, primary }: DjangoObject['fields']): void {
    const key = JSON.stringify(user ?? null);
    const { proved, count = 0 } = this.#ofUsers.get(key) ?? {};
    const isProved = verified === true && primary === true && typeof email === 'string' && email !== '';
    this.#ofUsers.set(key, { proved: proved ?? (isProved ? email : undefined), count: count + 1 });
  }

  /** By the key of the user, or by the name where the fixture has natural keys. */
  of({ pk, fields: { username } }: DjangoObject): AddressesOfUser | undefined {
    const byKey = pk == null ? undefined : this.#ofUsers.get(JSON.stringify(pk));
    return byKey ?? this.#ofUsers.get(JSON.stringify([username]));
  }
}

/** @throws BAD_USER_INPUT if it is not clear whose the addresses are */
export async function readAllauthAddresses(text: AsyncIterable<string>): Promise<AllauthAddresses> {
  const addresses = new AllauthAddresses();
  const userModels = new Set<unknown>();
  for await (const object of readObjects(text)) {
    if ('reason' in object) continue;
    if (object.model === MODEL) addresses.add(object.fields);
    else if (isUser(object)) userModels.add(object.model);
  }
  if (addresses.areThere && userModels.size > 1)
    throw badInput(
      'file',
      `Two models of the fixture have users, and ${MODEL} does not say whose the addresses are. Dump one of the models.`,
    );
  return addresses;
}
