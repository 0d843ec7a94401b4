/** A time in the reader's own zone and words. */
export const inWords = (at: string) => new Date(at).toLocaleString();

export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{inWords(at)}</time>;
}
