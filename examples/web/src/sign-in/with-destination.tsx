import type { Challenge } from 'graphql-two-factor-auth/client';

/** The sentence of the server, with the number in bold. */
export function WithDestination({ message, delivery }: Pick<Challenge, 'message' | 'delivery'>) {
  if (!delivery) return message;
  const { destination } = delivery;
  const at = message.indexOf(destination);
  if (at === -1) return message;
  return (
    <>
      {message.slice(0, at)}
      <b className="number">{destination}</b>
      {message.slice(at + destination.length)}
    </>
  );
}
