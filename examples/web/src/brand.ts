import { options } from './options.js';

const WHITE = [255, 255, 255] as const;
const BLACK = [16, 19, 26] as const;
/** `--raised` of both themes: of their backgrounds the ones that text is hardest to read on. */
const LIGHT_PAGE = [246, 247, 249] as const;
const DARK_PAGE = [38, 42, 50] as const;
/** WCAG 2.2, 1.4.3. */
const READABLE = 4.5;

type Color = readonly [number, number, number];

/** Sets the colours of the brand, each so that text in it, or on it, can be read in the light and the dark theme. */
export function wearBrand(): void {
  const { color } = options.branding;
  if (color == null) return;
  const brand = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) as unknown as Color;
  const { style } = document.documentElement;
  style.setProperty('--brand', color);
  style.setProperty('--on-brand', css(contrast(brand, WHITE) >= contrast(brand, BLACK) ? WHITE : BLACK));
  style.setProperty('--accent-light', css(readable(brand, LIGHT_PAGE, BLACK)));
  style.setProperty('--accent-dark', css(readable(brand, DARK_PAGE, WHITE)));
}

/** The colour, moved towards another one until it can be read on its background. */
function readable(color: Color, background: Color, towards: Color): Color {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = color.map((part, at) => part + ((towards[at] ?? 0) - part) * share) as unknown as Color;
    if (contrast(mixed, background) >= READABLE) return mixed;
  }
  return towards;
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: Color, other: Color): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: Color): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function css(color: Color): string {
  return `rgb(${color.map(Math.round).join(' ')})`;
}
