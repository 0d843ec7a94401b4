/** The words for a wait in a language: "in 3 minutes", "za 3 minuty". Make it once, since it is slow to construct. */
export function createWaitWords(language: string): (seconds: number) => string {
  const format = new Intl.RelativeTimeFormat(language);
  return (seconds) => {
    if (seconds <= 90) return format.format(Math.ceil(seconds), 'second');
    const minutes = Math.ceil(seconds / 60);
    // Rounded up, so that a try after the wait is not refused again.
    return minutes <= 90 ? format.format(minutes, 'minute') : format.format(Math.ceil(minutes / 60), 'hour');
  };
}
