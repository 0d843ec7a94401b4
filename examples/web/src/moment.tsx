/** A time in the reader's own zone and words. */
export function inWords(at: string): string {
  return new Date(at).toLocaleString();
}

export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{inWords(at)}</time>;
}
