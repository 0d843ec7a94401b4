import type { Challenge } from 'graphql-two-factor-auth/client';
import { t } from '../texts/texts.js';

type Delivery = NonNullable<Challenge['delivery']>;

/** Where the code went, with the number in bold. */
export function WithDestination({ delivery: { channel, destination } }: { delivery: Delivery }) {
  return (
    <>
      {t.codeSent[channel]} <b className="number">{destination}</b>
    </>
  );
}
