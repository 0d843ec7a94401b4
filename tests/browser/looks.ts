/** Every window that a picture is made of. */
export const LOOKS = [
  { width: 1280, dark: false },
  { width: 1280, dark: true },
  { width: 360, dark: false },
  { width: 360, dark: true },
];

/** Of the file of a picture. */
export function nameOfLook(state: string, { width, dark }: (typeof LOOKS)[number]): string {
  return `${state}-${width}-${dark ? 'dark' : 'light'}`;
}
